import type { Ranked } from "./contract.ts"

/** A candidate with its share of the luck; a rate is 0 or more, and only its ratio to the others counts. */
export interface Rated extends Omit<Ranked, "probability"> {
  readonly rate: number
}

/**
 * Draws who comes first, with a chance that goes as the rate, and lets the rest follow by score. Everybody waits
 * for an exponential time of that rate and the first to ring is first: so there is no order in which they are
 * asked, and whose rate rises never loses by it.
 */
export const drawn = (rated: ReadonlyArray<Rated>, draw: (key: string) => number): ReadonlyArray<Ranked> => {
  // By id, so that the sum does not depend on the order of the input.
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
  // Sorting keeps the order of ids among equals.
  ranked.sort((left, right) => right.score - left.score)
  return chosen === undefined ? ranked : [chosen, ...ranked]
}
