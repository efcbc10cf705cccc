import type { JsonObject } from "./Json.ts"
import type { Ledger } from "./Ledger.ts"
import type { Request } from "./Request.ts"

/** The request one endpoint gets, and every change that made it so. */
export interface Fitted {
  readonly request: Request
  readonly ledger: Ledger
  /** What the caller's `extensions` hold for this provider, to be merged into the native body. */
  readonly extension?: JsonObject
}
