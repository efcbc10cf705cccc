import type { Candidate } from "@turnout/core/Candidate"
import { percentiles, type EndpointSignals } from "@turnout/core/Signals"
import { fewest, firstLimit } from "../../memory/signals/support.ts"

/** Weight of the prior in samples. */
const weight = 5

/**
 * The probability of a first token after the deadline, per candidate. Few samples are shrunk towards the catalog's
 * prior, else towards the median of the peers; a candidate without samples gets that value. Of two medians the
 * worse, never a mean: an improving candidate must not lift another past itself.
 */
export const lateness = (candidates: ReadonlyArray<Candidate>, deadline: number): ReadonlyArray<number> => {
  const expected = candidates.map(({ endpoint }) => {
    const ms = endpoint.facts.prior?.ttft_ms
    return ms === undefined ? undefined : beyond([[ms, 0.5]], deadline)
  })
  const own = candidates.map(({ signals }) =>
    signals.ttft_samples < fewest ? undefined : shareAfter(signals, deadline)
  )
  const common = middle(own)
  const weighed = own.map((share, index) => {
    const samples = candidates[index]!.signals.ttft_samples
    return share === undefined
      ? undefined
      : (samples * share + weight * (expected[index] ?? common)) / (samples + weight)
  })
  const usual = middle(weighed)
  return weighed.map((share, index) => share ?? expected[index] ?? usual)
}

/** Without any data all are equal. */
const middle = (shares: ReadonlyArray<number | undefined>): number => {
  const known = shares.filter((share) => share !== undefined).sort((left, right) => left - right)
  return known[Math.floor(known.length / 2)] ?? 0.5
}

const shareAfter = ({ ttft_ms, ttft_over }: EndpointSignals, deadline: number): number | undefined => {
  if (ttft_over !== undefined) {
    return beyond(
      ttft_over.map((share, index) => [firstLimit * 2 ** index, share] as const),
      deadline
    )
  }
  const points: Array<readonly [number, number]> = []
  for (const name of percentiles) {
    const value = ttft_ms[name]
    if (value !== undefined) points.push([value, 1 - Number(name.slice(1)) / 100])
  }
  return points.length === 0 ? undefined : beyond(points, deadline)
}

/** Interpolates by the logarithm of time; constant before the first point, inverse in time after the last. */
const beyond = (points: ReadonlyArray<readonly [ms: number, share: number]>, at: number): number => {
  let [before, above] = [0, 1]
  for (const [ms, share] of points) {
    if (at < ms) {
      if (before === 0) return above - (above - share) * (at / ms)
      return above - (above - share) * (Math.log(at / before) / Math.log(ms / before))
    }
    before = ms
    above = share
  }
  return above * (before / at)
}
