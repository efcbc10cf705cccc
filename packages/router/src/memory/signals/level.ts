import type { Learned } from "@turnout/core/Signals"
import * as Mean from "./mean.ts"

/**
 * The usual level of an endpoint: a memory of hours beside the histograms of minutes, so that endpoints with little
 * traffic are known too. Times and rates are averaged as logarithms: they differ by factors.
 */
export interface Level {
  readonly ttft: Mean.Mean
  readonly tps: Mean.Mean
  readonly success: Mean.Mean
  /** The samples of the last minutes again, for figures of which the histograms have too few. */
  readonly freshTtft: Mean.Mean
  readonly freshTps: Mean.Mean
  /** What its peers were at its last sample, as logarithms. */
  peerTtft: number
  peerTps: number
}

/** What is known of a group of endpoints: those of a provider, of a model, or all. */
export interface Group {
  readonly ttft: Mean.Mean
  readonly tps: Mean.Mean
}

/** The groups of an endpoint, the widest first. */
export type Groups = ReadonlyArray<Group>

const hoursMs = 2 * 3_600_000
const minutesMs = 300_000

/** Most weight of the hours: an endpoint that changed for good is known anew after as many answers. */
const mostWeight = 1000

/** Most that one sample differs from the level, as a logarithm: two thirds more, or less. */
const most = 0.5

export const make = (): Level => ({
  ttft: Mean.make(hoursMs, mostWeight),
  tps: Mean.make(hoursMs, mostWeight),
  success: Mean.make(hoursMs, mostWeight),
  freshTtft: Mean.make(minutesMs),
  freshTps: Mean.make(minutesMs),
  peerTtft: Math.log(general.ttft),
  peerTps: Math.log(general.tps)
})

export const group = (): Group => ({
  ttft: Mean.make(hoursMs, mostWeight),
  tps: Mean.make(hoursMs, mostWeight)
})

/** Of hosted models in general: the middle of what public measurements show, and worth one sample. */
const general = { ttft: 800, tps: 60 }

type Timed = "ttft" | "tps"

/** A first content after so many milliseconds, or a throughput. */
export const add = (level: Level, groups: Groups, metric: Timed, value: number, at: number): void => {
  const log = Math.log(value)
  const mean = level[metric]
  const weight = Mean.weightAt(mean, at)
  // The more is known of an endpoint, the less its next sample tells about its peers.
  const news = 1 / (1 + weight)
  Mean.add(mean, weight < hoursWeight ? log : near(log, Mean.valueOf(mean)), at)
  Mean.add(metric === "ttft" ? level.freshTtft : level.freshTps, log, at)
  for (let index = 0; index < groups.length; index++) Mean.add(groups[index]![metric], log, at, news)
  const peers = peersOf(groups, metric, at)
  if (metric === "ttft") level.peerTtft = peers
  else level.peerTps = peers
}

/** What is far from the level moves it no more than what is two thirds above: tails and incidents are not the level. */
const near = (log: number, level: number): number => Math.min(Math.max(log, level - most), level + most)

/** A wait that ended without an answer tells something if it was longer than expected: it was at least so long. */
export const waited = (level: Level, groups: Groups, ms: number, at: number): void => {
  if (ms > Math.exp(logOf(level, "ttft", at))) add(level, groups, "ttft", ms, at)
}

export const ended = (level: Level, isSuccess: boolean, at: number): void =>
  Mean.add(level.success, isSuccess ? 1 : 0, at)

/** Drops the minutes. */
export const renew = ({ freshTps, freshTtft }: Level): void => {
  Mean.clear(freshTtft)
  Mean.clear(freshTps)
}

/** Weights, in samples, of a wider group against a narrower one, and of the hours against the minutes. */
const groupWeight = 2
const peerWeight = 2
const hoursWeight = 8

const peersOf = (groups: Groups, metric: Timed, at: number): number => {
  let log = Math.log(general[metric])
  let weight = 1
  for (let index = 0; index < groups.length; index++) {
    const mean = groups[index]![metric]
    const own = Mean.weightAt(mean, at)
    if (own > 0) log = (own * Mean.valueOf(mean) + weight * log) / (own + weight)
    weight = groupWeight
  }
  return log
}

const logOf = (level: Level, metric: Timed, now: number): number => {
  const recent = metric === "ttft" ? level.freshTtft : level.freshTps
  const peers = metric === "ttft" ? level.peerTtft : level.peerTps
  const own = Mean.weightAt(recent, now)
  const before = Math.min(hoursWeight, Mean.weightAt(level[metric], now))
  let sum = peerWeight * peers
  if (own > 0) sum += own * Mean.valueOf(recent)
  if (before > 0) sum += before * Mean.valueOf(level[metric])
  return sum / (peerWeight + own + before)
}

/** Samples of the hours from which on a level is known well enough to tell that an endpoint is worse than usual. */
const known = 20

/** The usual time to first content in milliseconds; Infinity while it is not known well. */
export const usualTtft = ({ ttft }: Level, now: number): number =>
  Mean.weightAt(ttft, now) < known ? Infinity : Math.exp(Mean.valueOf(ttft))

export const usualSuccess = ({ success }: Level, now: number): number =>
  Mean.weightAt(success, now) < known ? 0 : Mean.valueOf(success)

/** Weight of the prior of a success rate in outcomes, and the rate that is usual. */
const priorWeight = 10
const usual = 0.98

/** What is assumed, as long as it is worth a tenth of a sample; to three digits. */
export const learned = (level: Level, expected: number | undefined, now: number): Learned | undefined => {
  const ofTtft = Mean.weightAt(level.ttft, now)
  const ofTps = Mean.weightAt(level.tps, now)
  const outcomes = Mean.weightAt(level.success, now)
  const samples = Math.max(ofTtft, outcomes)
  if (samples < 0.1) return undefined
  const before = priorWeight * (expected ?? usual)
  const rate = (Mean.valueOf(level.success) * outcomes + before) / (outcomes + priorWeight)
  return {
    samples: rounded(samples),
    ...(ofTtft < 0.1 ? {} : { ttft_ms: rounded(Math.exp(logOf(level, "ttft", now))) }),
    ...(ofTps < 0.1 ? {} : { tps: rounded(Math.exp(logOf(level, "tps", now))) }),
    ...(outcomes < 0.1 || rate > usual - 0.01 ? {} : { success: rounded(rate) })
  }
}

const rounded = (value: number): number => Number(value.toPrecision(3))
