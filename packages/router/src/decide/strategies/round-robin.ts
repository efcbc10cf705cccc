import type { Strategy } from "../../Strategy.ts"

/**
 * Each candidate in turn, by id. The turn is the number of earlier calls, a fact of the request; without a count it
 * is drawn from the seed.
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
