import type { Ranked, Strategy } from "../../Strategy.ts"

/**
 * Draws two and takes the less busy: nearly as even as to ask for the least busy of all, and without everybody
 * running to the same one.
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

/** Of being drawn, and beside a busier one or, by the luck of the draw, an equally busy one. */
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
