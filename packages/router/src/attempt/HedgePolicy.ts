import type { Routing } from "@turnout/core/Gateway"
import type { Step } from "./Step.ts"
import { percentile } from "../Signals.ts"
import type { HedgeBudget } from "../Hedge.ts"

/** One call's wish not to wait for a slow first content, and how far the host goes along. */
export interface HedgePolicy {
  /** Milliseconds after an attempt's start; undefined where too little is known of it. */
  readonly after: (step: Step) => number | undefined
  /** More attempts beside the first, in all. */
  readonly max: number
  readonly budget: HedgeBudget
  readonly isAffordable: (first: Step, second: Step) => boolean
}

export const of = (
  { hedge }: Routing,
  stream: boolean,
  budget: HedgeBudget,
  priceRatio = 3
): HedgePolicy | undefined => {
  if (hedge === undefined || !stream) return undefined
  const { after_ms, after_percentile = "p95", max = 1 } = hedge
  return {
    after: ({ candidate: { signals } }) => after_ms ?? percentile(signals.ttft_ms, after_percentile),
    max,
    budget,
    isAffordable: (first, second) => {
      const usual = first.candidate.expected_cost.expected
      const more = second.candidate.expected_cost.expected
      return usual === undefined || (more !== undefined && more <= usual * priceRatio)
    }
  }
}
