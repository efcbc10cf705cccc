import type { BudgetList } from "@turnout/router/BudgetList"
import type { HealthList } from "@turnout/router/HealthList"
import type { SpendQuery, SpendReport } from "@turnout/state/Spend"

/** What is read of a router: `createRouter` makes one. */
export interface Watched {
  readonly health: { readonly list: () => Promise<HealthList> }
  readonly budgets: { readonly list: () => Promise<BudgetList> }
  /** Absent, or rejecting since there is no store: spend is that of the kept calls. */
  readonly spend?: (query?: SpendQuery) => Promise<SpendReport>
}
