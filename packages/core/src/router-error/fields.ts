import type { PartialCompletion } from "../ChatCompletion.ts"
import type { Decision } from "../Decision.ts"
import type { AttemptRecord } from "../RoutingMetadata.ts"

export type ErrorType =
  | "invalid_request_error"
  | "authentication_error"
  | "permission_error"
  | "not_found_error"
  | "rate_limit_error"
  | "api_error"

export type ErrorCode =
  | "invalid_request"
  | "missing_required_parameter"
  | "invalid_parameter_value"
  | "unknown_parameter"
  | "unsupported_modalities"
  | "context_length_exceeded"
  | "reasoning_not_supported"
  | "tool_choice_required_not_supported"
  | "required_params_not_supported"
  | "no_provider_available"
  | "content_filtered"
  | "payload_too_large"
  | "invalid_api_key"
  | "expired_api_key"
  | "insufficient_permissions"
  | "model_not_found"
  | "resource_not_found"
  | "rate_limit_exceeded"
  | "tokens_per_min_exceeded"
  | "concurrent_requests_exceeded"
  | "insufficient_quota"
  | "budget_exhausted"
  | "internal_error"
  | "upstream_error"
  | "model_unavailable"
  | "routing_failed"
  | "service_unavailable"
  | "upstream_timeout"

/** One validation error of a request. Never contains the caller's text or secrets. */
export interface Violation {
  /** Dotted path, `messages[2].content` for one. */
  readonly param: string
  readonly code: ErrorCode
  readonly message: string
}

/** Violations that say the same of the same parameter are one. */
export const distinct = (violations: ReadonlyArray<Violation>): ReadonlyArray<Violation> => [
  ...new Map(violations.map((each) => [JSON.stringify([each.param, each.message]), each])).values()
]

/** The messages of violations in one text, each once. */
export const textOf = (violations: ReadonlyArray<Violation>): string =>
  [...new Set(violations.map(({ message }) => message))].join(" ")

/** The budget that a request exceeded. */
export interface BudgetExceeded {
  readonly scope: "workspace" | "api_key" | "byok_provider"
  readonly period: "daily" | "weekly" | "monthly"
  readonly limit_usd: number
  readonly spend_usd: number
}

/** The fields of every router error. */
export interface Fields {
  readonly message: string
  readonly type: ErrorType
  /** The HTTP status of the same failure. */
  readonly status: number
  readonly code: ErrorCode
  readonly param: string | null
  readonly provider?: string
  readonly suggestion?: string
  readonly doc_url?: string
  /** Milliseconds until a new request may succeed. Every 429 and 503 has it: ours, where the vendor gave none. */
  readonly retry_after_ms?: number
  /** Whether the limit is a vendor's or the host's. */
  readonly rate_limit_source?: "upstream" | "local"
  /** With `budget_exhausted`. */
  readonly budget?: BudgetExceeded
  /** With `context_length_exceeded`: tokens, as far as they are known. */
  readonly context_length?: { readonly limit?: number; readonly got?: number }
  readonly violations: ReadonlyArray<Violation>
  /** Every request that was sent for this call, in order. */
  readonly attempts: ReadonlyArray<AttemptRecord>
  /** The partial answer of an interrupted stream. */
  readonly partial?: PartialCompletion
  readonly decision?: Decision
}
