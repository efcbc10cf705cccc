import type { Candidate } from "@turnout/core/Candidate"
import { percentiles, type EndpointSignals } from "@turnout/core/Signals"
import { assumed } from "./assumed.ts"
import { firstLimit, perDoubling } from "../../memory/signals/support.ts"

/** Weight of what is known of peers, in samples: a tail is a rare event, and few samples do not tell it. */
const weight = 20

/** Shares of first contents, or of whole answers, that come later than each of some times; a row per candidate. */
export interface Tails {
  readonly times: ReadonlyArray<number>
  /** By candidate, then by time. */
  readonly shares: Float64Array
  /** Samples behind them, by candidate. */
  readonly samples: ReadonlyArray<number>
}

/**
 * The probability of an answer later than each of the times (ascending, in milliseconds), per candidate. What is
 * measured is drawn towards the catalog's prior, else towards the provider's other endpoints and the class of all
 * candidates: the more, the fewer samples there are. Peers are summed up by their median, of two the worse and never a
 * mean: an improving candidate must not lift another past itself.
 */
export const tails = (
  candidates: ReadonlyArray<Candidate>,
  times: ReadonlyArray<number>,
  stream: boolean
): Tails => {
  const { length } = times
  const shares = new Float64Array(candidates.length * length)
  const doublings = times.map((ms) => Math.log2(ms / firstLimit))
  const samples = candidates.map(({ signals }, row) => {
    const { ttft_over } = signals
    if (ttft_over !== undefined && !isUnary(signals, stream)) {
      for (let time = 0; time < length; time++) {
        shares[row * length + time] = beyondLimit(ttft_over, doublings[time]!)
      }
      return signals.ttft_samples
    }
    const points = pointsOf(signals, stream)
    if (points === undefined) return 0
    write(points, times, shares, row * length)
    return isUnary(signals, stream) ? signals.unary!.samples : signals.ttft_samples
  })
  const shrink = (row: number, towards: (time: number) => number): void => {
    const known = samples[row]!
    for (let time = 0; time < length; time++) {
      const at = row * length + time
      shares[at] = (known * shares[at]! + weight * towards(time)) / (known + weight)
    }
  }
  const priors = candidates.map(({ endpoint, signals }) =>
    assumed(signals.learned, "ttft_ms", endpoint.facts.prior)
  )
  // First towards priors of their own, which no peer changes: what peers are told of them is what is believed of them.
  for (const [row, prior] of priors.entries()) {
    if (prior !== undefined) shrink(row, (time) => usual(times[time]!, prior))
  }
  const peers = peersOf(candidates, samples, shares, times, (row) => priors[row] !== undefined)
  for (const [row, prior] of priors.entries()) {
    if (prior === undefined) shrink(row, (time) => peers(row, time))
  }
  return { times, shares, samples }
}

/** The probability of a first content after one time, per candidate. */
export const lateness = (
  candidates: ReadonlyArray<Candidate>,
  deadline: number,
  stream = true
): Float64Array => tails(candidates, [deadline], stream).shares

type Peers = (row: number, time: number) => number

/** What is expected of a candidate by its provider's measured endpoints, where there are two, and by all of them. */
const peersOf = (
  candidates: ReadonlyArray<Candidate>,
  samples: ReadonlyArray<number>,
  shares: Float64Array,
  times: ReadonlyArray<number>,
  hasPrior: (row: number) => boolean
): Peers => {
  const { length } = times
  const providers = new Map<string, Array<number>>()
  const measured: Array<number> = []
  for (let row = 0; row < candidates.length; row++) {
    if (samples[row] === 0 && !hasPrior(row)) continue
    measured.push(row)
    const { provider } = candidates[row]!.endpoint
    const rows = providers.get(provider)
    if (rows === undefined) providers.set(provider, [row])
    else rows.push(row)
  }
  const general = times.map((ms) => usual(ms))
  /** Few samples without a late one say little of others too: without a prior of its own, each counts as drawn to the general one. */
  const told = (row: number, time: number): number => {
    const share = shares[row * length + time]!
    const known = samples[row]!
    return hasPrior(row) ? share : (known * share + weight * general[time]!) / (known + weight)
  }
  const middle = (rows: ReadonlyArray<number>): ReadonlyArray<number> => {
    // Of one or two little follows for others: what hosts are in general stands beside them as one more.
    const sorted = new Float64Array(Math.max(rows.length, Math.min(3, rows.length + 1)))
    return times.map((_, time) => {
      for (let index = 0; index < rows.length; index++) sorted[index] = told(rows[index]!, time)
      if (sorted.length > rows.length) sorted[rows.length] = general[time]!
      return sorted.sort()[sorted.length >> 1]!
    })
  }
  const common = middle(measured)
  const owns = new Map<string, ReadonlyArray<number>>()
  for (const [provider, rows] of providers) {
    if (rows.length < 2) continue
    const known = rows.reduce((sum, row) => sum + samples[row]!, 0)
    const share = known / (known + weight)
    owns.set(
      provider,
      middle(rows).map((own, time) => share * own + (1 - share) * common[time]!)
    )
  }
  return (row, time) => (owns.get(candidates[row]!.endpoint.provider) ?? common)[time]!
}

