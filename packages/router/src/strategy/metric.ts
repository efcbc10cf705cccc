import type { Candidate, ExpectedCost, RequestFacts } from "@turnout/core/Candidate"
import type { Metric } from "@turnout/core/Decision"
import type { Prior } from "@turnout/core/Endpoint"
import type { EndpointSignals } from "@turnout/core/Signals"
import { percentile } from "../Signals.ts"

/** In the order in which contributions are added. */
export const metrics: ReadonlyArray<Metric> = ["cost", "ttft", "tps", "reliability", "quality"]

/** Which way a metric is good. */
export const better: { readonly [metric in Metric]: "less" | "more" } = {
  cost: "less",
  ttft: "less",
  tps: "more",
  reliability: "more",
  quality: "more"
}

/** The raw figure that a metric ranks by; NaN where nothing is known. */
export const value = (
  metric: Metric,
  signals: EndpointSignals,
  cost: ExpectedCost,
  prior: Prior | undefined,
  quality: number | undefined,
  facts: RequestFacts
): number => {
  switch (metric) {
    case "cost":
      return cost.expected ?? NaN
    case "ttft":
      return percentile(signals.ttft_ms, facts.ttft_percentile) ?? prior?.ttft_ms ?? NaN
    case "tps":
      return percentile(signals.tps, facts.throughput_percentile) ?? prior?.tps ?? NaN
    case "reliability":
      return (signals.successes + 9.8) / (signals.outcomes + 10)
    case "quality":
      return quality ?? NaN
  }
}

export const valueOf = (metric: Metric, candidate: Candidate, facts: RequestFacts): number =>
  value(
    metric,
    candidate.signals,
    candidate.expected_cost,
    candidate.endpoint.facts.prior,
    candidate.quality,
    facts
  )

/** One micro-dollar, so that free is best and not infinitely so. */
const epsilon = 1000

/**
 * Turns `count` raw figures from `start` on into utilities in [0, 1], in place. Each is a ratio to the best; an
 * unknown price is worth 0, any other unknown is taken for the middle one of its peers, and where nothing is
 * known all are worth 1.
 */
export const toUtilities = (metric: Metric, values: Float64Array, start: number, count: number): void => {
  const end = start + count
  if (metric === "cost") {
    let least = Infinity
    for (let row = start; row < end; row++) if (values[row]! < least) least = values[row]!
    for (let row = start; row < end; row++) {
      const cost = values[row]!
      values[row] = cost >= 0 ? (least + epsilon) / (cost + epsilon) : 0
    }
    return
  }
  if (metric !== "reliability") fill(metric, values, start, end)
  if (metric === "ttft") {
    let least = Infinity
    for (let row = start; row < end; row++) if (values[row]! < least) least = values[row]!
    // A clock that does not move within a millisecond measured nothing finer.
    least = Math.max(least, 1)
    for (let row = start; row < end; row++) values[row] = least / Math.max(values[row]!, 1)
  } else if (metric === "tps") {
    let most = 0
    for (let row = start; row < end; row++) if (values[row]! > most) most = values[row]!
    if (most > 0) for (let row = start; row < end; row++) values[row] = Math.max(values[row]!, 0) / most
  } else {
    for (let row = start; row < end; row++) values[row] = Math.min(Math.max(values[row]!, 0), 1)
  }
}

/**
 * Unknown figures become the middle one of the known: of two middles the worse, and a figure that is there, not
 * a mean. A mean would let a candidate that gets better lift its unmeasured peers past itself.
 */
const fill = (metric: Metric, values: Float64Array, start: number, end: number): void => {
  let unknown = 0
  for (let row = start; row < end; row++) if (Number.isNaN(values[row]!)) unknown++
  if (unknown === 0) return
  // NaN sorts last.
  const sorted = values.slice(start, end).sort()
  const known = end - start - unknown
  const middle =
    known === 0 ? 1 : sorted[better[metric] === "less" ? Math.floor(known / 2) : Math.floor((known - 1) / 2)]!
  for (let row = start; row < end; row++) if (Number.isNaN(values[row]!)) values[row] = middle
}
