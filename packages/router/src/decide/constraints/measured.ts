import type { Percentile } from "@turnout/core/Signals"
import { unmeasured, type Check, type Constraint, type Context } from "../constraint/contract.ts"
import { fewest, percentile } from "../../Signals.ts"

export const price: Constraint = {
  reason: "price",
  compile: (context) => {
    const { max_cost_per_1m, max_cost_usd } = context.routing
    return max_cost_per_1m === undefined && max_cost_usd === undefined
      ? undefined
      : within(context.per1M, max_cost_per_1m, max_cost_usd)
  }
}

const within =
  (per1M: Context["per1M"], most: number | undefined, budget: number | undefined): Check =>
  (subject) => {
    if (most !== undefined) {
      const listed = per1M(subject.endpoint)
      if (listed === undefined) return "unknown"
      if (listed > most) return `${Number(listed.toPrecision(6))} USD per 1M tokens`
    }
    if (budget !== undefined) {
      const { upper } = subject.expected_cost
      if (upper === undefined) return "unknown"
      if (upper > budget * 1e9) return `up to ${upper / 1e9} USD`
    }
    return undefined
  }

export const successRate: Constraint = {
  reason: "success_rate",
  compile: ({ routing: { min_success_rate } }) =>
    min_success_rate === undefined ? undefined : succeeding(min_success_rate)
}

const succeeding =
  (least: number): Check =>
  ({ signals: { outcomes, successes } }) =>
    outcomes < fewest ? unmeasured : successes >= least * outcomes ? undefined : `${successes} of ${outcomes}`

export const ttft: Constraint = {
  reason: "ttft",
  compile: ({ facts, routing: { max_ttft_ms } }) =>
    max_ttft_ms === undefined ? undefined : beginning(facts.ttft_percentile, max_ttft_ms)
}

const beginning =
  (wanted: Percentile, most: number): Check =>
  ({ signals }) => {
    const value = percentile(signals.ttft_ms, wanted)
    return value === undefined ? unmeasured : value <= most ? undefined : `${value} ms`
  }

export const throughput: Constraint = {
  reason: "throughput",
  compile: ({ facts, routing: { min_throughput_tps } }) =>
    min_throughput_tps === undefined ? undefined : streaming(facts.throughput_percentile, min_throughput_tps)
}

const streaming =
  (wanted: Percentile, least: number): Check =>
  ({ signals }) => {
    const value = percentile(signals.tps, wanted)
    return value === undefined ? unmeasured : value >= least ? undefined : `${value} tokens per second`
  }

export const cooling: Constraint = {
  reason: "cooling",
  holds: ({ now }, { cooling }) => cooling <= now,
  compile:
    ({ now }) =>
    ({ signals }) =>
      signals.cooling_until > now ? `for ${signals.cooling_until - now} ms` : undefined
}
