import type { EndpointSignals } from "@turnout/core/Signals"
import { fewest } from "./support.ts"

/**
 * Smoothed success rate: a prior of ten outcomes at its own rate of the last hours where there are few of the last
 * minutes, else at the provider's rate, or at 98 %. Recent failures replace the long-term rate.
 */
export const reliability = (signals: EndpointSignals): number => {
  const { expected_success, learned, outcomes, recent, successes } = signals
  const expected = learned?.success ?? expected_success
  const before = expected === undefined ? 9.8 : 10 * expected
  const level = (successes + before) / (outcomes + 10)
  return recent === undefined ? level : Math.min(level, (recent.successes + before) / (recent.outcomes + 10))
}

/** How much there is to learn of an endpoint. */
export const Openness = { known: 0, few_samples: 1, never_asked: 2, stale: 3, returning: 4 } as const
export type Openness = (typeof Openness)[keyof typeof Openness]

/** Whether it has too few samples, or they may be outdated. */
export const openness = ({ learned, outcomes, returning, stale }: EndpointSignals): Openness => {
  if (returning === true) return Openness.returning
  if (stale === true) return Openness.stale
  if (outcomes >= fewest) return Openness.known
  return outcomes === 0 && learned === undefined ? Openness.never_asked : Openness.few_samples
}
