import { unmeasured, type Constraint } from "../constraint/contract.ts"
import { fewest, percentile } from "../../Signals.ts"

export const price: Constraint = {
  reason: "price",
  compile: ({ per1M, routing: { max_cost_per_1m: most, max_cost_usd: budget } }) => {
    if (most === undefined && budget === undefined) return undefined
    return (subject) => {
      if (most !== undefined) {
        const listed = per1M(subject.endpoint)
        if (listed === undefined) return "unknown"
        if (listed > most) return `${listed} USD per 1M tokens`
      }
      if (budget !== undefined) {
        const { upper } = subject.expected_cost
        if (upper === undefined) return "unknown"
        if (upper > budget * 1e9) return `up to ${upper / 1e9} USD`
      }
      return undefined
    }
  }
}

export const successRate: Constraint = {
  reason: "success_rate",
  compile: ({ routing: { min_success_rate: least } }) =>
    least === undefined
      ? undefined
      : ({ signals: { outcomes, successes } }) =>
          outcomes < fewest
            ? unmeasured
            : successes >= least * outcomes
              ? undefined
              : `${successes} of ${outcomes}`
}

export const ttft: Constraint = {
  reason: "ttft",
  compile: ({ facts, routing: { max_ttft_ms: most } }) =>
    most === undefined
      ? undefined
      : ({ signals }) => {
          const value = percentile(signals.ttft_ms, facts.ttft_percentile)
          return value === undefined ? unmeasured : value <= most ? undefined : `${value} ms`
        }
}

export const throughput: Constraint = {
  reason: "throughput",
  compile: ({ facts, routing: { min_throughput_tps: least } }) =>
    least === undefined
      ? undefined
      : ({ signals }) => {
          const value = percentile(signals.tps, facts.throughput_percentile)
          return value === undefined ? unmeasured : value >= least ? undefined : `${value} tokens per second`
        }
}

export const cooling: Constraint = {
  reason: "cooling",
  holds: ({ now }, { cooling }) => cooling <= now,
  compile:
    ({ now }) =>
    ({ signals }) =>
      signals.cooling_until > now ? `for ${signals.cooling_until - now} ms` : undefined
}
