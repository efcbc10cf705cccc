import type { Ranked, Strategy } from "../../Strategy.ts"

/**
 * Draws two candidates and takes the less busy one: nearly as even as least-busy, without sending all calls to the
 * same endpoint.
 */
export const powerOfTwo: Strategy = ({ candidates, draw }) => {
  const chances = chancesOf(candidates.map(({ signals }) => signals.in_flight))
  const entries = candidates.map(({ endpoint: { id }, signals }, index) => {
    const chance = chances[index]!
    const ranked: Ranked = {
      id,
      score: chance,
      utilities: { chance },
      contributions: { chance },
      probability: chance
    }
    return { ranked, load: signals.in_flight, luck: draw(`${id} pair`) }
  })
  entries.sort((left, right) => right.luck - left.luck || (left.ranked.id < right.ranked.id ? -1 : 1))
  const pair = entries.splice(0, 2).sort((left, right) => left.load - right.load)
  entries.sort((left, right) => left.load - right.load || (left.ranked.id < right.ranked.id ? -1 : 1))
  return [...pair, ...entries].map(({ ranked }) => ranked)
}

/** Probability of being drawn together with a busier candidate or, by a second draw, an equally busy one. */
const chancesOf = (loads: ReadonlyArray<number>): ReadonlyArray<number> => {
  const { length } = loads
  if (length < 2) return loads.map(() => 1)
  const sorted = loads.toSorted((left, right) => left - right)
  return loads.map((load) => {
    const equal = sorted.lastIndexOf(load) - sorted.indexOf(load)
    const busier = length - 1 - sorted.lastIndexOf(load)
    return (2 * (busier + equal / 2)) / (length * (length - 1))
  })
}
