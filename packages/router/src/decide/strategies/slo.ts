import type { Candidate } from "@turnout/core/Candidate"
import * as Options from "@turnout/core/Options"
import type { Strategy } from "../../Strategy.ts"
import { drawn } from "../strategy/drawn.ts"
import { lateness } from "../strategy/lateness.ts"
import { reliability } from "../../memory/signals/reliability.ts"

export interface SloOptions {
  /** Target time to first token in milliseconds. Default: 2,000. */
  readonly deadline_ms?: number
  /** Cost of a late first token in USD. Default: 0.001. */
  readonly late_usd?: number
  /** Cost of no answer in USD. Default: 0.01. */
  readonly none_usd?: number
  /**
   * An expected loss higher by this amount in USD makes a candidate about a third as likely. Default: a tenth of
   * `late_usd`.
   */
  readonly spread_usd?: number
}

const check = Options.object<SloOptions>({
  deadline_ms: Options.number(0),
  late_usd: Options.number(0),
  none_usd: Options.number(0),
  spread_usd: Options.number(0)
})

/**
 * Minimises expected loss: the cost of the answer, of a late one, and of none. The choice is random with
 * probabilities that fall with loss: measurements are noisy, and a deterministic choice would send all callers to
 * the same endpoint.
 */
export const slo = (options: SloOptions = {}): Strategy => Options.made(check, options, () => ofLoss(options))

const ofLoss = (options: SloOptions): Strategy => {
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

/** Costs in USD. A candidate without a price is assumed to cost as much as the most expensive known one. */
const costsOf = (candidates: ReadonlyArray<Candidate>): ReadonlyArray<number> => {
  let dearest = 0
  for (const { expected_cost } of candidates) dearest = Math.max(dearest, expected_cost.expected ?? 0)
  return candidates.map(({ expected_cost }) => (expected_cost.expected ?? dearest) / 1e9)
}
