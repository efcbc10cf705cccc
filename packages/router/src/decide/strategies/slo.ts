import type { Candidate } from "@turnout/core/Candidate"
import type { Strategy } from "../../Strategy.ts"
import { drawn } from "../strategy/drawn.ts"
import { lateness } from "../strategy/lateness.ts"
import { reliability } from "../../memory/signals/reliability.ts"

export interface SloOptions {
  /** The first token should have come by then; 2,000. */
  readonly deadline_ms?: number
  /** What it is worth that it does; 0.001. */
  readonly late_usd?: number
  /** What it is worth that an answer comes at all; 0.01. */
  readonly none_usd?: number
  /** Who is expected to lose so much more is asked about a third as often; a tenth of `late_usd`. */
  readonly spread_usd?: number
}

/**
 * The least expected loss: what the answer costs, and what it costs to have it late or not at all. It is drawn
 * and not picked, each with a chance that falls as its loss grows: readings are noisy, and if all callers
 * believed the same best one they would all go there.
 */
export const slo = (options: SloOptions = {}): Strategy => {
  const { deadline_ms = 2000, late_usd = 0.001, none_usd = 0.01 } = options
  const spread = Math.max(options.spread_usd ?? late_usd / 10, Number.MIN_VALUE)
  return ({ candidates, draw }) => {
    const costs = costsOf(candidates)
    const late = lateness(candidates, deadline_ms)
    const losses = candidates.map(({ signals }, index) => {
      const usd = costs[index]!
      const none = 1 - reliability(signals)
      const contributions = { cost: -usd, late: -late_usd * late[index]!, none: -none_usd * none }
      return {
        utilities: { cost: usd, late: late[index]!, none },
        contributions,
        score: contributions.cost + contributions.late + contributions.none
      }
    })
    let best = -Infinity
    for (const { score } of losses) best = Math.max(best, score)
    return drawn(
      candidates.map(({ endpoint }, index) => {
        const loss = losses[index]!
        return { id: endpoint.id, rate: Math.exp((loss.score - best) / spread), ...loss }
      }),
      draw
    )
  }
}

/** USD. Nobody is cheap by having no price: it is taken for the dearest that is known. */
const costsOf = (candidates: ReadonlyArray<Candidate>): ReadonlyArray<number> => {
  let dearest = 0
  for (const { expected_cost } of candidates) dearest = Math.max(dearest, expected_cost.expected ?? 0)
  return candidates.map(({ expected_cost }) => (expected_cost.expected ?? dearest) / 1e9)
}
