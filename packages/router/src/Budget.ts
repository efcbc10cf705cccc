import * as Options from "@turnout/core/Options"
import * as Price from "@turnout/core/Price"
import type { RouterError } from "@turnout/core/RouterError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { check, checked } from "./memory/budget/options.ts"
import { type BudgetOptions, type BudgetStatus, make, type State, type Store } from "./memory/budget/state.ts"
import type { Principal } from "./Principal.ts"

export { check, checked } from "./memory/budget/options.ts"
export { type Amount, type Asked, of as amount } from "./memory/budget/amount.ts"
export { endOf, type Period, startOf } from "./memory/budget/period.ts"
export {
  all as rulesOf,
  type Concern,
  named as rulesOfNamed,
  of as rulesFor,
  type Rule,
  type Scope,
  type Spender
} from "./memory/budget/rules.ts"
export {
  type BudgetOptions,
  isRefused,
  type Lease,
  make,
  type Refused,
  type BudgetStatus,
  type State,
  statusOf,
  type Store
} from "./memory/budget/state.ts"

/**
 * Spending limits per workspace, API key or provider, and period. An attempt reserves an amount and settles it;
 * each is one step, so concurrent calls cannot spend the same money: of this process, or of all that share a store.
 * Without a layer nothing is limited or counted.
 */
export class Budget extends Context.Reference<Store | undefined>("@turnout/router/Budget", {
  defaultValue: () => undefined
}) {
  /** Keeps counters in memory, lost with the process. Fails if the options are wrong. */
  static readonly layer = (options: BudgetOptions): Layer.Layer<never, RouterError> =>
    Layer.effect(
      Budget,
      Effect.suspend(() => {
        const mistake = Options.mistake(check, options, { name: "budgets" })
        return mistake === undefined ? Effect.succeed(make(checked(options))) : Effect.fail(mistake)
      })
    )
}

/** Remaining spend of a principal's workspace. */
export interface Balance {
  readonly object: "credit_balance"
  readonly workspace_id: string
  /** The lowest remaining amount of its enforced budgets, in whole micro-dollars; negative if overdrawn. */
  readonly balance_microdollars: number
  readonly currency: "USD"
}

/** Undefined if the workspace has no enforced budget. */
export const balance = (budget: State | undefined, principal: Principal, now: number): Balance | undefined =>
  balanceOf(budget?.status(principal, now) ?? [], principal)

/** The same of budgets that were read. */
export const balanceOf = (
  budgets: ReadonlyArray<BudgetStatus>,
  principal: Principal
): Balance | undefined => {
  let least = Infinity
  for (const each of budgets) {
    if (each.scope !== "workspace" || !each.enforce) continue
    least = Math.min(least, Math.floor((Price.nanos(each.limit_usd) - Price.nanos(each.spend_usd)) / 1000))
  }
  return least === Infinity
    ? undefined
    : {
        object: "credit_balance",
        workspace_id: principal.workspace_id ?? "",
        balance_microdollars: least,
        currency: "USD"
      }
}
