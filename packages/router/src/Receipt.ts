import type { ChatCompletion, CompletionUsage, PartialCompletion } from "@turnout/core/ChatCompletion"
import type { Metadata } from "@turnout/core/Gateway"
import type { Confidence } from "@turnout/core/Price"
import type { Request } from "@turnout/core/Request"
import type { RouterError } from "@turnout/core/RouterError"
import type { AttemptRecord, RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type { Principal } from "./Principal.ts"

/**
 * The record of one call, written exactly once whatever its outcome. Plain JSON. Request and response bodies are
 * included only if the host asks for them and the caller permits it (`log_query_body`, `log_response_body`); keys never
 * are.
 */
export interface Receipt {
  readonly outcome: "answered" | "failed" | "interrupted"
  /** Absent if the request could not be parsed. */
  readonly id?: string
  readonly stream: boolean
  /** Clock reading at the start of the call. */
  readonly started_at: number
  readonly duration_ms: number
  /** Routing metadata of the answer. */
  readonly routing?: Omit<RoutingMetadata, "attempts" | "decision">
  /** Sum over all attempts. With confidence `unknown` it is a lower bound. */
  readonly cost: { readonly usd: number; readonly confidence: Confidence }
  readonly usage?: CompletionUsage
  readonly attempts: ReadonlyArray<AttemptRecord>
  readonly error?: Pick<RouterError, "type" | "code" | "status" | "message" | "param">
  /** The caller's `metadata`, for the host's own records. */
  readonly metadata: Metadata
  readonly signature?: string
  readonly principal: Principal
  /** Where the call is copied to (`RouterOptions.shadow`), and the id of the copy, which has a receipt of its own. */
  readonly shadow?: { readonly id: string; readonly to: string }
  /** It is such a copy: the id of the call that it copies. Its answer was discarded, and the host pays for it. */
  readonly shadow_of?: string
  readonly request?: Request
  readonly response?: ChatCompletion | PartialCompletion
}

/**
 * Receives receipts. It is called synchronously on the request path and must return quickly. It is not waited for: what
 * it throws or rejects with fails no call, and is logged the first time.
 */
export type Observe = (receipt: Receipt) => void

/** What the host observes. */
export interface Observation {
  /** Called with the receipt of every call. */
  readonly receipt: Observe
  /** Whether receipts include request and response, where the caller permits it. Default: false. */
  readonly bodies?: boolean | undefined
}
