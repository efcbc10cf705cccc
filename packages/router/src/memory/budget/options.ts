import * as Options from "@turnout/core/Options"
import * as Rules from "./rules.ts"
import type { BudgetOptions } from "./state.ts"

export const check: Options.Check<BudgetOptions> = Options.object<BudgetOptions>(
  {
    rules: Options.either(Options.isFunction, Options.callable(), Rules.check) as Options.Check<
      BudgetOptions["rules"]
    >,
    reserve: Options.oneOf("upper", "expected"),
    unknown_price: Options.oneOf("block", "allow"),
    counters: Options.number(1, Infinity, "whole")
  },
  ["rules"]
)

/** The options, with what a function of the host's gives looked at: a limit that is none limits nothing. */
export const checked = (options: BudgetOptions): BudgetOptions => {
  const { rules } = options
  if (typeof rules !== "function") return options
  const ask = Options.asked("budgets.rules()", rules, Rules.check, "required")
  return { ...options, rules: (principal) => ask(principal) ?? [] }
}
