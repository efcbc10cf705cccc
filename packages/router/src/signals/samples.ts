import type { Percentile, Percentiles } from "@turnout/core/Signals"

/** The last `capacity` numbers, oldest overwritten first. */
export interface Samples {
  readonly values: Float64Array
  size: number
  next: number
}

export const make = (capacity: number): Samples => ({ values: new Float64Array(capacity), size: 0, next: 0 })

export const push = (samples: Samples, value: number): void => {
  samples.values[samples.next] = value
  samples.next = (samples.next + 1) % samples.values.length
  if (samples.size < samples.values.length) samples.size++
}

/** A rate counts from as many outcomes as a percentile does. */
export const fewest = 5

/** A statistic counts from five samples, a percentile from as many as it needs to be more than the extreme one. */
export const support: { readonly [percentile in Percentile]: number } = {
  p50: 5,
  p75: 5,
  p90: 10,
  p95: 20,
  p99: 100
}

const shares: ReadonlyArray<readonly [Percentile, number]> = [
  ["p50", 50],
  ["p75", 75],
  ["p90", 90],
  ["p95", 95],
  ["p99", 99]
]

const none: Percentiles = Object.freeze({})

/**
 * Exact percentiles by nearest rank, those that the samples support. Where more is better, p90 is what 90 % reach:
 * a percentile never flatters.
 */
export const percentiles = (samples: Samples, better: "less" | "more"): Percentiles => {
  const { size } = samples
  if (size < support.p50) return none
  const sorted = samples.values.slice(0, size).sort()
  const found: { [percentile in Percentile]?: number } = {}
  for (const [percentile, share] of shares) {
    if (size < support[percentile]) break
    const rank = Math.ceil((share * size) / 100)
    found[percentile] = sorted[better === "less" ? rank - 1 : size - rank]!
  }
  return found
}

/** The percentile asked for, or the highest below it that is supported. */
export const at = (percentiles: Percentiles, wanted: Percentile): number | undefined => {
  switch (wanted) {
    case "p50":
      return percentiles.p50
    case "p75":
      return percentiles.p75 ?? percentiles.p50
    case "p90":
      return percentiles.p90 ?? percentiles.p75 ?? percentiles.p50
    case "p95":
      return percentiles.p95 ?? percentiles.p90 ?? percentiles.p75 ?? percentiles.p50
    case "p99":
      return percentiles.p99 ?? percentiles.p95 ?? percentiles.p90 ?? percentiles.p75 ?? percentiles.p50
  }
}
