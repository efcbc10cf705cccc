import type { Routing } from "@turnout/core/Gateway"
import type { Step } from "./Step.ts"
import { percentile } from "../Signals.ts"

/** A call's hedging policy: when a second attempt starts if first content is late, within the host's budget. */
export interface HedgePolicy {
  /** Milliseconds after an attempt's start; undefined with too few samples. */
  readonly after: (step: Step) => number | undefined
  /** Maximum number of hedges per call. */
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
