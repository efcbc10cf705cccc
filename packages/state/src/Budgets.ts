import * as Price from "@turnout/core/Price"
import * as Budget from "@turnout/router/Budget"
import type { Principal } from "@turnout/router/Principal"
import type { Stored } from "@turnout/router/Stored"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import * as Known from "./budgets/known.ts"
import { reading } from "./budgets/reading.ts"
import type { Counter, Exhausted, Figures, Lease, Settlement } from "./Counters.ts"
import { away, type Guard } from "./Guard.ts"
import { renewing } from "./leases/renewing.ts"
import * as Outbox from "./Outbox.ts"
import type { Parts } from "./Store.ts"

export interface BudgetsOptions {
  readonly store: Parts
  readonly guard: Guard
  readonly budgets: Budget.BudgetOptions
  /**
   * `open`: while the store is away, calls go on within what was left of each budget when it was last read: all processes
   * together may spend as often that as there are processes. `closed`: they are refused, 503.
   */
  readonly whileAway: "open" | "closed"
  /** Milliseconds after which an attempt whose process is gone is booked in full. */
  readonly lease_ms: number
  /** Unique among all processes. */
  readonly process: string
}

/** A lease of the router's with the store's own. */
interface Leased extends Budget.Lease {
  readonly lease: Lease
}

/** Settlements that are kept while the store is away: older ones are booked when their leases expire. */
const mostJournal = 100_000

/** Budgets that are listed at most. */
const mostSeen = 10_000

/** Budgets that a store keeps. What attempts cost is written behind them, in order and once. */
export const make = ({
  budgets,
  guard,
  lease_ms,
  process,
  store: { counters },
  whileAway
}: BudgetsOptions): Effect.Effect<Budget.Store, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { reserve: mode = "upper", rules, unknown_price = "block" } = budgets
    const rulesOf = (principal: Principal) => (typeof rules === "function" ? rules(principal) : rules)
    const known = Known.make()
    const seen = Budget.rulesOfNamed(rules)
    const live = new Map<string, Lease>()
    let count = 0
    const journal = yield* Outbox.make<Settlement>({ guard, write: counters.settle, most: mostJournal })
    yield* renewing(guard, live, lease_ms, counters.renew)
    yield* reading(guard, counters, known)

    const counterOf = ({ key, rule }: Budget.Concern, now: number): Counter => {
      const at = now + guard.ahead()
      const start = Budget.startOf(rule.period, at)
      const end = Budget.endOf(rule.period, start)
      return rule.enforce === false
        ? { key, start, end }
        : { key, start, end, limit: Price.nanos(rule.limit_usd) }
    }

    const refusedOf = (
      concern: Budget.Concern,
      counter: Counter,
      needed: number,
      { reserved, spent }: Figures,
      why?: Budget.Refused["why"]
    ): Budget.Refused => {
      const limit = Price.nanos(concern.rule.limit_usd)
      return {
        rule: concern.rule,
        why: why ?? (spent + needed <= limit ? "held" : "spent"),
        needed,
        spent,
        held: reserved,
        limit,
        resets_at: counter.end - guard.ahead()
      }
    }

    const settled = (given: Budget.Lease, spent: number | undefined): void => {
      const { lease } = given as Leased
      // What is settled again, since its end was not heard, is settled already.
      if (!live.delete(lease.id)) return
      known.settled(lease, spent)
      journal.add({ lease, spent })
    }

    return {
      reserve: (spender, amount, now) => {
        const concerns = Budget.rulesFor(rulesOf(spender.principal), spender)
        if (concerns.length === 0) return undefined
        const asked = amount()[mode]
        const nanos = asked ?? 0
        const of = concerns.map((concern) => counterOf(concern, now))
        if (asked === undefined && unknown_price === "block") {
          const index = concerns.findIndex(({ rule }) => rule.enforce !== false)
          if (index >= 0) return refusedOf(concerns[index]!, of[index]!, 0, known.sum(of[index]!), "unpriced")
        }
        const leaseOf = (): Lease => ({ id: `${process}.${++count}`, counters: of, nanos })
        const hold = (lease: Lease): Leased => {
          live.set(lease.id, lease)
          known.reserved(lease)
          for (const concern of concerns) {
            if (seen.size >= mostSeen) seen.delete(seen.keys().next().value!)
            seen.set(concern.key, concern)
          }
          return {
            nanos,
            priced: asked !== undefined,
            held: concerns.map((concern, index) => ({ concern, start: of[index]!.start })),
            lease
          }
        }
        const byItself = (): Budget.Lease | Budget.Refused => {
          if (whileAway === "closed") {
            const index = concerns.findIndex(({ rule }) => rule.enforce !== false)
            if (index < 0) return hold(leaseOf())
            return refusedOf(concerns[index]!, of[index]!, nanos, known.sum(of[index]!), "unreachable")
          }
          const lease = leaseOf()
          const index = known.objection(lease)
          return index === undefined
            ? hold(lease)
            : refusedOf(concerns[index]!, of[index]!, nanos, known.sum(of[index]!))
        }
        if (guard.isAway()) return byItself()
        const exhausted = ({ index, ...figures }: Exhausted): Budget.Refused => {
          known.read([of[index]!], [figures])
          return refusedOf(concerns[index]!, of[index]!, nanos, figures)
        }
        // What is still to be settled goes first: it may be what this one needs.
        const lease = leaseOf()
        return Effect.suspend(() => {
          journal.start()
          return Effect.onExit(
            Effect.map(guard.ask(counters.reserve(lease, lease_ms)), (answer) => {
              if (answer === away) {
                // Whether the store heard it is unknown: what it may hold is given back when it is there again.
                journal.add({ lease, spent: 0 })
                return byItself()
              }
              return answer.type === "reserved" ? hold(lease) : exhausted(answer)
            }),
            (exit) => {
              if (Exit.isFailure(exit)) journal.add({ lease, spent: 0 })
              return Effect.void
            }
          )
        })
      },
      settle: (lease, nanos) => settled(lease, nanos ?? (lease.priced ? lease.nanos : undefined)),
      release: (lease) => settled(lease, 0),
      status: (principal, now) => told(Budget.rulesOf(rulesOf(principal), principal), now),
      list: (now) => told([...seen.values()], now)
    }

    function told(
      concerns: ReadonlyArray<Budget.Concern>,
      now: number
    ): Stored<ReadonlyArray<Budget.BudgetStatus>> {
      const of = concerns.map((concern) => counterOf(concern, now))
      const status = (): ReadonlyArray<Budget.BudgetStatus> =>
        concerns.map((concern, index) =>
          Budget.statusOf(concern, known.sum(of[index]!), of[index]!.end - guard.ahead())
        )
      if (of.length === 0 || guard.isAway()) return status()
      return Effect.map(Effect.andThen(journal.flush, guard.ask(counters.read(of))), (figures) => {
        if (figures !== away) known.read(of, figures)
        return status()
      })
    }
  })
