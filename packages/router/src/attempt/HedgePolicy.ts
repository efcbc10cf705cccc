import type { Routing } from "@turnout/core/Gateway"
import type { Step } from "./Step.ts"
import { percentile } from "../Signals.ts"

/** One call's wish not to wait for a slow first content, and how far the host goes along. */
export interface HedgePolicy {
  /** Milliseconds after an attempt's start; undefined where too little is known of it. */
  readonly after: (step: Step) => number | undefined
  /** More attempts beside the first, in all. */
  readonly max: number
  readonly isAffordable: (first: Step, second: Step) => boolean
}

export const of = ({ hedge }: Routing, stream: boolean, priceRatio = 3): HedgePolicy | undefined => {
  if (hedge === undefined) return undefined
  const { after_ms, after_percentile = "p95", max = 1 } = hedge
  return {
    after: ({ candidate: { signals } }) =>
      after_ms ?? percentile((stream ? signals.ttft_ms : signals.unary?.ms) ?? {}, after_percentile),
    max,
    isAffordable: (first, second) => {
      const usual = first.candidate.expected_cost.expected
      const more = second.candidate.expected_cost.expected
      return usual === undefined || (more !== undefined && more <= usual * priceRatio)
    }
  }
}
