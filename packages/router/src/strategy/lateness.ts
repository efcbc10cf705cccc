import type { Candidate } from "@turnout/core/Candidate"
import { percentiles, type EndpointSignals } from "@turnout/core/Signals"
import { fewest, firstLimit } from "../signals/support.ts"

/** As many samples weigh as much as what is known of everybody. */
const weight = 5

/**
 * The chance that a first token comes after the deadline, for each. Little evidence is drawn towards what the
 * catalog expects of it, else towards the middle one of its peers (the worse of two, and no mean, as for every
 * figure: whoever gets better must not lift another past itself).
 */
export const lateness = (candidates: ReadonlyArray<Candidate>, deadline: number): ReadonlyArray<number> => {
  const own = candidates.map(({ signals }) =>
    signals.ttft_samples < fewest ? undefined : shareAfter(signals, deadline)
  )
  const known = own.filter((share) => share !== undefined).sort((left, right) => left - right)
  const middle = known[Math.floor(known.length / 2)] ?? 0.5
  return candidates.map(({ endpoint, signals }, index) => {
    const { prior } = endpoint.facts
    const expected = prior?.ttft_ms === undefined ? middle : beyond([[prior.ttft_ms, 0.5]], deadline)
    const share = own[index]
    if (share === undefined) return expected
    const samples = signals.ttft_samples
    return (samples * share + weight * expected) / (samples + weight)
  })
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

/** Between two known points by the logarithm of time; before the first evenly, after the last as its inverse. */
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
