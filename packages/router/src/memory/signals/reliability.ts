import type { EndpointSignals } from "@turnout/core/Signals"
import { fewest } from "./support.ts"

/**
 * The smoothed success rate: as if ten outcomes had gone before, as its provider's go or 98 of 100. Who fails
 * lately is as reliable as that and not as it used to be.
 */
export const reliability = ({ expected_success, outcomes, recent, successes }: EndpointSignals): number => {
  const before = expected_success === undefined ? 9.8 : 10 * expected_success
  const level = (successes + before) / (outcomes + 10)
  return recent === undefined ? level : Math.min(level, (recent.successes + before) / (recent.outcomes + 10))
}

/** Too little is known of it, or what is known may be over. */
export const isOpen = ({ outcomes, stale }: EndpointSignals): boolean => outcomes < fewest || stale === true
