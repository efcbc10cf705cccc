import * as RouterError from "@turnout/core/RouterError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Rule } from "./memory/budget/rules.ts"
import { type BudgetOptions, make, type State } from "./memory/budget/state.ts"
import type { Principal } from "./Principal.ts"

export { type Amount, of as amount } from "./memory/budget/amount.ts"
export type { Period } from "./memory/budget/period.ts"
export type { Rule, Scope, Spender } from "./memory/budget/rules.ts"
export {
  type BudgetOptions,
  isRefused,
  type Lease,
  make,
  type Refused,
  type BudgetStatus,
  type State
} from "./memory/budget/state.ts"

/**
 * What may be spent, by whom, in each period. Attempts reserve and settle; each of these is one synchronous
 * step, so calls at the same time cannot spend the same money. Without a layer nothing is limited or counted.
 */
export class Budget extends Context.Reference<State | undefined>("@turnout/router/Budget", {
  defaultValue: () => undefined
}) {
  /** In memory: forgotten with the process. Fails where a rule's limit is no sum of money. */
  static readonly layer = (options: BudgetOptions): Layer.Layer<never, RouterError.RouterError> =>
    Layer.effect(
      Budget,
      Effect.suspend(() => {
        const wrong = typeof options.rules === "function" ? -1 : options.rules.findIndex(isWrong)
        return wrong < 0 ? Effect.succeed(make(options)) : Effect.fail(invalid(wrong))
      })
    )
}

/** Above, nano-dollars are no longer whole numbers. */
const mostUsd = 9_000_000

const isWrong = ({ limit_usd }: Rule): boolean => !(limit_usd >= 0 && limit_usd <= mostUsd)

const invalid = (index: number): RouterError.RouterError =>
  RouterError.make(
    "invalid_parameter_value",
    `Invalid 'budgets.rules[${index}].limit_usd': expected a number from 0 to ${mostUsd}.`,
    { param: `budgets.rules[${index}].limit_usd` }
  )

/** What the workspace of a principal may still spend. */
export interface Balance {
  readonly object: "credit_balance"
  readonly workspace_id: string
  /** The least that one of its enforced budgets has left, whole micro-dollars; below zero it is overdrawn. */
  readonly balance_microdollars: number
  readonly currency: "USD"
}

/** Undefined where the workspace has no enforced budget, and so no balance. */
export const balance = (
  budget: State | undefined,
  principal: Principal,
  now: number
): Balance | undefined => {
  let least = Infinity
  for (const each of budget?.status(principal, now) ?? []) {
    if (each.scope !== "workspace" || !each.enforce) continue
    least = Math.min(
      least,
      Math.floor((Math.round(each.limit_usd * 1e9) - Math.round(each.spend_usd * 1e9)) / 1000)
    )
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
