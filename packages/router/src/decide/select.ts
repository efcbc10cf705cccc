import type { Selection } from "@turnout/core/Decision"
import type { Draw } from "../Draw.ts"
import type { Rows } from "./score.ts"

/** Scores this close to the top are as good as equal. */
const near = 0.03

/** The chance of a row to be tried first. */
export type Probability = (row: number) => number

interface Choice {
  /** Its place among the sorted. */
  readonly chosen: number
  readonly probability: Probability
}

/**
 * Decides which of the first `count` sorted rows is tried first and moves it there; the rest keep their order.
 * Says what chance each had.
 */
export const select = (
  selection: Selection,
  sorted: Uint32Array,
  count: number,
  scores: Float64Array,
  rows: Rows,
  draw: Draw
): Probability => {
  if (count === 0) return () => 0
  const { chosen, probability } =
    selection === "best"
      ? leastLoaded(sorted, count, scores, rows, draw)
      : selection === "spread"
        ? byScore(sorted, count, scores, rows, draw)
        : { chosen: 0, probability: only(sorted[0]!) }
  if (chosen > 0) {
    const row = sorted[chosen]!
    sorted.copyWithin(1, 0, chosen)
    sorted[0] = row
  }
  return probability
}

const only =
  (chosen: number): Probability =>
  (row) =>
    row === chosen ? 1 : 0

/** Among near-ties the fewest in flight, then a draw: one good reading does not send everybody the same way. */
const leastLoaded = (
  sorted: Uint32Array,
  count: number,
  scores: Float64Array,
  rows: Rows,
  draw: Draw
): Choice => {
  // A strategy that is only a function may not sort by its scores, so the top is looked for.
  let best = -Infinity
  for (let index = 0; index < count; index++) best = Math.max(best, scores[sorted[index]!]!)
  const least = best - near * Math.abs(best)
  let fewest = Infinity
  let equals: Array<number> = []
  for (let index = 0; index < count; index++) {
    const row = sorted[index]!
    if (scores[row]! < least) continue
    const load = rows.signals[row]!.in_flight
    if (load > fewest) continue
    if (load < fewest) equals = []
    fewest = load
    equals.push(index)
  }
  if (equals.length === 1) return { chosen: equals[0]!, probability: only(sorted[equals[0]!]!) }
  const tied = new Set<number>()
  let chosen = 0
  let highest = -1
  for (const index of equals) {
    const row = sorted[index]!
    tied.add(row)
    const drawn = draw("best", rows.endpoints[row]!.id)
    if (drawn > highest) {
      highest = drawn
      chosen = index
    }
  }
  return { chosen, probability: (row) => (tied.has(row) ? 1 / tied.size : 0) }
}

/**
 * Everybody waits for an exponential time whose rate is the score, and the first to ring is chosen: with a
 * probability of score over the sum of scores, and without an order in which they are asked.
 */
const byScore = (
  sorted: Uint32Array,
  count: number,
  scores: Float64Array,
  rows: Rows,
  draw: Draw
): Choice => {
  // Ascending, so that the sum does not depend on the ranking's order.
  const group = sorted.slice(0, count).sort()
  let total = 0
  for (const row of group) total += Math.max(scores[row]!, 0)
  const rates = new Map<number, number>()
  let first = group[0]!
  let soonest = Infinity
  for (const row of group) {
    const rate = total > 0 ? Math.max(scores[row]!, 0) / total : 1 / count
    rates.set(row, rate)
    if (rate === 0) continue
    const time = -Math.log(1 - draw("spread", rows.endpoints[row]!.id)) / rate
    if (time < soonest) {
      soonest = time
      first = row
    }
  }
  return { chosen: sorted.indexOf(first), probability: (row) => rates.get(row) ?? 0 }
}
