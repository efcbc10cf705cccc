import type { RequestFacts } from "@turnout/core/Candidate"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { Metric } from "@turnout/core/ModelExpression"
import * as Price from "@turnout/core/Price"
import type { EndpointSignals } from "@turnout/core/Signals"
import { percentile } from "../../Signals.ts"

/** The data a metric is read from. */
export interface Figured {
  readonly endpoint: Endpoint
  readonly signals: EndpointSignals
  readonly quality?: number | undefined
}

export interface Reading {
  readonly facts: RequestFacts
  readonly now: number
}

/** Whether a metric is measured from answers, so that it may lack samples; the others are facts. */
export const isMeasured = (metric: Metric): boolean =>
  metric === "ttft" || metric === "itl" || metric === "tks-per-sec"

/** USD per 1M tokens at list price. */
export const listPrice = ({ facts, tier }: Endpoint, now: number) => Price.listPer1M(facts.prices, now, tier)

/** The raw value of a metric; undefined if unknown. */
export const figure = (metric: Metric, of: Figured, { facts, now }: Reading): number | undefined => {
  switch (metric) {
    case "quality":
      return of.quality
    case "ttft":
      return percentile(of.signals.ttft_ms, facts.ttft_percentile)
    case "tks-per-sec":
      return percentile(of.signals.tps, facts.throughput_percentile)
    case "itl":
      return between(percentile(of.signals.tps, facts.throughput_percentile))
    case "cost": {
      const listed = listPrice(of.endpoint, now)
      return listed && (3 * listed.input + listed.output) / 4
    }
    case "input-cost":
      return listPrice(of.endpoint, now)?.input
    case "output-cost":
      return listPrice(of.endpoint, now)?.output
  }
}

/** The prior of an endpoint whose value is unknown. */
export const prior = (metric: Metric, { prior }: Endpoint["facts"]): number | undefined => {
  switch (metric) {
    case "ttft":
      return prior?.ttft_ms
    case "tks-per-sec":
      return prior?.tps
    case "itl":
      return between(prior?.tps)
    default:
      return undefined
  }
}

/** Milliseconds between two tokens. */
const between = (tps: number | undefined): number | undefined =>
  tps === undefined || tps <= 0 ? undefined : 1000 / tps
