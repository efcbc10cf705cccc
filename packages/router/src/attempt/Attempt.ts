import { type Event, isContent } from "@turnout/core/Event"
import { reported } from "@turnout/core/Fold"
import { ContentFiltered, type Failure, StreamTruncated, type Timer } from "@turnout/core/Failure"
import { type Credential, keepAlive, type Reply } from "@turnout/core/Provider"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import type { Fitted, Step } from "./Step.ts"
import * as StructuredOutput from "./StructuredOutput.ts"
import * as AttemptTimers from "./AttemptTimers.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

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

const filtered = (events: ReadonlyArray<Event>): boolean =>
  events.some((event) => event.type === "finish" && event.reason === "content_filter")

/** At least one choice has a finish reason, and so has every choice that began. */
const finished = (events: ReadonlyArray<Event>): boolean => {
  const choices: Array<number> = []
  for (const event of events) if (event.type === "finish") choices.push(event.choice)
  if (choices.length === 0) return false
  return events.every(
    (event) =>
      !("choice" in event) || choices.includes(event.choice) || ("text" in event && event.text === "")
  )
}

/**
 * Whether the events up to the terminal form an answer: an empty `stop` or `length` does; a content filter without
 * content is a failure of the endpoint.
 */
const ended = (events: ReadonlyArray<Event>): Failure | undefined => {
  if (filtered(events) && !events.some(isContent)) {
    return new ContentFiltered({ message: "The answer was withheld by the provider's content filter." })
  }
  return finished(events)
    ? undefined
    : new StreamTruncated({ message: "The answer ended without a finish reason." })
}

const truncated = new StreamTruncated({ message: "The answer ended before its terminal." })

/** The vendor tells dates; what is remembered is told in readings. */
const steady = (reply: Reply, clock: Clock.Clock): Reply => {
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

/** Reads until the attempt commits. Preamble, pings and other non-content are held. */
const untilCommit = Effect.fnUntraced(function* (
  step: Step,
  fitted: Fitted,
  credential: Credential,
  timers: AttemptTimers.AttemptTimers,
  scope: Scope.Closeable,
  clock: Clock.Clock,
  form: StructuredOutput.Form | undefined,
  fresh: boolean
): Effect.fn.Return<Committed, Failure> {
  const { endpoint } = step.candidate
  const { connect_timeout_ms } = timers.timeouts
  const now = SteadyClock.date(clock, timers.started)
  const options = { connect_timeout_ms, now, ...(fresh ? { fresh_connection: true } : {}) }
  const run = step.provider.run(fitted.prepared, endpoint, credential, options)
  const reply = steady(yield* Scope.provide(run, scope), clock)
  const held: Array<Event> = []
  let first: number | undefined
  timers.heard = SteadyClock.now(clock)
  while (true) {
    const events = yield* reply.read
    const now = SteadyClock.now(clock)
    if (events === undefined) return yield* Effect.fail(truncated)
    timers.heard = now
    if (!timers.stream && events !== keepAlive) {
      first ??= now
      timers.begun = true
    }
    for (const event of events) if (event.type === "usage") timers.usage = reported(timers.usage, event)
    if (events.length === 0) continue
    // An empty text says nothing, and a vendor may send any number of them.
    for (const event of events) if (event.type !== "text" || event.text !== "") held.push(event)
    if (events.some((event) => event.type === "end")) {
      const failure = ended(held) ?? StructuredOutput.failure(form, held)
      if (failure !== undefined) return yield* Effect.fail(failure)
      return { events: held, first: first ?? now, done: true, reply, timers, scope }
    }
    if (timers.stream && events.some(isContent)) {
      return { events: held, first: now, done: false, reply, timers, scope }
    }
  }
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
      const disarm = AttemptTimers.arm(timers, clock, (expired) => {
        timer = expired
        fiber.interruptUnsafe()
        resume(Effect.fail(AttemptTimers.timedOut(expired)))
      })
      fiber.addObserver((exit) => {
        disarm()
        if (timer === undefined) resume(exit)
      })
      return Effect.suspend(() => {
        disarm()
        return Fiber.interrupt(fiber)
      })
    })
  )

/**
 * Sends one request to one endpoint with one key, and waits until it commits or fails. The socket is closed with
 * the attempt unless it committed; then its scope belongs to the caller. Does not retry or choose.
 */
export const run = (
  step: Step,
  fitted: Fitted,
  credential: Credential,
  timers: AttemptTimers.AttemptTimers,
  clock: Clock.Clock,
  form?: StructuredOutput.Form,
  /** Over a new connection. */
  fresh = false
): Effect.Effect<Committed, Failure, Scope.Scope> =>
  Effect.flatMap(Effect.scope, (parent) => {
    const scope = Scope.forkUnsafe(parent)
    return Effect.onExit(
      withTimers(timers, clock, untilCommit(step, fitted, credential, timers, scope, clock, form, fresh)),
      (exit) => (Exit.isSuccess(exit) ? Effect.void : Scope.close(scope, exit))
    )
  })
