import type { Strategy } from "../../Strategy.ts"

/**
 * Everybody in turn, by id. Whose turn it is follows from the number of calls before this one, which is a fact
 * of the request like any other; where nobody counts, from the seed.
 */
export const roundRobin: Strategy = ({ candidates, draw, facts }) => {
  const { length } = candidates
  const ids = candidates.map(({ endpoint }) => endpoint.id).sort()
  const first = facts.turn === undefined ? Math.floor(draw("turn") * length) : facts.turn % length
  return [...ids.slice(first), ...ids.slice(0, first)].map((id, place) => {
    const turn = 1 - place / length
    return {
      id,
      score: turn,
      utilities: { turn },
      contributions: { turn },
      probability: 1 / length
    }
  })
}
