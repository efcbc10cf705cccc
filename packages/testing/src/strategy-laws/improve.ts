import type { Candidate } from "@turnout/core/Candidate"
import type { Metric } from "@turnout/core/Decision"
import type { EndpointSignals, Percentiles } from "@turnout/core/Signals"

export const metrics: ReadonlyArray<Metric> = ["cost", "ttft", "tps", "reliability", "quality"]

/** The same candidate, clearly better in one metric; undefined where nothing is known of it to be better. */
export const improve = (metric: Metric, candidate: Candidate): Candidate | undefined => {
  const { expected_cost, quality, signals } = candidate
  switch (metric) {
    case "cost":
      return expected_cost.expected === undefined
        ? undefined
        : { ...candidate, expected_cost: { ...expected_cost, expected: expected_cost.expected / 2 } }
    case "ttft":
      return signals.ttft_samples === 0
        ? undefined
        : { ...candidate, signals: { ...signals, ttft_ms: scaled(signals.ttft_ms, 0.6), ...sooner(signals) } }
    case "tps":
      return signals.tps_samples === 0
        ? undefined
        : { ...candidate, signals: { ...signals, tps: scaled(signals.tps, 1.7) } }
    case "reliability":
      return signals.successes === signals.outcomes
        ? undefined
        : { ...candidate, signals: { ...signals, successes: signals.outcomes, ...recovered(signals) } }
    case "quality":
      return quality === undefined ? undefined : { ...candidate, quality: (quality + 1) / 2 }
  }
}

const sooner = ({ ttft_over }: EndpointSignals) =>
  ttft_over === undefined ? {} : { ttft_over: ttft_over.map((share) => share * 0.6) }

const recovered = ({ recent }: EndpointSignals) =>
  recent === undefined ? {} : { recent: { ...recent, successes: recent.outcomes } }

const scaled = (percentiles: Percentiles, by: number): Percentiles =>
  Object.fromEntries(Object.entries(percentiles).map(([name, value]) => [name, value * by]))
