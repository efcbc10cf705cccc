import type { UsageReport } from "@turnout/core/Event"
import { type Failure, TimedOut, type Timer } from "@turnout/core/Failure"
import type * as Clock from "effect/Clock"
import * as SharedTimer from "./SharedTimer.ts"
import type { Timeouts } from "./Timeouts.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

/**
 * The timers of one attempt as one mutable value that a single fiber checks: reads only write to it and start no
 * timer.
 */
export interface AttemptTimers {
  readonly started: number
  readonly stream: boolean
  readonly timeouts: Timeouts
  /** Clock reading of the call's deadline. */
  readonly deadline: number
  /** The clock reading at which its share of a stated deadline is used up, where it is cut then. */
  readonly share: number | undefined
  /** Clock reading of the last data received; undefined before the first. */
  heard: number | undefined
  /** A read is pending. While the caller is slow, the stall timer does not run. */
  waiting: boolean
  committed: boolean
  /** A whole answer's body has begun: white space that keeps a connection alive is none. */
  begun: boolean
  /** It had its share of a stated deadline, and another attempt was started beside it. */
  overdue: boolean
  /** Another attempt was first. */
  lost: boolean
  /** Usage reported so far: it is billed even if the attempt fails. */
  usage: UsageReport | undefined
  /** UTF-16 units passed to the caller. */
  written: number
}

export const make = (
  started: number,
  stream: boolean,
  timeouts: Timeouts,
  deadline: number,
  share?: number
): AttemptTimers => ({
  started,
  stream,
  timeouts,
  deadline,
  share,
  heard: undefined,
  waiting: true,
  committed: false,
  begun: false,
  overdue: false,
  lost: false,
  usage: undefined,
  written: 0
})

/** Milliseconds without a byte after which a whole answer whose body has begun counts as late like one that has not. */
const quiet = 1_000

/** Clock reading from which a whole answer may be late: the body that has begun arrives, or has stopped. */
export const lateAt = ({ begun, heard }: AttemptTimers): number =>
  begun && heard !== undefined ? heard + quiet : 0

/** The body of a whole answer has begun, and had not stopped when its caller ended the wait. */
export const isArriving = ({ begun, heard, started }: AttemptTimers, now: number): boolean =>
  begun && heard !== undefined && now - heard < Math.min(quiet, (now - started) / 2)

/** When the next timer expires if nothing happens before. */
export const next = (timers: AttemptTimers): { readonly at: number; readonly timer: Timer } => {
  let at = Infinity
  let timer: Timer = "attempt"
  if (!timers.committed) {
    at = timers.started + timers.timeouts.attempt_timeout_ms
    const first = timers.started + timers.timeouts.first_token_timeout_ms
    if (first < at && !timers.begun) [at, timer] = [first, "first_token"]
    const share = timers.share === undefined ? Infinity : Math.max(timers.share, lateAt(timers))
    if (share < at) [at, timer] = [share, "share"]
  }
  if (timers.heard !== undefined && timers.waiting) {
    const stall = timers.heard + timers.timeouts.stall_timeout_ms
    if (stall < at) [at, timer] = [stall, "stall"]
  }
  return timers.deadline <= at ? { at: timers.deadline, timer: "deadline" } : { at, timer }
}

const words: { readonly [timer in Timer]: string } = {
  connect: "No connection was established in time.",
  first_token: "The first token did not arrive in time.",
  stall: "The answer stalled.",
  attempt: "The attempt took too long.",
  share: "The attempt used up its share of the deadline, and other candidates were left.",
  deadline: "The deadline of the call passed.",
  vendor: "The vendor timed out."
}

export const timedOut = (timer: Timer): Failure => new TimedOut({ timer, message: words[timer] })

/**
 * Calls `expired` once with the timer that expired, unless the returned function was called before. Since data may
 * arrive or the caller may read at any time, it checks once per stall timeout instead of restarting a timer per
 * read.
 */
export const arm = (
  timers: AttemptTimers,
  clock: Clock.Clock,
  expired: (timer: Timer) => void,
  shared = SharedTimer.of(clock)
): (() => void) => {
  const look = (now: number, at: number) => Math.min(at, now + timers.timeouts.stall_timeout_ms)
  const now = SteadyClock.now(clock)
  const entry: SharedTimer.TimerEntry = {
    at: look(now, next(timers).at),
    fire: (now) => {
      const { at, timer } = next(timers)
      if (at > now) return look(now, at)
      expired(timer)
      return undefined
    }
  }
  shared.schedule(entry)
  return () => shared.cancel(entry)
}
