import type { RouterError } from "@turnout/core/RouterError"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Deletion } from "./Receipts.ts"
import type { SpendQuery, SpendReport } from "./Spend.ts"

/** What receipts of a store tell, and their deletion. */
export interface Reporting {
  /** What calls cost, by what the query asks. Calls that ended before are in it. */
  readonly spend: (query?: SpendQuery) => Effect.Effect<SpendReport, RouterError>
  /** Deletes receipts that match every field; returns how many. */
  readonly remove: (deletion: Deletion) => Effect.Effect<number, RouterError>
}

/** Undefined where a router has no store. */
export class Reports extends Context.Reference<Reporting | undefined>("@turnout/state/Reports", {
  defaultValue: () => undefined
}) {}
