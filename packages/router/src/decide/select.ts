import type { Selection } from "@turnout/core/Decision"
import type { Draw } from "../Draw.ts"
import type { Rows } from "./score.ts"

/** Scores this close to the top are as good as equal. */
const near = 0.03

/**
 * Decides which of the first `count` sorted rows is tried first and moves it there; the rest keep their order.
 * Fills `probability`, by row, with the chance each had.
 */
export const select = (
  selection: Selection,
  sorted: Uint32Array,
  count: number,
  scores: Float64Array,
  rows: Rows,
  draw: Draw,
  probability: Float64Array
): void => {
  if (count === 0) return
  const chosen =
    selection === "best"
      ? leastLoaded(sorted, count, scores, rows, draw, probability)
      : selection === "spread"
        ? byScore(sorted, count, scores, rows, draw, probability)
        : top(sorted, probability)
  if (chosen === 0) return
  const row = sorted[chosen]!
  sorted.copyWithin(1, 0, chosen)
  sorted[0] = row
}

const top = (sorted: Uint32Array, probability: Float64Array): number => {
  probability[sorted[0]!] = 1
  return 0
}

/** Among near-ties the fewest in flight, then a draw: one good reading does not send everybody the same way. */
const leastLoaded = (
  sorted: Uint32Array,
  count: number,
  scores: Float64Array,
  rows: Rows,
  draw: Draw,
  probability: Float64Array
): number => {
  // A strategy that is only a function may not sort by its scores, so the top is looked for.
  let best = -Infinity
  for (let index = 0; index < count; index++) best = Math.max(best, scores[sorted[index]!]!)
  const least = best - near * Math.abs(best)
  let fewest = Infinity
  let equals = 0
  let only = 0
  for (let index = 0; index < count; index++) {
    const row = sorted[index]!
    if (scores[row]! < least) continue
    const load = rows.signals[row]!.in_flight
    if (load > fewest) continue
    equals = load < fewest ? 1 : equals + 1
    if (equals === 1) only = index
    fewest = load
  }
  if (equals === 1) {
    probability[sorted[only]!] = 1
    return only
  }
  let chosen = 0
  let highest = -1
  for (let index = 0; index < count; index++) {
    const row = sorted[index]!
    if (scores[row]! < least || rows.signals[row]!.in_flight !== fewest) continue
    probability[row] = 1 / equals
    const drawn = draw("best", rows.endpoints[row]!.id)
    if (drawn > highest) {
      highest = drawn
      chosen = index
    }
  }
  return chosen
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
  draw: Draw,
  probability: Float64Array
): number => {
  const group = sorted.slice(0, count)
  let total = 0
  // In the order of rows, so that the sum does not depend on the ranking's.
  for (const row of group.slice().sort()) total += Math.max(scores[row]!, 0)
  let chosen = 0
  let soonest = Infinity
  for (let index = 0; index < count; index++) {
    const row = group[index]!
    const rate = total > 0 ? Math.max(scores[row]!, 0) / total : 1 / count
    probability[row] = rate
    if (rate === 0) continue
    const time = -Math.log(1 - draw("spread", rows.endpoints[row]!.id)) / rate
    if (time < soonest) {
      soonest = time
      chosen = index
    }
  }
  return chosen
}
