import type { RequestFacts } from "@turnout/core/Candidate"
import type { ExpectedCost } from "@turnout/core/Price"
import type { Metric } from "@turnout/core/Decision"
import type { Prior } from "@turnout/core/Endpoint"
import type { EndpointSignals } from "@turnout/core/Signals"
import { assumed } from "./assumed.ts"
import { lateOf } from "./lateness.ts"
import { reliability } from "../../memory/signals/reliability.ts"
import { at as percentile } from "../../memory/signals/support.ts"

/** In the order of summation. */
export const metrics: ReadonlyArray<Metric> = ["cost", "ttft", "tps", "reliability", "quality"]

/** Whether less or more of a metric is better. */
export const better: { readonly [metric in Metric]: "less" | "more" } = {
  cost: "less",
  ttft: "less",
  tps: "more",
  reliability: "more",
  quality: "more"
}

/** The values that metrics read, by row. */
export interface Figures {
  readonly signals: (row: number) => EndpointSignals
  readonly cost: (row: number) => ExpectedCost
  readonly prior: (row: number) => Prior | undefined
  readonly quality: (row: number) => number | undefined
  /** A column of the metric, if one is up to date or can be written to `into`; valid in the same synchronous step. */
  readonly column?: (metric: Metric, into: Float64Array) => Float64Array | undefined
}

/**
 * Writes the raw values of a metric to `table` from `start`, in the order of `rows`; NaN if unknown. One loop per
 * metric: this runs for every candidate of every request. Reads columns only where there is room for one (`into`).
 */
export const read = (
  metric: Metric,
  table: Float64Array,
  start: number,
  rows: Uint32Array,
  figures: Figures,
  facts: RequestFacts,
  into: Float64Array | undefined
): void => {
  const { length } = rows
  const column = into === undefined ? undefined : figures.column?.(metric, into)
  if (column !== undefined) {
    for (let index = 0; index < length; index++) table[start + index] = column[rows[index]!]!
    return
  }
  switch (metric) {
    case "cost":
      for (let index = 0; index < length; index++) {
        table[start + index] = figures.cost(rows[index]!).expected ?? NaN
      }
      return
    case "ttft":
      if (facts.slo?.ttft_ms !== undefined) return readLate(table, start, rows, figures, facts)
      for (let index = 0; index < length; index++) {
        const row = rows[index]!
        const signals = figures.signals(row)
        table[start + index] =
          percentile(signals.ttft_ms, facts.ttft_percentile) ??
          assumed(signals.learned, "ttft_ms", figures.prior(row)) ??
          NaN
      }
      return
    case "tps":
      for (let index = 0; index < length; index++) {
        const row = rows[index]!
        const signals = figures.signals(row)
        table[start + index] =
          percentile(signals.tps, facts.throughput_percentile) ??
          assumed(signals.learned, "tps", figures.prior(row)) ??
          NaN
      }
      return
    case "reliability":
      for (let index = 0; index < length; index++) {
        table[start + index] = reliability(figures.signals(rows[index]!))
      }
      return
    case "quality":
      for (let index = 0; index < length; index++) {
        table[start + index] = figures.quality(rows[index]!) ?? NaN
      }
  }
}

/** With a target of the caller's, `ttft` is the share of answers beyond it. */
const readLate = (
  table: Float64Array,
  start: number,
  rows: Uint32Array,
  figures: Figures,
  { slo, stream }: RequestFacts
): void => {
  const target = slo!.ttft_ms!
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!
    const signals = figures.signals(row)
    table[start + index] =
      lateOf(signals, assumed(signals.learned, "ttft_ms", figures.prior(row)), target, stream) ?? NaN
  }
}

/** One in a hundred, so that a share of none is best by a finite ratio. */
const leastLate = 0.01

/** One micro-dollar, so that free is best by a finite ratio. */
const epsilon = 1000

/**
 * Converts `count` raw values from `start` to utilities in [0, 1], in place: ratios to the best. An unknown price
 * is 0; other unknowns get the median of the peers; all are 1 if nothing is known. With a target, those of `ttft` are
 * ratios of the shares that are late.
 */
export const toUtilities = (
  metric: Metric,
  values: Float64Array,
  start: number,
  count: number,
  facts: RequestFacts
): void => {
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
    if (facts.slo?.ttft_ms !== undefined) {
      for (let row = start; row < end; row++) values[row] = (least + leastLate) / (values[row]! + leastLate)
      return
    }
    // A millisecond clock measures nothing finer.
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
 * Replaces unknown values by the median of the known; of two medians the worse, never their mean: an improving
 * candidate would lift its unmeasured peers past itself.
 */
const fill = (metric: Metric, values: Float64Array, start: number, end: number): void => {
  let unknown = 0
  for (let row = start; row < end; row++) if (Number.isNaN(values[row]!)) unknown++
  if (unknown === 0) return
  const known = end - start - unknown
  if (known === 0) return void values.fill(1, start, end)
  // NaN sorts last.
  const sorted = values.slice(start, end).sort()
  const middle = sorted[better[metric] === "less" ? Math.floor(known / 2) : Math.floor((known - 1) / 2)]!
  for (let row = start; row < end; row++) if (Number.isNaN(values[row]!)) values[row] = middle
}
