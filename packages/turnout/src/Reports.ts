import type { Deletion } from "@turnout/state/Receipts"
import type { SpendQuery, SpendReport } from "@turnout/state/Spend"

/** What the receipts of `state` tell. Without `state` each rejects with `invalid_request`. */
export interface Reports {
  /**
   * Calls, tokens and cost since `from`, by model, workspace, tag, day and more. Amounts are USD as exact decimals; what is
   * assumed or unknown stands apart.
   */
  readonly spend: (query?: SpendQuery) => Promise<SpendReport>
  readonly receipts: {
    /** Deletes receipts, which are personal data, by age, by user or by both; resolves with how many. */
    readonly remove: (deletion: Deletion) => Promise<number>
  }
}
