import { fromText } from "../../SeededRandom.ts"
import { andThen, byScore, weighted, type Strategy } from "../../Strategy.ts"

/** What this request costs where, with a warm cache counted in. */
const cost = weighted({ cost: 0.8, reliability: 0.2 })

/** Where a conversation's hash leads, the same in every process; by the seed, where there is no conversation. */
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
 * Stays where the conversation's prompt is cached as long as that pays: the saving that is to be expected is part
 * of the cost, so a sticky endpoint that became dear or ill is left. Equals are told apart by the conversation.
 */
export const sticky = andThen(cost, rendezvous)
