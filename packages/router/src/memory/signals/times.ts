import type { Percentile, Percentiles } from "@turnout/core/Signals"
import * as WindowHistogram from "../WindowHistogram.ts"
import { firstLimit, isSupported, limits, shares } from "./support.ts"

/** Milliseconds until an answer: seen, or waited for in vain. */
export const leastMs = 1

/** Tokens per second. */
export const leastTps = 0.1

/** A figure that was seen, or (`isOpen`) that is known only to be at least so large. */
export const add = (
  histogram: WindowHistogram.WindowHistogram,
  value: number,
  least: number,
  at: number,
  isOpen = false
): void => WindowHistogram.add(histogram, WindowHistogram.bucketOf(value, least) * 2 + (isOpen ? 1 : 0), at)

/**
 * Figures by bucket, weighted by their age, and where the first and the last stand. Refilled for each reading,
 * which is over before the next one begins: this runs for every answer.
 */
const seen = new Float64Array(WindowHistogram.buckets)
const open = new Float64Array(WindowHistogram.buckets)
let first = 0
let last = -1

/** Tells how many there are. */
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
  /** The shares of waits that were longer than 125 ms, 250 ms, and so on. */
  readonly over: ReadonlyArray<number>
}

type Found = { [percentile in Percentile]?: number }

/** Sums of weights are off by less than this. */
const rounding = 1e-9

/**
 * By what time answers had come. Who waited in vain is counted among those at risk for as long as it waited and
 * not after that (Kaplan and Meier): no figure is made up for it. Where so many waited in vain that a percentile
 * was never reached, it is the longest time that anybody is known to have waited: it is not below that.
 */
export const waits = (histogram: WindowHistogram.WindowHistogram, scope: WindowHistogram.Scope): Waits => {
  const samples = fill(histogram, scope)
  const percentiles: Found = {}
  const over: Array<number> = []
  let atRisk = 0
  for (let bucket = first; bucket <= last; bucket++) atRisk += seen[bucket]! + open[bucket]!
  let surviving = 1
  let next = 0
  let limit = firstLimit
  for (let bucket = first; bucket <= last; bucket++) {
    const here = seen[bucket]! + open[bucket]!
    if (here === 0) continue
    const figure = WindowHistogram.figureOf(bucket, leastMs)
    for (; over.length < limits && limit < figure; limit *= 2) over.push(rounded(surviving))
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
  return { samples, percentiles, over }
}

const rounded = (share: number): number => Math.round(share * 10_000) / 10_000

const note = (found: Found, percentile: Percentile, samples: number, figure: number): void => {
  if (isSupported(percentile, samples)) found[percentile] = figure
}

/** Percentiles of what is the better the more it is: p90 is what 90 % reach, so that no percentile flatters. */
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
