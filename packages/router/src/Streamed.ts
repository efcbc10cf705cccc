import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import type { Event } from "@turnout/core/Event"
import { type Failure, StreamTruncated } from "@turnout/core/Failure"
import type * as Fold from "@turnout/core/Fold"
import type { RouterError } from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Answer from "./Answer.ts"
import type { Call } from "./Call.ts"
import * as Rest from "./Rest.ts"
import * as Trace from "./Trace.ts"
import type * as Walk from "./Walk.ts"

type Read<A> = Effect.Effect<ReadonlyArray<A> | undefined, RouterError>

/** A streamed answer that has begun: it was committed, so nothing can fall back behind it. */
export interface Answering {
  /** The registered provider that answers, for headers and logs. */
  readonly provider: string
  /** The chunks of one network read; `undefined` after the last. Closing the scope ends the upstream request. */
  readonly read: Read<ChatCompletionChunk>
}

const truncated = new StreamTruncated({ message: "The answer ended before it was finished." })

/**
 * Pulls what follows the commit and keeps its account: `each` says what one read is to the caller, `last` what
 * stands behind all. An answer that is finished stays good whatever the socket does after it.
 */
const pulled = <A>(
  call: Call,
  answering: Walk.Answering,
  folded: Fold.Fold,
  each: (events: ReadonlyArray<Event>) => ReadonlyArray<A>,
  last: () => ReadonlyArray<A>
): Effect.Effect<Read<A>, never, Scope.Scope> => {
  let first: ReadonlyArray<Event> | undefined = answering.committed.events
  const form = call.form?.()
  let over = false
  let left = false
  const abandon = Effect.sync(() => {
    if (over) return
    over = left = true
    const { watch } = answering.committed
    watch.written = folded.written()
    Trace.abandon(call, answering, watch)
  })
  /** What was left early has no end that could be taken for a clean one. */
  const behind: Read<A> = Effect.suspend(() => (left ? Effect.interrupt : Effect.succeed(undefined)))
  const end = (failure: Failure | undefined): Read<A> => {
    if (over) return behind
    over = true
    const wrong = folded.finished() ? form?.failure() : (failure ?? truncated)
    if (wrong === undefined) return Effect.succeed(last())
    return Effect.fail(Answer.broken(call, answering, folded, wrong))
  }
  const told = (events: ReadonlyArray<Event>) => {
    form?.push(events)
    return each(events)
  }
  return Effect.andThen(
    Effect.addFinalizer(() => abandon),
    Effect.map(Rest.read(answering.committed, call.clock), (rest): Read<A> => {
      const next = Effect.matchEffect(rest, {
        onFailure: end,
        onSuccess: (events) => (events === undefined ? end(undefined) : Effect.succeed(told(events)))
      })
      return Effect.suspend(() => {
        if (over) return behind
        if (first === undefined) return next
        const events = first
        first = undefined
        return Effect.succeed(told(events))
      })
    })
  )
}

export const chunks = (
  call: Call,
  answering: Walk.Answering
): Effect.Effect<Answering, never, Scope.Scope> => {
  const folded = Answer.fold(call, answering)
  const { provider } = answering.step.candidate.endpoint
  return Effect.map(
    pulled(call, answering, folded, folded.chunks, () => [Answer.lastChunk(call, answering, folded)]),
    (read) => ({ provider, read })
  )
}

export const events = (
  call: Call,
  answering: Walk.Answering
): Effect.Effect<Read<Event>, never, Scope.Scope> => {
  const folded = Answer.fold(call, answering)
  const each = (batch: ReadonlyArray<Event>) => {
    folded.push(batch)
    return batch
  }
  return pulled(call, answering, folded, each, () => {
    Answer.lastChunk(call, answering, folded)
    return []
  })
}
