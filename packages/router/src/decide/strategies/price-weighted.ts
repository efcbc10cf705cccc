import type { Strategy } from "../../Strategy.ts"
import { drawn } from "../strategy/drawn.ts"

/** One micro-dollar, so that free endpoints are preferred but not exclusive. */
const epsilon = 1000

/**
 * Distributes calls by the inverse square of price: half the price is four times as likely. Candidates without a
 * price are used only if none has one.
 */
export const priceWeighted: Strategy = ({ candidates, draw }) => {
  let least = Infinity
  for (const { expected_cost } of candidates) least = Math.min(least, expected_cost.expected ?? Infinity)
  return drawn(
    candidates.map(({ endpoint, expected_cost }) => {
      const { expected } = expected_cost
      const price = expected === undefined ? 0 : (least + epsilon) / (expected + epsilon)
      return {
        id: endpoint.id,
        rate: price * price,
        score: price,
        utilities: { price },
        contributions: { price }
      }
    }),
    draw
  )
}
