import * as Data from "effect/Data"
import type { ErrorCode, ErrorType, Fields } from "./router-error/fields.ts"
import { compact, printed } from "./router-error/print.ts"

export type { BudgetExceeded, ErrorCode, ErrorType, Fields, Violation } from "./router-error/fields.ts"

/** 400, 413, 422: the request cannot be answered as it is. */
export class InvalidRequestError extends Data.TaggedError("InvalidRequestError")<Fields> {}
/** 401. */
export class AuthenticationError extends Data.TaggedError("AuthenticationError")<Fields> {}
/** 403. */
export class PermissionError extends Data.TaggedError("PermissionError")<Fields> {}
/** 404. */
export class NotFoundError extends Data.TaggedError("NotFoundError")<Fields> {}
/** 429. */
export class RateLimitError extends Data.TaggedError("RateLimitError")<Fields> {}
/** 500, 502, 503, 504. */
export class ApiError extends Data.TaggedError("ApiError")<Fields> {}

/** The one error type of every door. */
export type RouterError =
  | InvalidRequestError
  | AuthenticationError
  | PermissionError
  | NotFoundError
  | RateLimitError
  | ApiError

/** The class of each type of error. */
export const classOf = {
  invalid_request_error: InvalidRequestError,
  authentication_error: AuthenticationError,
  permission_error: PermissionError,
  not_found_error: NotFoundError,
  rate_limit_error: RateLimitError,
  api_error: ApiError
} satisfies { readonly [type in ErrorType]: unknown }

const classes = Object.values(classOf)

for (const each of classes) printed(each)

export const isRouterError = (value: unknown): value is RouterError =>
  typeof value === "object" && value !== null && classes.some((each) => value instanceof each)

const statusOf: { readonly [code in ErrorCode]: number } = {
  invalid_request: 400,
  missing_required_parameter: 400,
  invalid_parameter_value: 400,
  unknown_parameter: 400,
  unsupported_modalities: 400,
  context_length_exceeded: 400,
  reasoning_not_supported: 400,
  tool_choice_required_not_supported: 400,
  required_params_not_supported: 400,
  no_provider_available: 400,
  content_filtered: 400,
  payload_too_large: 413,
  invalid_api_key: 401,
  expired_api_key: 401,
  insufficient_permissions: 403,
  model_not_found: 404,
  resource_not_found: 404,
  rate_limit_exceeded: 429,
  tokens_per_min_exceeded: 429,
  concurrent_requests_exceeded: 429,
  insufficient_quota: 429,
  budget_exhausted: 429,
  internal_error: 500,
  upstream_error: 502,
  model_unavailable: 503,
  routing_failed: 503,
  service_unavailable: 503,
  upstream_timeout: 504
}

/**
 * Milliseconds to wait where neither a vendor nor a limit of the host's says how long: every 429 and 503 names a
 * wait. An empty account is as empty in a second; a limit per minute is over within one.
 */
const usualWait: { readonly [code in ErrorCode]?: number } = {
  rate_limit_exceeded: 10_000,
  tokens_per_min_exceeded: 60_000,
  insufficient_quota: 60_000,
  budget_exhausted: 60_000
}

const waitOf = (code: ErrorCode, status: number): { readonly retry_after_ms?: number } =>
  status === 429 || status === 503 ? { retry_after_ms: usualWait[code] ?? 1000 } : {}

/** `retry_after_ms: "never"`: no wait helps, and none is told. */
interface More extends Partial<Omit<Fields, "message" | "type" | "code" | "retry_after_ms">> {
  readonly retry_after_ms?: number | "never"
}

const typeOf = (status: number): ErrorType => {
  switch (status) {
    case 401:
      return "authentication_error"
    case 403:
      return "permission_error"
    case 404:
      return "not_found_error"
    case 429:
      return "rate_limit_error"
    default:
      return status >= 500 ? "api_error" : "invalid_request_error"
  }
}

/** The error of a code; `status` only where the code has more than one (`no_provider_available`). */
export const make = (
  code: ErrorCode,
  message: string,
  { retry_after_ms, ...more }: More = {}
): RouterError => {
  const status = more.status ?? statusOf[code]
  const type = typeOf(status)
  const wait =
    retry_after_ms === "never" ? {} : retry_after_ms === undefined ? waitOf(code, status) : { retry_after_ms }
  const { [type]: Class } = classOf
  return compact(
    new Class({
      message,
      type,
      status,
      code,
      param: null,
      violations: [],
      attempts: [],
      ...more,
      ...wait
    })
  )
}

export { compact, withFrames } from "./router-error/print.ts"

/** The error with what it comes from, in `cause`. No JSON shows that: its words may hold anything. */
export const because = <E extends RouterError>(error: E, cause: unknown): E =>
  Object.defineProperty(error, "cause", {
    value: cause,
    enumerable: false,
    configurable: true,
    writable: true
  })

/** The HTTP form's body: what an OpenAI client reads. */
export const toBody = (error: RouterError) => ({
  error: {
    message: error.message,
    type: error.type,
    code: error.code,
    param: error.param,
    ...(error.doc_url === undefined ? {} : { doc_url: error.doc_url }),
    ...(error.provider === undefined ? {} : { provider: error.provider }),
    ...(error.suggestion === undefined ? {} : { suggestion: error.suggestion })
  }
})
