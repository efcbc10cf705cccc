/** Lowest product of time to first token (ms) and expected cost of this request. */
import { by, type Strategy } from "@turnout/router/Strategy"

export const bargain: Strategy = by(
  ({ expected_cost, signals }) => (expected_cost.expected ?? NaN) * (signals.ttft_ms.p50 ?? NaN),
  "lowest"
)
