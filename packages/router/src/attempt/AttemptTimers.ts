import type { UsageReport } from "@turnout/core/Event"
import { type Failure, TimedOut, type Timer } from "@turnout/core/Failure"
import type * as Clock from "effect/Clock"
import * as SharedTimer from "./SharedTimer.ts"
import type { Timeouts } from "./Timeouts.ts"

/**
 * How far an attempt has come. `begun`: a whole answer's body has, and white space that keeps a connection alive is none;
 * `committed`: its content is there.
 */
export type Phase = "sent" | "begun" | "committed"

/**
 * The timers of one attempt as one mutable value, which is itself what the shared timer checks: reads only write to it
 * and start no timer.
 */
export class AttemptTimers implements SharedTimer.TimerEntry {
  readonly started: number
  readonly stream: boolean
  readonly timeouts: Timeouts
  /** Clock reading of the call's deadline. */
  readonly deadline: number
  /** The clock reading at which its share of a stated deadline is used up, where it is cut then. */
  readonly share: number | undefined
  phase: Phase = "sent"
  /** Clock reading of the last data received; undefined before the first. */
  heard: number | undefined = undefined
  /** A read is pending. While the caller is slow, the stall timer does not run. */
  waiting = true
  /** It had its share of a stated deadline, and another attempt was started beside it. */
  overdue = false
  /** Another attempt was first. */
  lost = false
  /** Usage reported so far: it is billed even if the attempt fails. */
  usage: UsageReport | undefined = undefined
  /** UTF-16 units passed to the caller. */
  written = 0
  at = 0
  place: number | undefined = undefined
  private shared: SharedTimer.SharedTimer | undefined = undefined
  private expired: ((timer: Timer) => void) | undefined = undefined

  constructor(
    started: number,
    stream: boolean,
    timeouts: Timeouts,
    deadline: number,
    share: number | undefined
  ) {
    this.started = started
    this.stream = stream
    this.timeouts = timeouts
    this.deadline = deadline
    this.share = share
  }

  /**
   * Calls `expired` once with the timer that expired, unless it is disarmed before. Since data may arrive or the caller
   * may read at any time, it checks once per stall timeout instead of restarting a timer per read.
   */
  arm(clock: Clock.Clock, expired: (timer: Timer) => void, shared = SharedTimer.of(clock)): void {
    this.shared = shared
    this.expired = expired
    this.at = this.look(this.heard ?? this.started, next(this).at)
    shared.schedule(this)
  }

  disarm(): void {
    this.shared?.cancel(this)
    this.shared = undefined
  }

  fire(now: number): number | undefined {
    const { at, timer } = next(this)
    if (at > now) return this.look(now, at)
    this.expired?.(timer)
    return undefined
  }

  private look(now: number, at: number): number {
    return Math.min(at, now + this.timeouts.stall_timeout_ms)
  }
}

/** Milliseconds without a byte after which a whole answer whose body has begun counts as late like one that has not. */
const quiet = 1_000

/** Clock reading from which a whole answer may be late: the body that has begun arrives, or has stopped. */
export const lateAt = ({ heard, phase }: AttemptTimers): number =>
  phase === "begun" && heard !== undefined ? heard + quiet : 0

/** The body of a whole answer has begun, and had not stopped when its caller ended the wait. */
export const isArriving = ({ heard, phase, started }: AttemptTimers, now: number): boolean =>
  phase === "begun" && heard !== undefined && now - heard < Math.min(quiet, (now - started) / 2)

/** When the next timer expires if nothing happens before. */
export const next = (timers: AttemptTimers): { readonly at: number; readonly timer: Timer } => {
  const { deadline, heard, phase, share, started, timeouts, waiting } = timers
  let at = Infinity
  let timer: Timer = "attempt"
  if (phase !== "committed") {
    at = started + timeouts.attempt_timeout_ms
    const first = started + timeouts.first_token_timeout_ms
    if (first < at && phase === "sent") {
      at = first
      timer = "first_token"
    }
    const used = share === undefined ? Infinity : Math.max(share, lateAt(timers))
    if (used < at) {
      at = used
      timer = "share"
    }
  }
  if (heard !== undefined && waiting) {
    const stall = heard + timeouts.stall_timeout_ms
    if (stall < at) {
      at = stall
      timer = "stall"
    }
  }
  return deadline <= at ? { at: deadline, timer: "deadline" } : { at, timer }
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
