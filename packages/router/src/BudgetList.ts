import type { BudgetStatus } from "./Budget.ts"

/** Budgets at a point in time. */
export interface BudgetList {
  readonly object: "list"
  /** Date in milliseconds. */
  readonly at: number
  readonly data: ReadonlyArray<BudgetStatus>
}
