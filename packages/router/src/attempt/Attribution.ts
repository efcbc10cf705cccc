import type { Failure } from "@turnout/core/Failure"
import * as Demotion from "../memory/Demotion.ts"
import { type AttemptTimers, isArriving } from "./AttemptTimers.ts"
import type { Call } from "./Call.ts"
import * as Share from "./Share.ts"
import * as Timeouts from "./Timeouts.ts"
import type { Step } from "./Step.ts"
import * as StructuredOutput from "./StructuredOutput.ts"

/** What the end of an attempt says of its endpoint. */
interface Tried {
  readonly step: Step
}

/**
 * Whether a wait that its caller ended is held against the endpoint, and as what. A stream that has begun is waited for
 * only while a read is pending: a slow reader is no silence of the vendor. Who loses a race against an attempt that was
 * started beside it has not failed for that, unless its answers are known to come sooner or its share was used up.
 */
export const inVain = ({ step }: Tried, timers: AttemptTimers, now: number): Demotion.Vain | undefined => {
  const { heard, lost, overdue, phase, started, stream, waiting } = timers
  const usual = Share.usual(step, stream)
  if (phase === "committed") {
    const silence = waiting && heard !== undefined ? now - heard : 0
    return Demotion.isTellingSilence(silence, usual) ? "stalled" : undefined
  }
  if (isArriving(timers, now)) return undefined
  const isUnanswered = Demotion.isTelling(now - started, usual) && (!lost || overdue || usual !== undefined)
  return isUnanswered ? "unanswered" : undefined
}

/** Given up by us while the vendor was at work, which is billed. */
export const isCut = (failure: Failure, timers: AttemptTimers): boolean =>
  timers.phase === "committed" ||
  (failure._tag === "TimedOut" && failure.timer !== "connect" && failure.timer !== "vendor")

/**
 * Whether a failure is the endpoint's to answer for: it had the host's usual timeout, and was not asked
 * for a form that its model did not keep. A deadline, and a share of it, is one caller's limit.
 */
export const isFair = (
  call: Call,
  { step }: Tried,
  { heard, started }: AttemptTimers,
  failure: Failure,
  now: number
): boolean => {
  if (failure._tag !== "TimedOut") return failure.rule !== StructuredOutput.rule
  const { timer } = failure
  if (timer === "vendor") return true
  if (timer === "deadline" || timer === "share") return false
  const usual = Timeouts.make(call.defaults, call.request, step.candidate.endpoint)[`${timer}_timeout_ms`]
  return now - (timer === "stall" && heard !== undefined ? heard : started) >= usual
}
