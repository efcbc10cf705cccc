import { fromText } from "../../SeededRandom.ts"
import { byScore, weighted, type Strategy } from "../../Strategy.ts"
import { ordered } from "../strategy/by.ts"

/** Cost of this request, with savings of a warm prompt cache. */
const cost = weighted({ cost: 0.8, reliability: 0.2 })

/** Rendezvous hashing by session, the same in every process; by the seed without a session. */
const rendezvous: Strategy = ({ candidates, draw, facts }) => {
  const meeting = facts.session === undefined ? undefined : fromText(facts.session)
  return candidates
    .map(({ endpoint: { id } }) => {
      const luck = meeting === undefined ? draw(`${id} meeting`) : meeting("best", id)
      return { id, score: luck, utilities: { luck }, contributions: { luck } }
    })
    .sort(byScore)
}

/**
 * Stays at the endpoint with the cached prompt as long as that pays: the expected saving is part of the cost, so an
 * endpoint that became expensive or unreliable is left. Ties are broken by session, unless twice as many calls wait there as elsewhere.
 */
export const sticky = ordered(cost, rendezvous)
