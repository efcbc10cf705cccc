import type { Candidate } from "@turnout/core/Candidate"
import * as Options from "@turnout/core/Options"
import type { Ranked, Strategy } from "../../Strategy.ts"
import { byScore } from "../strategy/weighted.ts"
import { drawn } from "../strategy/drawn.ts"
import { tails } from "../strategy/lateness.ts"
import { plan, tenths } from "../strategy/pairs.ts"
import { reliability } from "../../memory/signals/reliability.ts"

/** A caller's `gateway.routing.slo` precedes the target and the cost of lateness. */
export interface SloOptions {
  /**
   * Target in milliseconds: of a stream's first content, of a whole answer's end. Default: 3,000.
   */
  readonly deadline_ms?: number
  /** Cost of a late answer in USD. Default: 0.003. */
  readonly late_usd?: number
  /** Cost of no answer in USD. Default: ten times that of a late one. */
  readonly none_usd?: number
  /** Largest share of calls, 0–1, that may start a backup; a `hedge.share` of the router's replaces it. Default: 0.1. */
  readonly hedge_share?: number
  /**
   * Draws the first candidate: an expected loss higher by this amount in USD makes it about a third as likely. Default:
   * the first is not drawn, `selection` decides.
   */
  readonly spread_usd?: number
}

const check = Options.object<SloOptions>({
  deadline_ms: Options.number(0),
  late_usd: Options.number(0),
  none_usd: Options.number(0),
  hedge_share: Options.number(0, 1),
  spread_usd: Options.number(0)
})

/**
 * Minimises expected loss: the cost of the answer, of a late one, and of none. It knows that it is insured: for each
 * candidate it chooses the backup at another provider, and the delay after which it is asked too, that make the loss of
 * both together least.
 */
export const slo = (options: SloOptions = {}): Strategy => Options.made(check, options, () => ofLoss(options))

const ofLoss = (options: SloOptions): Strategy => {
  const { hedge_share: share = 0.1, spread_usd } = options
  return ({ candidates, draw, facts }) => {
    const target_ms = facts.slo?.ttft_ms ?? options.deadline_ms ?? 3000
    const late_usd = facts.slo?.late_usd ?? options.late_usd ?? 0.003
    const none_usd = options.none_usd ?? 10 * late_usd
    const cost = costsOf(candidates)
    const times = tenths.map((each) => (Math.max(target_ms, 1) * each) / 10)
    const { samples, shares: late } = tails(candidates, times, facts.stream)
    const expected = plan({
      ids: candidates.map(({ endpoint }) => endpoint.id),
      providers: candidates.map(({ endpoint }) => endpoint.provider),
      cost,
      fails: candidates.map(({ signals }) => 1 - reliability(signals)),
      late,
      samples,
      target_ms,
      late_usd,
      none_usd,
      share,
      hedged: facts.hedged ?? 0
    })
    const ranked = candidates.map(({ endpoint }, row): Ranked => {
      const { backup, beside, late, none, pairs } = expected[row]!
      const usd = cost[row]!
      const contributions = {
        cost: -usd,
        backup: -beside,
        late: -late_usd * late,
        none: -none_usd * none
      }
      return {
        id: endpoint.id,
        score: contributions.cost + contributions.backup + contributions.late + contributions.none,
        utilities: { cost: usd, backup: beside, late, none },
        contributions,
        ceiling: -usd,
        ...(backup === undefined ? {} : { backup }),
        ...(pairs === undefined ? {} : { pairs })
      }
    })
    if (spread_usd === undefined) return ranked.sort(byScore)
    const spread = Math.max(spread_usd, Number.MIN_VALUE)
    let best = -Infinity
    for (const { score } of ranked) best = Math.max(best, score)
    return drawn(
      ranked.map((entry) => ({ ...entry, rate: Math.exp((entry.score - best) / spread) })),
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
