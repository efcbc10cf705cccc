import type { RoutingEvent } from "@turnout/core/ChatCompletionChunk"
import type { Event } from "@turnout/core/Event"
import { type Failure, StreamTruncated } from "@turnout/core/Failure"
import type * as Fold from "@turnout/core/Fold"
import * as RouterError from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Account from "../attempt/Account.ts"
import { withoutWords } from "../attempt/QuietFailure.ts"
import * as Answer from "./Answer.ts"
import type { Call } from "../attempt/Call.ts"
import * as AttemptTimers from "../attempt/AttemptTimers.ts"
import * as Lifetime from "./Lifetime.ts"
import * as StreamTail from "./StreamTail.ts"
import * as Interruption from "./Interruption.ts"
import * as Continuation from "./Continuation.ts"
import * as AttemptLog from "../attempt/AttemptLog.ts"
import * as Walk from "../attempt/Walk.ts"

export type Read<A> = Effect.Effect<ReadonlyArray<A> | undefined, RouterError.RouterError>

/** A committed answer, pulled by one reader. */
export interface Pulled<A> {
  /** `undefined` after the last. Closing the scope ends the upstream request. */
  readonly read: Read<A>
  /**
   * Calls `ended` once when the call has ended: with its last read, at its deadline, or unread. Afterwards nothing
   * of the call is held except what a later read returns.
   */
  readonly whenEnded: (ended: () => void) => void
}

/** Converts events for one kind of reader. */
export interface Reader<A> {
  /** The items of the events of one read. */
  readonly each: (folded: Fold.Fold, events: ReadonlyArray<Event>) => ReadonlyArray<A>
  /** The items after the last event. */
  readonly last: (call: Call, answering: Walk.Answering, folded: Fold.Fold) => ReadonlyArray<A>
  /** Announces a change of endpoint; absent if the reader cannot be told, in which case a failed stream ends. */
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
 * Pulls what follows the commit, and keeps the call's account. A finished answer stays valid whatever the socket
 * does afterwards; an interrupted one is resumed at another endpoint if the caller allows it and an endpoint can.
 */
export const pulled = Effect.fnUntraced(function* <A>(
  call: Call,
  answering: Walk.Answering,
  reader: Reader<A>,
  /** The call's own scope, closed when the call ends. */
  scope: Scope.Closeable
): Effect.fn.Return<Pulled<A>> {
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
  /** The error of a read after the call ended between reads. */
  let gone: RouterError.RouterError | undefined
  let listener: (() => void) | undefined
  /** Undefined while no attempt answers. */
  let current: Current | undefined
  const abandon = ({ answering, folded }: Current): void => {
    const { timers } = answering.committed
    timers.written = folded.written()
    AttemptLog.abandon(call, answering, timers)
  }
  yield* Scope.addFinalizer(
    scope,
    Effect.sync(() => {
      lifetime.end()
      if (over) return
      over = left = true
      if (current !== undefined) abandon(current)
    })
  )
  current = yield* open(answering, Answer.fold(call, answering))

  /** Releases what the call holds, whether or not the reader continues. */
  const finish = Effect.suspend(() => {
    current = first = form = undefined
    return Effect.ensuring(
      Scope.close(scope, Exit.void),
      Effect.sync(() => listener?.())
    )
  })

  const expired = (why: Lifetime.Expired): Effect.Effect<void> =>
    Effect.suspend(() => {
      if (over || current === undefined) return Effect.void
      over = true
      const { answering, folded } = current
      if (why === "deadline") {
        const failure = AttemptTimers.timedOut("deadline")
        Answer.breakOff(call, answering, folded, failure)
        gone = Answer.broken(call, answering, folded, failure)
      } else {
        abandon(current)
        gone = unread(call)
        call.ended?.({ outcome: "interrupted" })
      }
      return finish
    })

  const lifetime = Lifetime.make(call, expired)

  /** A read after the end: an answer abandoned early is not reported as complete. */
  const behind: Read<A> = Effect.suspend(() => (left ? Effect.interrupt : Effect.succeed(undefined)))

  const told = ({ folded, join }: Current, events: ReadonlyArray<Event>): ReadonlyArray<A> => {
    const joined = join(events)
    form?.push(joined)
    return reader.each(folded, joined)
  }

  /** Continues at another endpoint: its first items announce the change. */
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

  const broke = (broken: Current, why: Failure): Read<A> => {
    const failure = call.quiet ? withoutWords(why, call.request) : why
    const { answering, folded } = broken
    const resumption = reader.event === undefined ? undefined : Interruption.of(call, folded.text())
    Answer.breakOff(call, answering, folded, failure)
    const error = (): RouterError.RouterError => {
      over = true
      return Answer.broken(call, answering, folded, failure)
    }
    const fail = Effect.suspend(() => {
      const told = error()
      return Effect.andThen(finish, Effect.fail(told))
    })
    if (resumption === undefined) return fail
    current = undefined
    answering.queue.restrict(resumption.admits)
    return Effect.matchEffect(Walk.walk({ ...call, request: resumption.request }, scope, answering.queue), {
      onFailure: () => fail,
      onSuccess: (next) => goOn(broken, resumption, next)
    })
  }

  const end = (ended: Current, failure: Failure | undefined): Read<A> => {
    if (over) return behind
    const { answering, folded } = ended
    const wrong = folded.finished() ? form?.failure() : (failure ?? truncated)
    if (wrong !== undefined) return broke(ended, wrong)
    over = true
    const last = reader.last(call, answering, folded)
    return Effect.as(finish, last)
  }

  const next = Effect.suspend((): Read<A> => {
    if (gone !== undefined) return Effect.fail(gone)
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
  return {
    read: lifetime.reading(next),
    whenEnded: (ended) => {
      listener = ended
    }
  }
})

const unread = (call: Call): RouterError.RouterError =>
  RouterError.make(
    "service_unavailable",
    `The answer was not read within ${call.unread_timeout_ms} ms (unread_timeout_ms), and the call has ended.`,
    AttemptLog.contextOf(call)
  )
