import type { Principal } from "../../Principal.ts"
import type { Amount } from "./amount.ts"
import * as Counter from "./counter.ts"
import * as Rules from "./rules.ts"

export interface BudgetOptions {
  /** All of them, or those of one principal: read before each attempt, so it must not be slow. */
  readonly rules: ReadonlyArray<Rules.Rule> | ((principal: Principal) => ReadonlyArray<Rules.Rule>)
  /**
   * What is held for an attempt under way. `upper` (default): the most it can cost, so that nothing is
   * overspent; `expected`: what it will likely cost, so that more calls run at once and the sum of what they cost
   * beyond it may be overspent.
   */
  readonly reserve?: "upper" | "expected"
  /**
   * An endpoint whose price or size of answer nobody knows. `block` (default): it is not asked while an enforced
   * budget stands, since nothing could keep it. `allow`: it is asked, and counted as unpriced; where it turns out
   * what it cost, that is spent.
   */
  readonly unknown_price?: "block" | "allow"
  /**
   * How many counters are remembered, 100,000: one per subject and period. Beyond, the one unused for longest is
   * forgotten, with what was spent.
   */
  readonly counters?: number
}

/** Money held for one attempt, until it is settled or released. */
export interface Lease {
  /** Nano-dollars. */
  readonly nanos: number
  /** False: nobody knows what it may cost, and nothing is held. */
  readonly priced: boolean
  readonly held: ReadonlyArray<{ readonly concern: Rules.Concern; readonly start: number }>
}

/** Why an attempt may not be sent. */
export interface Refused {
  readonly rule: Rules.Rule
  /** `held`: it would fit, were it not for attempts under way. */
  readonly why: "spent" | "held" | "unpriced"
  /** Nano-dollars. */
  readonly spent: number
  readonly limit: number
  /** Clock reading at which the period ends. */
  readonly resets_at: number
}

/** One budget at one moment. USD. */
export interface BudgetStatus {
  readonly scope: Rules.Scope
  readonly id: string
  readonly period: Rules.Rule["period"]
  readonly enforce: boolean
  readonly limit_usd: number
  readonly spend_usd: number
  readonly reserved_usd: number
  /** Attempts of this period that nobody could price. */
  readonly unpriced: number
  /** Clock reading. */
  readonly resets_at: number
}

/** Budgets in memory: a mutable value without clock, randomness or effect. Each function is one step. */
export interface State {
  /** Holds what an attempt may cost in every budget that concerns it, or in none. `undefined`: none does. */
  readonly reserve: (spender: Rules.Spender, amount: () => Amount, now: number) => Lease | Refused | undefined
  /** What it did cost; `undefined`: nobody knows, and what was held counts as spent. Once per lease. */
  readonly settle: (lease: Lease, nanos: number | undefined, now: number) => void
  /** It cost nothing. Once per lease. */
  readonly release: (lease: Lease, now: number) => void
  readonly status: (principal: Principal, now: number) => ReadonlyArray<BudgetStatus>
}

export const isRefused = (value: Lease | Refused | undefined): value is Refused =>
  value !== undefined && "why" in value

const nanosOf = (usd: number): number => Math.round(usd * 1e9)

export const make = (options: BudgetOptions): State => {
  const { rules } = options
  const most = options.counters ?? 100_000
  const mode = options.reserve ?? "upper"
  const blocks = (options.unknown_price ?? "block") === "block"
  /** In order of use, the longest unused first. */
  const counters = new Map<string, Counter.Counter>()

  const rulesOf = (principal: Principal) => (typeof rules === "function" ? rules(principal) : rules)

  const read = ({ key, rule }: Rules.Concern, now: number): Counter.Counter => {
    const counter = counters.get(key)
    return counter === undefined ? Counter.zero(rule.period, now) : Counter.at(counter, rule.period, now)
  }

  const put = (key: string, counter: Counter.Counter): void => {
    if (!counters.delete(key) && counters.size >= most) forget()
    counters.set(key, counter)
  }

  /** The longest unused, but for one that holds money. */
  const forget = (): void => {
    for (const [key, counter] of counters) {
      if (counter.reserved > 0) continue
      counters.delete(key)
      return
    }
  }

  const step = ({ held }: Lease, now: number, event: (start: number) => Counter.CounterEvent): void => {
    for (const { concern, start } of held) {
      const { key, rule } = concern
      put(key, Counter.step(read(concern, now), rule.period, event(start), now))
    }
  }

  return {
    reserve: (spender, amount, now) => {
      const concerns = Rules.of(rulesOf(spender.principal), spender)
      if (concerns.length === 0) return undefined
      const known = amount()[mode]
      const nanos = known ?? 0
      for (const concern of concerns) {
        const { rule } = concern
        if (rule.enforce === false) continue
        const counter = read(concern, now)
        const limit = nanosOf(rule.limit_usd)
        const why = known === undefined && blocks ? "unpriced" : Counter.objection(counter, nanos, limit)
        if (why !== undefined) return { rule, why, spent: counter.spent, limit, resets_at: counter.end }
      }
      const held = concerns.map((concern) => {
        const counter = Counter.step(
          read(concern, now),
          concern.rule.period,
          { type: "reserved", nanos },
          now
        )
        put(concern.key, counter)
        return { concern, start: counter.start }
      })
      return { nanos, priced: known !== undefined, held }
    },
    settle: (lease, spent, now) => {
      const { nanos, priced } = lease
      step(lease, now, (start) =>
        spent === undefined && !priced
          ? { type: "unpriced", start, nanos }
          : { type: "settled", start, nanos, spent: spent ?? nanos }
      )
    },
    release: (lease, now) =>
      step(lease, now, (start) => ({ type: "settled", start, nanos: lease.nanos, spent: 0 })),
    status: (principal, now) =>
      Rules.all(rulesOf(principal), principal).map((concern) => {
        const { id, rule } = concern
        const counter = read(concern, now)
        return {
          scope: rule.scope,
          id,
          period: rule.period,
          enforce: rule.enforce !== false,
          limit_usd: rule.limit_usd,
          spend_usd: counter.spent / 1e9,
          reserved_usd: counter.reserved / 1e9,
          unpriced: counter.unpriced,
          resets_at: counter.end
        }
      })
  }
}
