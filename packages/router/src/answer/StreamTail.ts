import type { Event } from "@turnout/core/Event"
import { type Failure, StreamTruncated, type Timer } from "@turnout/core/Failure"
import type * as Cause from "effect/Cause"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { Committed } from "../attempt/Attempt.ts"
import { failureOf } from "../attempt/Defect.ts"
import * as SharedTimer from "../attempt/SharedTimer.ts"
import * as AttemptTimers from "../attempt/AttemptTimers.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

type Read = Effect.Effect<ReadonlyArray<Event> | undefined, Failure>

const broken = new StreamTruncated({ message: "The stream broke after the answer had begun." })

/**
 * Reads what follows the commit of a streamed answer, one network read at a time. When a timer expires, the attempt
 * is closed under the pending read; a read starts no timer of its own. The attempt is closed after the protocol's
 * terminal, without waiting for the socket to end.
 */
export const read = (committed: Committed, clock: Clock.Clock): Effect.Effect<Read, never, Scope.Scope> => {
  if (committed.done) return Effect.as(Scope.close(committed.scope, Exit.void), Effect.succeed(undefined))
  const { timers, reply, scope } = committed
  let expired: Timer | undefined
  let ended = false
  timers.waiting = false
  timers.arm(
    clock,
    (timer) => {
      expired = timer
      Effect.runFork(Scope.close(scope, Exit.void))
    },
    SharedTimer.unref(clock)
  )
  const disarm = () => timers.disarm()
  const close = Effect.suspend(() => {
    disarm()
    return Scope.close(scope, Exit.void)
  })
  const onFailure = (failure: Failure): Effect.Effect<never, Failure> =>
    Effect.andThen(close, Effect.fail(expired === undefined ? failure : AttemptTimers.timedOut(expired)))
  const onEvents = (
    events: ReadonlyArray<Event> | undefined
  ): Effect.Effect<ReadonlyArray<Event> | undefined, Failure> => {
    timers.waiting = false
    if (events === undefined) return Effect.as(close, undefined)
    timers.heard = SteadyClock.now(clock)
    ended = events.some((event) => event.type === "end")
    return Effect.succeed(events)
  }
  const onCause = (cause: Cause.Cause<Failure>): Effect.Effect<never, Failure> => {
    const failure = failureOf(cause)
    return failure === undefined ? Effect.failCause(cause as Cause.Cause<never>) : onFailure(failure)
  }
  const pull = Effect.matchCauseEffect(reply.read, { onFailure: onCause, onSuccess: onEvents })
  return Effect.as(
    Effect.addFinalizer(() => Effect.sync(disarm)),
    Effect.suspend(() => {
      if (ended) return Effect.as(close, undefined)
      if (expired !== undefined) return onFailure(broken)
      timers.waiting = true
      timers.heard = SteadyClock.now(clock)
      return pull
    })
  )
}
