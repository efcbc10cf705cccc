import * as Lru from "@turnout/core/Lru"
import * as Price from "@turnout/core/Price"
import type { Principal } from "../../Principal.ts"
import type { Amount } from "./amount.ts"
import * as Counter from "./counter.ts"
import * as Rules from "./rules.ts"
import type { Stored } from "../../Stored.ts"

export interface BudgetOptions {
  /** The rules, or a function from principal to rules. It is called before each attempt and must be fast. */
  readonly rules: ReadonlyArray<Rules.Rule> | ((principal: Principal) => ReadonlyArray<Rules.Rule>)
  /**
   * What is reserved for an attempt in flight. `upper` (default): its maximum cost, so nothing is overspent.
   * `expected`: its likely cost, which allows more concurrency at the risk of overspending the difference.
   */
  readonly reserve?: "upper" | "expected"
  /**
   * Handling of endpoints with unknown price or unbounded answers. `block` (default): excluded while an enforced
   * budget applies. `allow`: used and counted as unpriced; a cost that becomes known is spent.
   */
  readonly unknown_price?: "block" | "allow"
  /**
   * Maximum number of counters, one per subject and period; beyond it the least recently used is dropped with its
   * spending. Default: 100,000.
   */
  readonly counters?: number
}

/** An amount reserved for one attempt until it is settled or released. */
export interface Lease {
  /** Nano-dollars. */
  readonly nanos: number
  /** False: the maximum cost is unknown and nothing is reserved. */
  readonly priced: boolean
  readonly held: ReadonlyArray<{ readonly concern: Rules.Concern; readonly start: number }>
}

/** Why a budget refuses an attempt. */
export interface Refused {
  readonly rule: Rules.Rule
  /**
   * `held`: it would fit without the amounts reserved by attempts in flight. `unreachable`: the store cannot be asked, and
   * may not be done without; the figures are the last that are known.
   */
  readonly why: "spent" | "held" | "unpriced" | "unreachable"
  /** Nano-dollars: `needed` of this attempt, `held` for others. */
  readonly needed: number
  readonly spent: number
  readonly held: number
  readonly limit: number
  /** Clock reading at which the period ends. */
  readonly resets_at: number
}

/** One budget at a point in time. Amounts in USD. */
export interface BudgetStatus {
  readonly scope: Rules.Scope
  readonly id: string
  readonly period: Rules.Rule["period"]
  readonly enforce: boolean
  readonly limit_usd: number
  readonly spend_usd: number
  readonly reserved_usd: number
  /** Attempts of unknown cost in this period. */
  readonly unpriced: number
  /** Clock reading. */
  readonly resets_at: number
}

/**
 * What keeps budgets. Each function answers at once where it can, as memory does, or with an effect that asks a store. A
 * reservation is one step of the store: where it is interrupted, nothing is reserved, or it is given back by the store
 * itself. What an attempt cost, or gave back, is told to it with the next attempt and at the latest when the call ends; if
 * it was not heard to the end it is told again, so a lease that is settled once is settled.
 */
export interface Store {
  /** Reserves an amount in every budget that applies, or in none. `undefined`: no budget applies. */
  readonly reserve: (
    spender: Rules.Spender,
    amount: () => Amount,
    now: number
  ) => Stored<Lease | Refused | undefined>
  /** Settles the actual cost; `undefined`: unknown, the reserved amount counts as spent. */
  readonly settle: (lease: Lease, nanos: number | undefined, now: number) => Stored<void>
  /** Returns the reservation unspent. */
  readonly release: (lease: Lease, now: number) => Stored<void>
  readonly status: (principal: Principal, now: number) => Stored<ReadonlyArray<BudgetStatus>>
  /** Those that rules name, and those of every subject that this process has seen, as far as it remembers them. */
  readonly list: (now: number) => Stored<ReadonlyArray<BudgetStatus>>
}

/** Budgets in memory: mutable, without clock, randomness or effects. Each function is one synchronous step. */
export interface State extends Store {
  /** Reserves an amount in every budget that applies, or in none. `undefined`: no budget applies. */
  readonly reserve: (spender: Rules.Spender, amount: () => Amount, now: number) => Lease | Refused | undefined
  /** Settles the actual cost; `undefined`: unknown, the reserved amount counts as spent. Once per lease. */
  readonly settle: (lease: Lease, nanos: number | undefined, now: number) => void
  /** Returns the reservation unspent. Once per lease. */
  readonly release: (lease: Lease, now: number) => void
  readonly status: (principal: Principal, now: number) => ReadonlyArray<BudgetStatus>
  readonly list: (now: number) => ReadonlyArray<BudgetStatus>
}

export const isRefused = (value: Lease | Refused | undefined): value is Refused =>
  value !== undefined && "why" in value

/** How a budget stands with these figures in nano-dollars. */
export const statusOf = (
  { id, rule }: Rules.Concern,
  { reserved, spent, unpriced }: Pick<Counter.Counter, "reserved" | "spent" | "unpriced">,
  resets_at: number
): BudgetStatus => ({
  scope: rule.scope,
  id,
  period: rule.period,
  enforce: rule.enforce !== false,
  limit_usd: rule.limit_usd,
  spend_usd: Price.usd(spent),
  reserved_usd: Price.usd(reserved),
  unpriced,
  resets_at
})

export const make = (options: BudgetOptions): State => {
  const { rules } = options
  const most = options.counters ?? 100_000
  const mode = options.reserve ?? "upper"
  const blocks = (options.unknown_price ?? "block") === "block"
  const seen = Rules.named(rules)
  const counters = Lru.make<string, Counter.Counter>(
    most,
    ({ reserved }) => reserved === 0,
    (key) => seen.delete(key)
  )

  const rulesOf = (principal: Principal) => (typeof rules === "function" ? rules(principal) : rules)

  const read = ({ key, rule }: Rules.Concern, now: number): Counter.Counter => {
    const counter = counters.peek(key)
    return counter === undefined ? Counter.zero(rule.period, now) : Counter.at(counter, rule.period, now)
  }

  const step = ({ held }: Lease, now: number, event: (start: number) => Counter.CounterEvent): void => {
    for (const { concern, start } of held) {
      const { key, rule } = concern
      counters.put(key, Counter.step(read(concern, now), rule.period, event(start), now))
    }
  }

  const told = (concerns: Iterable<Rules.Concern>, now: number): ReadonlyArray<BudgetStatus> =>
    Array.from(concerns, (concern) => {
      const counter = read(concern, now)
      return statusOf(concern, counter, counter.end)
    })

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
        const limit = Price.nanos(rule.limit_usd)
        const why = known === undefined && blocks ? "unpriced" : Counter.objection(counter, nanos, limit)
        if (why !== undefined) {
          const { end, reserved, spent } = counter
          return { rule, why, needed: nanos, spent, held: reserved, limit, resets_at: end }
        }
      }
      const held = concerns.map((concern) => {
        const counter = Counter.step(
          read(concern, now),
          concern.rule.period,
          { type: "reserved", nanos },
          now
        )
        counters.put(concern.key, counter)
        seen.set(concern.key, concern)
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
    status: (principal, now) => told(Rules.all(rulesOf(principal), principal), now),
    list: (now) => told(seen.values(), now)
  }
}
