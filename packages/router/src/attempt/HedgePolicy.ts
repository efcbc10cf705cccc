import type { Routing } from "@turnout/core/Gateway"
import type { Step } from "./Step.ts"
import { percentile } from "../Signals.ts"

/** The caller's or host's wish: when a second attempt starts if first content is late, within the host's budget. */
export interface HedgePolicy {
  /** Milliseconds after an attempt's start; undefined with too few samples. */
  readonly after: (step: Step) => number | undefined
  /** Maximum number of hedges per call. */
  readonly max: number
}

export const of = ({ hedge }: Routing, stream: boolean): HedgePolicy | undefined => {
  if (hedge === undefined) return undefined
  const { after_ms, after_percentile = "p95", max = 1 } = hedge
  return {
    after: ({ candidate: { signals } }) =>
      after_ms ?? percentile((stream ? signals.ttft_ms : signals.unary?.ms) ?? {}, after_percentile),
    max
  }
}

/** Whether a hedge's expected cost is within the host's ratio to that of the first attempt; of a planned one, where it states one. */
export const isAffordable = (
  first: Step,
  second: Step,
  planned: string | undefined,
  ratio: number = second.candidate.endpoint.id === planned ? Infinity : 3
): boolean => {
  const usual = first.candidate.expected_cost.expected
  const more = second.candidate.expected_cost.expected
  return usual === undefined || ratio === Infinity || (more !== undefined && more <= usual * ratio)
}
