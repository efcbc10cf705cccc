import type { Event } from "@turnout/core/Event"
import type { Failure, Timer } from "@turnout/core/Failure"
import * as Options from "@turnout/core/Options"
import type { Credential, Reply, RunOptions } from "@turnout/core/Provider"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import { Preamble } from "./Preamble.ts"
import type { Fitted, Step } from "./Step.ts"
import type * as StructuredOutput from "./StructuredOutput.ts"
import * as AttemptTimers from "./AttemptTimers.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

/** One request to one endpoint with one key. */
export interface Attempt {
  readonly step: Step
  readonly fitted: Fitted
  readonly credential: Credential
  readonly timers: AttemptTimers.AttemptTimers
  readonly clock: Clock.Clock
  readonly form: StructuredOutput.Form | undefined
  /** Over a new connection. */
  readonly fresh: boolean
}

/** A committed attempt: its events so far, and the reader of the rest if it is streamed. */
export interface Committed {
  /** The events up to and including the read that committed it. */
  readonly events: ReadonlyArray<Event>
  /** Clock reading of the first content; of the first byte for a unary answer. */
  readonly first: number
  /** The protocol's terminal was received: there is nothing left to read. */
  readonly done: boolean
  readonly reply: Reply
  readonly timers: AttemptTimers.AttemptTimers
  /** Closing it closes the socket. */
  readonly scope: Scope.Closeable
}

/** The vendor tells dates; what is remembered is told in readings. */
export const steady = (reply: Reply, clock: Clock.Clock): Reply => {
  const { rate_limit } = reply
  if (rate_limit === undefined) return reply
  const { reset_requests_at, reset_tokens_at, ...counts } = rate_limit
  const reading = (date: number) => SteadyClock.reading(clock, date)
  return {
    ...reply,
    rate_limit: {
      ...counts,
      ...(reset_requests_at === undefined ? {} : { reset_requests_at: reading(reset_requests_at) }),
      ...(reset_tokens_at === undefined ? {} : { reset_tokens_at: reading(reset_tokens_at) })
    }
  }
}

export const runOptions = ({ clock, fresh, timers }: Attempt): RunOptions => ({
  connect_timeout_ms: timers.timeouts.connect_timeout_ms,
  fresh_connection: fresh,
  now: SteadyClock.date(clock, timers.started, timers.started)
})

/** What a preamble has become that took its last read. */
export const committed = (
  { events, failure, first, done }: Preamble,
  reply: Reply,
  timers: AttemptTimers.AttemptTimers,
  scope: Scope.Closeable
): Exit.Exit<Committed, Failure> =>
  failure === undefined
    ? Exit.succeed({ events, first: first!, done, reply, timers, scope })
    : Exit.fail(failure)

/** Reads until the attempt commits. */
const untilCommit = Effect.fnUntraced(function* (
  { clock, form, timers }: Attempt,
  reply: Effect.Effect<Reply, Failure, Scope.Scope>,
  scope: Scope.Closeable
): Effect.fn.Return<Committed, Failure> {
  const open = steady(yield* Scope.provide(reply, scope), clock)
  const preamble = new Preamble(timers, form)
  timers.heard = SteadyClock.now(clock)
  while (!preamble.push(yield* open.read, SteadyClock.now(clock)));
  return yield* committed(preamble, open, timers, scope)
})

/**
 * Runs the work until it ends or a timer expires. On expiry the work is interrupted without waiting for its
 * finalizers. It runs in its own fiber, since a part of a fiber cannot be interrupted.
 */
const withTimers = (
  timers: AttemptTimers.AttemptTimers,
  clock: Clock.Clock,
  work: Effect.Effect<Committed, Failure>
): Effect.Effect<Committed, Failure> =>
  Effect.withFiber((parent) =>
    Effect.callback((resume) => {
      const fiber = Effect.runForkWith(parent.context)(work)
      const exit = fiber.pollUnsafe()
      if (exit !== undefined) return resume(exit)
      let timer: Timer | undefined
      timers.arm(clock, (expired) => {
        timer = expired
        fiber.interruptUnsafe()
        resume(Effect.fail(AttemptTimers.timedOut(expired)))
      })
      fiber.addObserver((exit) => {
        timers.disarm()
        if (timer === undefined) resume(exit)
      })
      return Effect.suspend(() => {
        timers.disarm()
        return Fiber.interrupt(fiber)
      })
    })
  )

/** What a provider's `run` gave: a promise (it is `async`) is its author's mistake, and is not left to reject unheard. */
const asEffect = <A, E, R>(ran: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => {
  if (Effect.isEffect(ran)) return ran
  const given: unknown = ran
  if (given instanceof Promise) given.catch(() => undefined)
  return Effect.die(new TypeError(`A provider's 'run' gave no effect, but ${Options.kindOf(given)}.`))
}

/**
 * Sends a request, unless a `reply` of it is given, and waits until it commits or fails. The socket is closed with the
 * attempt unless it committed; then its scope belongs to the parent's owner. Does not retry or choose.
 */
export const run = (
  attempt: Attempt,
  parent: Scope.Scope,
  reply?: Effect.Effect<Reply, Failure, Scope.Scope>
): Effect.Effect<Committed, Failure> =>
  Effect.suspend(() => {
    const { clock, credential, fitted, step, timers } = attempt
    const { endpoint } = step.candidate
    const scope = Scope.forkUnsafe(parent)
    const sent = Effect.suspend(
      () => reply ?? asEffect(step.provider.run(fitted.prepared, endpoint, credential, runOptions(attempt)))
    )
    return Effect.onExit(withTimers(timers, clock, untilCommit(attempt, sent, scope)), (exit) =>
      Exit.isSuccess(exit) ? Effect.void : Scope.close(scope, exit)
    )
  })
