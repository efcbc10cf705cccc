import * as Effect from "effect/Effect"
import * as Budget from "./Budget.ts"
import type * as Limits from "./Limits.ts"
import type { Principal } from "./Principal.ts"
import * as Stored from "./Stored.ts"

/** Usage of a principal against its budgets and limits. What is neither limited nor counted is absent. */
export interface QuotaStatus {
  readonly budgets: ReadonlyArray<Budget.BudgetStatus>
  readonly balance?: Budget.Balance
  readonly requests?: Limits.Requests
}

export const none: QuotaStatus = { budgets: [] }

export const make = (
  budget: Budget.Store | undefined,
  limits: Limits.State | undefined
): ((principal: Principal) => Effect.Effect<QuotaStatus>) => {
  if (budget === undefined && limits === undefined) return () => Effect.succeed(none)
  return (principal) =>
    Effect.clockWith((clock) => {
      const budgets = budget?.status(principal, clock.currentTimeMillisUnsafe()) ?? []
      const all = Stored.flatMap(budgets, (budgets) =>
        Stored.map(limits?.status(principal), (requests): QuotaStatus => {
          const balance = Budget.balanceOf(budgets, principal)
          return {
            budgets,
            ...(balance === undefined ? {} : { balance }),
            ...(requests === undefined ? {} : { requests })
          }
        })
      )
      return Stored.effect(all)
    })
}
