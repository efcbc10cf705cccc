import type { Call } from "./Call.ts"
import type { Queue } from "./Queue.ts"
import type { Step } from "./Step.ts"
import * as Timeouts from "./Timeouts.ts"

/** How long an attempt may wait for its content while others could still answer. */
export interface Share {
  /** Clock reading. */
  readonly at: number
  /** It ends then; else the next step starts beside it. */
  readonly cut: boolean
}

const least = 1000

/** Milliseconds within which nearly all answers of a candidate begin, as far as any did. */
export const usual = ({ candidate }: Step, stream: boolean): number | undefined => {
  const { stream: streamed, unary } = candidate.signals.answers_within_ms ?? {}
  return stream ? (streamed ?? unary) : (unary ?? streamed)
}

/** Whole milliseconds, as clocks tell them, of what remains of a deadline, where so many others follow. */
export const of = (remaining: number, others: number, usual: number | undefined): number =>
  Math.ceil(Math.max(least, 3 * (usual ?? 0), remaining / (1 + others)))

/**
 * The share of an attempt that starts now; undefined if no limit is stated, or nothing follows. A model that
 * may think before it speaks, and a whole answer, are never cut for others; only where those others stand in
 * another request of an array is a whole answer of a model that does not think.
 */
export const make = (call: Call, queue: Queue, step: Step, now: number): Share | undefined => {
  const { limit, request } = call
  if (limit === undefined) return undefined
  const { here, left } = queue.alternatives(now)
  const others = Math.min(here + (call.further ?? 0), left)
  if (others <= 0) return undefined
  const at = now + of(limit - now, others, usual(step, request.stream))
  if (at >= limit) return undefined
  return { at, cut: !Timeouts.mayThink(request, step.candidate.endpoint) && (request.stream || here === 0) }
}
