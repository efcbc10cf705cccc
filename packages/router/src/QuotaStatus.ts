import * as Effect from "effect/Effect"
import * as Budget from "./Budget.ts"
import type * as Limits from "./Limits.ts"
import type { Principal } from "./Principal.ts"

/** Usage of a principal against its budgets and limits. What is neither limited nor counted is absent. */
export interface QuotaStatus {
  readonly budgets: ReadonlyArray<Budget.BudgetStatus>
  readonly balance?: Budget.Balance
  readonly requests?: Limits.Requests
}

export const none: QuotaStatus = { budgets: [] }

export const make = (
  budget: Budget.State | undefined,
  limits: Limits.State | undefined
): ((principal: Principal) => Effect.Effect<QuotaStatus>) => {
  if (budget === undefined && limits === undefined) return () => Effect.succeed(none)
  return (principal) =>
    Effect.flatMap(limits?.status(principal) ?? Effect.undefined, (requests) =>
      Effect.clockWith((clock) =>
        Effect.sync(() => {
          const now = clock.currentTimeMillisUnsafe()
          const balance = Budget.balance(budget, principal, now)
          return {
            budgets: budget?.status(principal, now) ?? [],
            ...(balance === undefined ? {} : { balance }),
            ...(requests === undefined ? {} : { requests })
          }
        })
      )
    )
}
