import type { Percentile, Percentiles } from "@turnout/core/Signals"
import * as WindowHistogram from "../WindowHistogram.ts"
import { isSupported, limits, limitsMs, shares } from "./support.ts"

/** Smallest recorded wait in milliseconds. */
export const leastMs = 1

/** Smallest recorded throughput in tokens per second. */
export const leastTps = 0.1

/** Records a value, or with `isOpen` a lower bound (a censored sample). */
export const add = (
  histogram: WindowHistogram.WindowHistogram,
  value: number,
  least: number,
  at: number,
  isOpen = false
): void => WindowHistogram.add(histogram, WindowHistogram.bucketOf(value, least) * 2 + (isOpen ? 1 : 0), at)

/**
 * Weighted counts by bucket, with the first and last used one. One shared buffer, refilled by each reading, since
 * this runs for every answer.
 */
const seen = new Float64Array(WindowHistogram.buckets)
const open = new Float64Array(WindowHistogram.buckets)
let first = 0
let last = -1

/** Returns the number of samples. */
const fill = (histogram: WindowHistogram.WindowHistogram, scope: WindowHistogram.Scope): number => {
  seen.fill(0, first, last + 1)
  open.fill(0, first, last + 1)
  first = WindowHistogram.buckets
  last = -1
  const { slices } = histogram
  const newest = slices.at(-1)?.number ?? 0
  let total = 0
  for (let place = WindowHistogram.oldestOf(histogram, scope); place < slices.length; place++) {
    const slice = slices[place]!
    const { counts } = slice
    const weight = WindowHistogram.weightOf(slice, newest)
    for (let index = 0; index < counts.length; index++) {
      const packed = counts[index]!
      const code = WindowHistogram.codeOf(packed)
      const count = WindowHistogram.countOf(packed)
      const bucket = code >> 1
      total += count
      if ((code & 1) === 0) seen[bucket]! += count * weight
      else open[bucket]! += count * weight
      if (bucket < first) first = bucket
      if (bucket > last) last = bucket
    }
  }
  return total
}

export interface Times {
  readonly samples: number
  readonly percentiles: Percentiles
}

export interface Waits extends Times {
  /** Shares of waits longer than each of the limits. */
  readonly over: ReadonlyArray<number>
  /** 95 % of those that ended with an answer were no longer; undefined where none did. */
  readonly within: number | undefined
}

type Found = { [percentile in Percentile]?: number }

/** Tolerance for sums of weights. */
const rounding = 1e-9

/**
 * Distribution of waits by the Kaplan–Meier estimator: a censored wait counts as at risk for as long as it lasted,
 * and no value is made up for it. If censoring hides a percentile, it is the longest known wait, a lower bound.
 */
export const waits = (histogram: WindowHistogram.WindowHistogram, scope: WindowHistogram.Scope): Waits => {
  const samples = fill(histogram, scope)
  const percentiles: Found = {}
  const over: Array<number> = []
  let atRisk = 0
  let answered = 0
  for (let bucket = first; bucket <= last; bucket++) {
    answered += seen[bucket]!
    atRisk += seen[bucket]! + open[bucket]!
  }
  const within = answered === 0 ? undefined : WindowHistogram.figureOf(reaching(answered * 0.95), leastMs)
  let surviving = 1
  let next = 0
  for (let bucket = first; bucket <= last; bucket++) {
    const here = seen[bucket]! + open[bucket]!
    if (here === 0) continue
    const figure = WindowHistogram.figureOf(bucket, leastMs)
    while (over.length < limits && limitsMs[over.length]! < figure) over.push(rounded(surviving))
    surviving *= Math.max(0, 1 - seen[bucket]! / atRisk)
    atRisk -= here
    while (next < shares.length && 1 - surviving >= shares[next]![1] - rounding) {
      note(percentiles, shares[next++]![0], samples, figure)
    }
  }
  while (over.length < limits) over.push(rounded(surviving))
  if (samples > 0) {
    for (const [name] of shares.slice(next)) {
      note(percentiles, name, samples, WindowHistogram.figureOf(last, leastMs))
    }
  }
  return { samples, percentiles, over, within }
}

/** The first bucket up to which so many answers are seen. */
const reaching = (count: number): number => {
  let reached = 0
  for (let bucket = first; bucket < last; bucket++) {
    reached += seen[bucket]!
    if (reached >= count - rounding) return bucket
  }
  return last
}

const rounded = (share: number): number => Math.round(share * 10_000) / 10_000

const note = (found: Found, percentile: Percentile, samples: number, figure: number): void => {
  if (isSupported(percentile, samples)) found[percentile] = figure
}

/** Percentiles of a metric where more is better: p90 is what 90 % reach. */
export const rates = (histogram: WindowHistogram.WindowHistogram, scope: WindowHistogram.Scope): Times => {
  const samples = fill(histogram, scope)
  const percentiles: Found = {}
  let total = 0
  for (let bucket = first; bucket <= last; bucket++) total += seen[bucket]!
  let next = 0
  let reached = 0
  for (let bucket = last; bucket >= first && next < shares.length; bucket--) {
    if (seen[bucket] === 0) continue
    reached += seen[bucket]!
    while (next < shares.length && reached >= (shares[next]![1] - rounding) * total) {
      note(percentiles, shares[next++]![0], samples, WindowHistogram.figureOf(bucket, leastTps))
    }
  }
  return { samples, percentiles }
}
