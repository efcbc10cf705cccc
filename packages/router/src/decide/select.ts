import type { Selection } from "@turnout/core/Decision"
import { fromText, type SeededRandom } from "../SeededRandom.ts"
import type { Rows } from "./score.ts"

/** Scores this close to the top count as ties. */
const near = 0.03

/** Probability of a row to be tried first. */
export type Probability = (row: number) => number

/** The rows to select from. */
export interface Field {
  readonly sorted: Uint32Array
  /** Number of sorted rows that share the first place. */
  readonly count: number
  readonly scores: Float64Array
  readonly rows: Rows
  readonly draw: SeededRandom
  /** Requests of a session should go to the same endpoint without stored state: it replaces the seed. */
  readonly session: string | undefined
}

interface Choice {
  /** Its index among the sorted rows. */
  readonly chosen: number
  readonly probability: Probability
}

/**
 * Selects which of the first `count` sorted rows is tried first and moves it there; the rest keep their order.
 * Returns each row's probability.
 */
export const select = (selection: Selection, field: Field): Probability => {
  if (field.count === 0) return () => 0
  const { chosen, probability } =
    selection === "best"
      ? leastLoaded(field)
      : selection === "spread"
        ? byScore(field)
        : { chosen: 0, probability: only(field.sorted[0]!) }
  moveFirst(field.sorted, chosen)
  return probability
}

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

/** The index with the highest draw. */
export const highestDraw = (
  places: ReadonlyArray<number>,
  purpose: string,
  { draw, rows, sorted }: Pick<Field, "draw" | "rows" | "sorted">
): number => {
  let chosen = places[0]!
  let highest = -1
  for (const place of places) {
    const drawn = draw(purpose, rows.endpoints[sorted[place]!]!.id)
    if (drawn > highest) {
      highest = drawn
      chosen = place
    }
  }
  return chosen
}

/** Among near-ties the fewest in flight, then a draw, so that one good sample does not attract all calls. */
const leastLoaded = (field: Field): Choice => {
  const { count, rows, scores, session, sorted } = field
  // A strategy function may not sort by its scores, so the top is searched for.
  let best = -Infinity
  for (let index = 0; index < count; index++) best = Math.max(best, scores[sorted[index]!]!)
  const least = best - near * Math.abs(best)
  let equals: Array<number> = []
  let fewest = Infinity
  for (let index = 0; index < count; index++) {
    const row = sorted[index]!
    if (scores[row]! < least) continue
    const load = rows.load(row)
    if (session === undefined) {
      if (load > fewest) continue
      if (load < fewest) equals = []
      fewest = load
    }
    equals.push(index)
  }
  if (session !== undefined) equals = bearable(equals, field)
  if (equals.length === 1) return { chosen: equals[0]!, probability: only(sorted[equals[0]!]!) }
  const chosen = highestDraw(
    equals,
    "best",
    session === undefined ? field : { ...field, draw: fromText(session) }
  )
  const tied = new Set(equals.map((index) => sorted[index]!))
  return { chosen, probability: (row) => (tied.has(row) ? 1 / tied.size : 0) }
}

/** A session stays at the endpoint of its hash unless that one is twice as busy as its peers. */
const bearable = (places: ReadonlyArray<number>, { rows, sorted }: Field): Array<number> => {
  const load = (place: number) => rows.load(sorted[place]!)
  let sum = 0
  for (const place of places) sum += load(place)
  const most = 2 * (sum / places.length + 1)
  return places.filter((place) => load(place) <= most)
}

/**
 * Each row draws an exponential time with its score as rate, and the smallest is chosen: probability is score over
 * the sum of scores, independent of the order of evaluation.
 */
const byScore = ({ count, draw, rows, scores, session, sorted }: Field): Choice => {
  const own = session === undefined ? draw : fromText(session)
  // Ascending, so that the floating-point sum does not depend on the ranking.
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
    const time = -Math.log(1 - own("spread", rows.endpoints[row]!.id)) / rate
    if (time < soonest) {
      soonest = time
      first = row
    }
  }
  return { chosen: sorted.indexOf(first), probability: (row) => rates.get(row) ?? 0 }
}
