import type { EndpointSignals } from "@turnout/core/Signals"
import { fewest } from "./support.ts"

/**
 * Smoothed success rate: a prior of ten outcomes at the provider's rate, or at 98 %. Recent failures replace the
 * long-term rate.
 */
export const reliability = ({ expected_success, outcomes, recent, successes }: EndpointSignals): number => {
  const before = expected_success === undefined ? 9.8 : 10 * expected_success
  const level = (successes + before) / (outcomes + 10)
  return recent === undefined ? level : Math.min(level, (recent.successes + before) / (recent.outcomes + 10))
}

/** Too few samples, or they may be outdated. */
export const isOpen = ({ outcomes, stale }: EndpointSignals): boolean => outcomes < fewest || stale === true
