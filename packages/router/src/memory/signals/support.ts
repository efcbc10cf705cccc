import type { Percentile, Percentiles } from "@turnout/core/Signals"

/** Minimum number of samples of a rate or percentile. */
export const fewest = 5

/** Minimum samples per percentile: five, or as many as make it differ from the extreme value. */
const support: { readonly [percentile in Percentile]: number } = {
  p50: fewest,
  p75: fewest,
  p90: 10,
  p95: 20,
  p99: 100
}

export const shares: ReadonlyArray<readonly [Percentile, number]> = [
  ["p50", 0.5],
  ["p75", 0.75],
  ["p90", 0.9],
  ["p95", 0.95],
  ["p99", 0.99]
]

export const isSupported = (percentile: Percentile, samples: number): boolean =>
  samples >= support[percentile]

/** The requested percentile, or the highest supported one below it. */
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

/** Lateness is recorded as shares beyond a series of limits: 125 ms, each next one √2 times as long. */
export const firstLimit = 125
export const limits = 21

/** Limits of older records, each twice the one before. */
const coarseLimits = 11

/** How many limits a doubling of the wait takes, by how many there are. */
export const perDoubling = (count: number): number => (count <= coarseLimits ? 1 : 2)

/** The limits in milliseconds. */
export const limitsMs: ReadonlyArray<number> = Array.from(
  { length: limits },
  (_, index) => firstLimit * 2 ** (index / 2)
)
