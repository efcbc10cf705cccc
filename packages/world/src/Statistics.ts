/** An estimate with the ends of its interval. */
export interface Estimate {
  readonly mean: number
  readonly low: number
  readonly high: number
}

/** The two-sided 95 % point of Student's distribution by degrees of freedom, from 1. Beyond the table 1.96. */
const student = [
  12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042
]

/** Mean of independent values with its 95 % interval; one value has no interval but all numbers. */
export const estimate = (values: ReadonlyArray<number>): Estimate => {
  const { length } = values
  if (length === 0) return { mean: Number.NaN, low: Number.NaN, high: Number.NaN }
  let mean = 0
  for (const value of values) mean += value / length
  if (length === 1) return { mean, low: -Infinity, high: Infinity }
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  const half = (student[length - 2] ?? 1.96) * Math.sqrt(squares / (length - 1) / length)
  return { mean, low: mean - half, high: mean + half }
}

/**
 * The mean of a series with its interval by batch means: requests that follow one another share their weather, so a
 * batch of consecutive ones counts as one value.
 */
export const batched = (count: number, batches: number, value: (index: number) => number): Estimate => {
  if (count === 0) return estimate([])
  const size = Math.max(1, Math.floor(count / batches))
  const means: Array<number> = []
  let total = 0
  for (let start = 0; start + size <= count; start += size) {
    // The last batch takes what is left.
    const end = start + 2 * size > count ? count : start + size
    let sum = 0
    for (let index = start; index < end; index++) sum += value(index)
    total += sum
    means.push(sum / (end - start))
    if (end === count) break
  }
  const { high, low, mean } = estimate(means)
  const exact = total / count
  return { mean: exact, low: low + exact - mean, high: high + exact - mean }
}

/** The value below which a share of the numbers lies; NaN of none. */
export const percentile = (sorted: Float64Array, share: number): number =>
  sorted.length === 0
    ? Number.NaN
    : sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))]!
