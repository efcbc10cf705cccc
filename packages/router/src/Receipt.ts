import type { ChatCompletion, CompletionUsage, PartialCompletion } from "@turnout/core/ChatCompletion"
import type { Metadata } from "@turnout/core/Gateway"
import type { Confidence } from "@turnout/core/Price"
import type { Request } from "@turnout/core/Request"
import type { RouterError } from "@turnout/core/RouterError"
import type { AttemptRecord, RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type { Principal } from "./Principal.ts"

/**
 * How one call came about, and ended: one for each, whatever became of it. Plain JSON. Bodies stand in it only
 * where the caller permits that (`log_query_body`, `log_response_body`); a key never does.
 */
export interface Receipt {
  readonly outcome: "answered" | "failed" | "interrupted"
  /** Absent where the request could not be read. */
  readonly id?: string
  readonly stream: boolean
  /** Clock readings. */
  readonly started_at: number
  readonly duration_ms: number
  /** How the answer came about. */
  readonly routing?: Omit<RoutingMetadata, "attempts" | "decision">
  /** Of all attempts. `unknown`: at least so much. */
  readonly cost: { readonly usd: number; readonly confidence: Confidence }
  readonly usage?: CompletionUsage
  readonly attempts: ReadonlyArray<AttemptRecord>
  readonly error?: Pick<RouterError, "type" | "code" | "status" | "message" | "param">
  /** What the caller gave for the host's own records. */
  readonly metadata: Metadata
  readonly signature?: string
  readonly principal: Principal
  readonly request?: Request
  readonly response?: ChatCompletion | PartialCompletion
}

/** What the host does with receipts. It is called in the middle of things: it must be quick. */
export type Observe = (receipt: Receipt) => void
