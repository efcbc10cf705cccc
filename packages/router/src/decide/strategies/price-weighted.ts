import type { Strategy } from "../../Strategy.ts"
import { drawn } from "../strategy/drawn.ts"

/** One micro-dollar, so that free is cheapest and not all there is. */
const epsilon = 1000

/**
 * Spreads calls by price: half as dear is four times as likely. Who has no price is asked only where nobody has
 * one.
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
