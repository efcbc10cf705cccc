import type { Explored, Selection } from "@turnout/core/Decision"
import { fromText, type SeededRandom } from "../SeededRandom.ts"
import type { Applied, Rows } from "./score.ts"
import { near } from "./strategy/near.ts"

/** Probability of a row to be tried first. */
export type Probability = (row: number) => number

/** The rows to select from. */
export interface Field {
  readonly sorted: Uint32Array
  /** Number of sorted rows that share the first place, at least one. */
  readonly count: number
  readonly scores: Float64Array
  readonly rows: Rows
  readonly draw: SeededRandom
  /** Requests of a session should go to the same endpoint without stored state: it replaces the seed. */
  readonly session: string | undefined
  /** Room for as many positions as there are rows. */
  readonly others: Uint32Array
  readonly applied: Applied
  /** Why the first is first, if it was put there to learn about it. */
  explored: Explored | undefined
}

/**
 * Selects which of the first `count` sorted rows is tried first and moves it there; the rest keep their order.
 * Returns each row's probability.
 */
export const select = (selection: Selection, field: Field): Probability =>
  selection === "best" ? leastLoaded(field) : selection === "spread" ? byScore(field) : only(field.sorted[0]!)

export const moveFirst = (sorted: Uint32Array, position: number): void => {
  if (position <= 0) return
  const row = sorted[position]!
  sorted.copyWithin(1, 0, position)
  sorted[0] = row
}

const only =
  (chosen: number): Probability =>
  (row) =>
    row === chosen ? 1 : 0

/** The same probability for each of these rows. */
export const alike = (rows: Uint32Array): Probability => {
  const isAmong = among(rows)
  return (row) => (isAmong(row) ? 1 / rows.length : 0)
}

/** Above this many rows a set is faster than a look at each. */
const few = 16

/** Whether a row is one of these. */
export const among = (rows: Uint32Array): ((row: number) => boolean) => {
  let set: ReadonlySet<number> | undefined
  return (row) => (rows.length <= few ? rows.includes(row) : (set ??= new Set(rows)).has(row))
}

/** The rows at the first `length` of these positions. */
export const rowsAt = (places: Uint32Array, length: number, sorted: Uint32Array): Uint32Array => {
  const rows = places.slice(0, length)
  for (let index = 0; index < length; index++) rows[index] = sorted[rows[index]!]!
  return rows
}

/** Of the first `length` positions the one with the highest draw. */
export const highestDraw = (
  places: Uint32Array,
  length: number,
  purpose: string,
  { rows, sorted }: Pick<Field, "rows" | "sorted">,
  draw: SeededRandom
): number => {
  let chosen = places[0]!
  let highest = -1
  for (let index = 0; index < length; index++) {
    const drawn = draw(purpose, rows.endpoints[sorted[places[index]!]!]!.id)
    if (drawn > highest) {
      highest = drawn
      chosen = places[index]!
    }
  }
  return chosen
}

/** Among near-ties the fewest in flight, then a draw, so that one good sample does not attract all calls. */
const leastLoaded = (field: Field): Probability => {
  const { count, draw, others, rows, scores, session, sorted } = field
  // A strategy function may not sort by its scores, so the top is searched for.
  let best = -Infinity
  for (let index = 0; index < count; index++) {
    const score = scores[sorted[index]!]!
    if (score > best) best = score
  }
  const least = best - near * Math.abs(best)
  let equals = 0
  let fewest = Infinity
  for (let index = 0; index < count; index++) {
    const row = sorted[index]!
    if (scores[row]! < least || isBehind(index, field)) continue
    if (session === undefined) {
      const load = rows.load(row)
      if (load > fewest) continue
      if (load < fewest) equals = 0
      fewest = load
    }
    others[equals++] = index
  }
  if (session !== undefined) equals = bearable(equals, field)
  if (equals === 1) {
    const row = sorted[others[0]!]!
    moveFirst(sorted, others[0]!)
    return only(row)
  }
  const tied = rowsAt(others, equals, sorted)
  const own = session === undefined ? draw : fromText(session)
  moveFirst(sorted, highestDraw(others, equals, "best", field, own))
  return alike(tied)
}

/** The strategy prefers another one of this score, which is among these too. */
const isBehind = (index: number, { applied, scores, sorted }: Field): boolean =>
  applied.behind !== undefined &&
  index > 0 &&
  scores[sorted[index - 1]!] === scores[sorted[index]!] &&
  applied.behind(sorted[index]!)

/** A session stays at the endpoint of its hash unless that one is twice as busy as its peers. Returns how many may be chosen. */
const bearable = (length: number, { others, rows, sorted }: Field): number => {
  let sum = 0
  for (let index = 0; index < length; index++) sum += rows.load(sorted[others[index]!]!)
  const most = 2 * (sum / length + 1)
  let left = 0
  for (let index = 0; index < length; index++) {
    if (rows.load(sorted[others[index]!]!) <= most) others[left++] = others[index]!
  }
  return left
}

/**
 * Each row draws an exponential time with its score as rate, and the smallest is chosen: probability is score over
 * the sum of scores, independent of the order of evaluation.
 */
const byScore = ({ count, draw, rows, scores, session, sorted }: Field): Probability => {
  const own = session === undefined ? draw : fromText(session)
  // Ascending, so that the floating-point sum does not depend on the ranking.
  const group = sorted.slice(0, count).sort()
  let best = -Infinity
  for (const row of group) best = Math.max(best, scores[row]!)
  // Where all scores are losses, the inverse of the loss.
  const rateOf = (row: number): number => (best < 0 ? best / scores[row]! : Math.max(scores[row]!, 0))
  let total = 0
  for (const row of group) total += rateOf(row)
  const rates = new Map<number, number>()
  let first = group[0]!
  let soonest = Infinity
  for (const row of group) {
    const rate = total > 0 ? rateOf(row) / total : 1 / count
    rates.set(row, rate)
    if (rate === 0) continue
    const time = -Math.log(1 - own("spread", rows.endpoints[row]!.id)) / rate
    if (time < soonest) {
      soonest = time
      first = row
    }
  }
  moveFirst(sorted, sorted.indexOf(first))
  return (row) => rates.get(row) ?? 0
}
