import type { Ranked } from "./contract.ts"

/** A candidate with a rate of at least 0; only ratios between rates matter. */
export interface Rated extends Omit<Ranked, "probability"> {
  readonly rate: number
}

/**
 * Draws the first candidate with probability proportional to its rate; the rest follow by score. Each candidate
 * draws an exponential time with its rate and the smallest is first, so the order of evaluation does not matter,
 * and a higher rate never lowers a candidate.
 */
export const drawn = (rated: ReadonlyArray<Rated>, draw: (key: string) => number): ReadonlyArray<Ranked> => {
  // By id, so that the floating-point sum does not depend on the input's order.
  const byId = rated.toSorted((left, right) => (left.id < right.id ? -1 : 1))
  let total = 0
  for (const { rate } of byId) total += rate
  let first = 0
  let soonest = Infinity
  const ranked = byId.map(({ rate, ...entry }, index): Ranked => {
    const probability = total > 0 ? rate / total : 1 / byId.length
    const time = -Math.log(1 - draw(`${entry.id} first`)) / probability
    if (time < soonest) {
      soonest = time
      first = index
    }
    return { ...entry, probability }
  })
  const [chosen] = ranked.splice(first, 1)
  // The sort is stable: ties stay ordered by id.
  ranked.sort((left, right) => right.score - left.score)
  return chosen === undefined ? ranked : [chosen, ...ranked]
}
