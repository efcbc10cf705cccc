import * as RouterError from "@turnout/core/RouterError"

/** The reason why a request cannot proceed, as data: pure stages return it, the door raises it as an error. */
export interface Refusal {
  readonly code: RouterError.ErrorCode
  readonly message: string
  /** HTTP status, only for codes that have more than one. */
  readonly status?: number
  readonly param?: string
  readonly suggestion?: string
  /** Milliseconds until a new request may succeed. */
  readonly retry_after_ms?: number
  /** `local`: the host's own limit or budget. */
  readonly rate_limit_source?: "local" | "upstream"
  readonly budget?: RouterError.BudgetExceeded
  /** The registered provider whose limit was exceeded. */
  readonly provider?: string
  /** What it comes from, where that is a mistake of the host. */
  readonly cause?: unknown
}

/** Every endpoint that could answer is cooling down: `limited`, as their vendors limit all of them. */
export const coolingDown = (retry_after_ms: number, limited: boolean): Refusal =>
  limited
    ? {
        code: "rate_limit_exceeded",
        message: "Every endpoint that could answer is limited by its vendor.",
        rate_limit_source: "upstream",
        retry_after_ms
      }
    : {
        code: "model_unavailable",
        message: "Every endpoint that could answer is cooling down.",
        retry_after_ms
      }

export const toError = (
  { cause, code, message, ...more }: Refusal,
  also: Parameters<typeof RouterError.make>[2] = {}
): RouterError.RouterError => {
  const error = RouterError.make(code, message, { ...more, ...also })
  return cause === undefined ? error : RouterError.because(error, cause)
}
