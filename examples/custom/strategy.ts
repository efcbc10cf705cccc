/** Whoever answers soonest for the money: milliseconds times what this request is expected to cost. */
import { by, type Strategy } from "@turnout/router/Strategy"

export const bargain: Strategy = by(
  ({ expected_cost, signals }) => (expected_cost.expected ?? NaN) * (signals.ttft_ms.p50 ?? NaN),
  "lowest"
)
