import type { ChatCompletionChunk, RoutingEvent } from "@turnout/core/ChatCompletionChunk"
import type { Event } from "@turnout/core/Event"
import { type Failure, StreamTruncated } from "@turnout/core/Failure"
import type * as Fold from "@turnout/core/Fold"
import type { RouterError } from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as Account from "../attempt/Account.ts"
import * as Answer from "./Answer.ts"
import type { Call } from "../attempt/Call.ts"
import * as StreamTail from "./StreamTail.ts"
import * as Interruption from "./Interruption.ts"
import * as Continuation from "./Continuation.ts"
import * as AttemptLog from "../attempt/AttemptLog.ts"
import * as Walk from "../attempt/Walk.ts"

type Read<A> = Effect.Effect<ReadonlyArray<A> | undefined, RouterError>

/** A streamed answer that has begun. */
export interface Answering {
  /** The registered provider that answers, for headers and logs. */
  readonly provider: string
  /** The chunks of one network read; `undefined` after the last. Closing the scope ends the upstream request. */
  readonly read: Read<ChatCompletionChunk>
}

/** What an answer is to one kind of reader. */
interface Reader<A> {
  /** Of the events of one read. */
  readonly each: (folded: Fold.Fold, events: ReadonlyArray<Event>) => ReadonlyArray<A>
  /** What stands behind all. */
  readonly last: (call: Call, answering: Walk.Answering, folded: Fold.Fold) => ReadonlyArray<A>
  /** Tells of a change of endpoint; absent where that cannot be told, so that a broken stream is one. */
  readonly event?: (folded: Fold.Fold, event: RoutingEvent) => ReadonlyArray<A>
}

/** The attempt that answers now. */
interface Current {
  readonly answering: Walk.Answering
  readonly folded: Fold.Fold
  readonly tail: Effect.Effect<ReadonlyArray<Event> | undefined, Failure>
  readonly join: (events: ReadonlyArray<Event>) => ReadonlyArray<Event>
}

const truncated = new StreamTruncated({ message: "The answer ended before it was finished." })

const asTheyAre = (events: ReadonlyArray<Event>) => events

/**
 * Pulls what follows the commit and keeps its account. An answer that is finished stays good whatever the socket
 * does after it; one that breaks off is taken up elsewhere, where the caller asked for that and it can be done.
 */
const pulled = Effect.fnUntraced(function* <A>(
  call: Call,
  answering: Walk.Answering,
  reader: Reader<A>
): Effect.fn.Return<Read<A>, never, Scope.Scope> {
  const scope = yield* Effect.scope
  const open = (
    answering: Walk.Answering,
    folded: Fold.Fold,
    join: Current["join"] = asTheyAre
  ): Effect.Effect<Current> =>
    Effect.map(Scope.provide(StreamTail.read(answering.committed, call.clock), scope), (tail) => ({
      answering,
      folded,
      tail,
      join
    }))

  let form = call.form?.()
  let first: ReadonlyArray<Event> | undefined = answering.committed.events
  let over = false
  let left = false
  /** Undefined while nobody answers. */
  let current: Current | undefined
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      if (over) return
      over = left = true
      if (current === undefined) return
      const { timers } = current.answering.committed
      timers.written = current.folded.written()
      AttemptLog.abandon(call, current.answering, timers)
    })
  )
  current = yield* open(answering, Answer.fold(call, answering))

  /** What was left early has no end that could be taken for a clean one. */
  const behind: Read<A> = Effect.suspend(() => (left ? Effect.interrupt : Effect.succeed(undefined)))

  const told = ({ folded, join }: Current, events: ReadonlyArray<Event>): ReadonlyArray<A> => {
    const joined = join(events)
    form?.push(joined)
    return reader.each(folded, joined)
  }

  /** Another endpoint answers; what it says begins with the news of that. */
  const goOn = (
    broken: Current,
    { overlap, type }: Interruption.Resumption,
    next: Walk.Answering
  ): Effect.Effect<ReadonlyArray<A>> => {
    const from = broken.answering.step.candidate.endpoint.id
    const to = next.step.candidate.endpoint
    let { folded } = broken
    if (overlap === undefined) {
      folded = Answer.fold(call, next, folded.head())
      form = call.form?.()
    } else {
      folded.resume(to.provider_model_id, Account.sent(to, call.facts))
      call.switches.push(Interruption.warning(from, to.id))
    }
    return Effect.map(open(next, folded, overlap && Continuation.make(overlap).join), (opened) => {
      current = opened
      const news = reader.event?.(folded, { type, from, to: to.id }) ?? []
      return [...news, ...told(opened, next.committed.events)]
    })
  }

  const broke = (broken: Current, failure: Failure): Read<A> => {
    const { answering, folded } = broken
    const resumption = reader.event === undefined ? undefined : Interruption.of(call, folded.text())
    Answer.breakOff(call, answering, folded, failure)
    const error = (): RouterError => {
      over = true
      return Answer.broken(call, answering, folded, failure)
    }
    if (resumption === undefined) return Effect.fail(error())
    current = undefined
    answering.queue.restrict(resumption.admits)
    return Effect.matchEffect(
      Scope.provide(Walk.walk({ ...call, request: resumption.request }, answering.queue), scope),
      {
        onFailure: () => Effect.fail(error()),
        onSuccess: (next) => goOn(broken, resumption, next)
      }
    )
  }

  const end = (ended: Current, failure: Failure | undefined): Read<A> => {
    if (over) return behind
    const { answering, folded } = ended
    const wrong = folded.finished() ? form?.failure() : (failure ?? truncated)
    if (wrong !== undefined) return broke(ended, wrong)
    over = true
    return Effect.succeed(reader.last(call, answering, folded))
  }

  return Effect.suspend((): Read<A> => {
    if (over || current === undefined) return behind
    const now = current
    if (first !== undefined) {
      const events = first
      first = undefined
      return Effect.succeed(told(now, events))
    }
    return Effect.matchEffect(now.tail, {
      onFailure: (failure) => end(now, failure),
      onSuccess: (events) => (events === undefined ? end(now, undefined) : Effect.succeed(told(now, events)))
    })
  })
})

const toChunks: Reader<ChatCompletionChunk> = {
  each: (folded, events) => folded.chunks(events),
  last: (call, answering, folded) => [Answer.lastChunk(call, answering, folded)],
  event: (folded, event) => [folded.eventChunk(event)]
}

export const chunks = (
  call: Call,
  answering: Walk.Answering
): Effect.Effect<Answering, never, Scope.Scope> => {
  const { provider } = answering.step.candidate.endpoint
  return Effect.map(pulled(call, answering, toChunks), (read) => ({ provider, read }))
}

const toEvents: Reader<Event> = {
  each: (folded, events) => {
    folded.push(events)
    return events
  },
  last: (call, answering, folded) => {
    Answer.lastChunk(call, answering, folded)
    return []
  }
}

/** The inner language has no word for a change of endpoint: a stream that breaks off ends. */
export const events = (
  call: Call,
  answering: Walk.Answering
): Effect.Effect<Read<Event>, never, Scope.Scope> => pulled(call, answering, toEvents)
