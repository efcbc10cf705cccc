import type { UsageReport } from "@turnout/core/Event"
import { type Failure, TimedOut, type Timer } from "@turnout/core/Failure"
import type * as Clock from "effect/Clock"
import * as Alarm from "./SharedTimer.ts"
import type { Timers } from "./Timeouts.ts"

/**
 * The clocks of one attempt, as one mutable value that a single fiber looks at: reads only write to it, so a
 * read costs no timer.
 */
export interface Watch {
  readonly started: number
  readonly stream: boolean
  readonly timers: Timers
  /** The clock reading at which the whole call ends. */
  readonly deadline: number
  /** Clock reading of the last sign of life; undefined before the first. */
  heard: number | undefined
  /** Whether we wait for the vendor: while the caller is slow, nothing stalls. */
  waiting: boolean
  committed: boolean
  /** What a failed attempt had reported of its usage: it is paid for all the same. */
  usage: UsageReport | undefined
  /** UTF-16 units that the caller was told. */
  written: number
}

export const make = (started: number, stream: boolean, timers: Timers, deadline: number): Watch => ({
  started,
  stream,
  timers,
  deadline,
  heard: undefined,
  waiting: true,
  committed: false,
  usage: undefined,
  written: 0
})

/** The next moment at which some timer would run out, were nothing to happen until then. */
export const next = (watch: Watch): { readonly at: number; readonly timer: Timer } => {
  let at = watch.started + watch.timers.attempt_timeout_ms
  let timer: Timer = "attempt"
  if (watch.stream && !watch.committed) {
    const first = watch.started + watch.timers.first_token_timeout_ms
    if (first < at) [at, timer] = [first, "first_token"]
  }
  if (watch.heard !== undefined && watch.waiting) {
    const stall = watch.heard + watch.timers.stall_timeout_ms
    if (stall < at) [at, timer] = [stall, "stall"]
  }
  return watch.deadline <= at ? { at: watch.deadline, timer: "deadline" } : { at, timer }
}

const words: { readonly [timer in Timer]: string } = {
  connect: "No connection stood in time.",
  first_token: "The first token did not come in time.",
  stall: "The answer stalled.",
  attempt: "The attempt took too long.",
  deadline: "The deadline of the call passed.",
  vendor: "The vendor gave up waiting."
}

export const timedOut = (timer: Timer): Failure => new TimedOut({ timer, message: words[timer] })

/**
 * Calls once with the timer that ran out, unless the returned function was called before. A read costs nothing: the
 * vendor may be heard, or the caller wait again, at any time, so it looks once in every stall.
 */
export const arm = (watch: Watch, clock: Clock.Clock, expired: (timer: Timer) => void): (() => void) => {
  const look = (now: number, at: number) => Math.min(at, now + watch.timers.stall_timeout_ms)
  const alarm = Alarm.of(clock)
  const now = clock.currentTimeMillisUnsafe()
  const bell: Alarm.Bell = {
    at: look(now, next(watch).at),
    ring: (now) => {
      const { at, timer } = next(watch)
      if (at > now) return look(now, at)
      expired(timer)
      return undefined
    }
  }
  alarm.set(bell)
  return () => alarm.unset(bell)
}