/** Without measurements: a log-logistic wait with this median, as hosted models have it; of 800 ms, 3.5 % are beyond 3 s. */
const usual = (ms: number, median = 800): number => 1 / (1 + (ms / median) ** 2.5)

/** Ascending times with the share beyond each. */
interface Points {
  readonly ms: ReadonlyArray<number>
  readonly shares: ReadonlyArray<number>
}

const limits = [1, 2].map((each) =>
  Array.from({ length: 64 }, (_, index) => firstLimit * 2 ** (index / each))
)

/** Whole answers are told by whole answers; where there were none, a first content is what they are not sooner than. */
const isUnary = ({ unary }: EndpointSignals, stream: boolean): boolean =>
  !stream && unary !== undefined && unary.samples > 0

const pointsOf = (signals: EndpointSignals, stream: boolean): Points | undefined => {
  const { ttft_ms, ttft_over, unary } = signals
  const isWhole = isUnary(signals, stream)
  if (!isWhole && ttft_over !== undefined) {
    return { ms: limits[perDoubling(ttft_over.length) - 1]!, shares: ttft_over }
  }
  const known = isWhole ? unary!.ms : ttft_ms
  const ms: Array<number> = []
  const shares: Array<number> = []
  for (const name of percentiles) {
    const value = known[name]
    if (value === undefined) continue
    // A percentile without support of its own is that of the one before.
    if (value === ms.at(-1)) {
      shares[shares.length - 1] = 1 - Number(name.slice(1)) / 100
      continue
    }
    ms.push(value)
    shares.push(1 - Number(name.slice(1)) / 100)
  }
  return ms.length === 0 ? undefined : { ms, shares }
}

/** The share of answers beyond a target, as measured or else as the catalog expects; undefined where neither is known. */
export const lateOf = (
  signals: EndpointSignals,
  prior_ms: number | undefined,
  target: number,
  stream: boolean
): number | undefined => {
  const points = pointsOf(signals, stream)
  if (points !== undefined) return beyond(points, target)
  return prior_ms === undefined ? undefined : usual(target, prior_ms)
}

const write = (points: Points, times: ReadonlyArray<number>, into: Float64Array, start: number): void => {
  for (let time = 0; time < times.length; time++) into[start + time] = beyond(points, times[time]!)
}

/** The share beyond the first limit times a power of two, by the logarithm of time, as `beyond` has it. */
const beyondLimit = (over: ReadonlyArray<number>, doublings: number): number => {
  const place = doublings * perDoubling(over.length)
  if (place < 0) return 1 - (1 - over[0]!) * 2 ** doublings
  const low = Math.floor(place)
  const last = over.length - 1
  if (low >= last) return over[last]! * 2 ** ((last - place) / perDoubling(over.length))
  return over[low]! - (over[low]! - over[low + 1]!) * (place - low)
}

/** Interpolates by the logarithm of time; linear before the first point, inverse in time after the last. */
const beyond = ({ ms, shares }: Points, at: number): number => {
  const { length } = shares
  let next = 0
  while (next < length && at >= ms[next]!) next++
  if (next === 0) return 1 - (1 - shares[0]!) * (at / ms[0]!)
  const before = ms[next - 1]!
  const above = shares[next - 1]!
  if (next === length) return above * (before / at)
  return above - (above - shares[next]!) * (Math.log(at / before) / Math.log(ms[next]! / before))
}
