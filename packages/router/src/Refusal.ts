import * as RouterError from "@turnout/core/RouterError"

/** Why a request cannot go on, as data: pure stages return it, the door raises it. */
export interface Refusal {
  readonly code: RouterError.ErrorCode
  readonly message: string
  /** Only where the code has more than one. */
  readonly status?: number
  readonly param?: string
  readonly suggestion?: string
  /** Milliseconds until a new request may succeed. */
  readonly retry_after_ms?: number
  /** `local`: a limit or budget of the host's. */
  readonly rate_limit_source?: "local"
  readonly budget?: RouterError.BudgetExceeded
  /** The registered provider whose limit it is. */
  readonly provider?: string
}

export const toError = (
  { code, message, ...more }: Refusal,
  also: Parameters<typeof RouterError.make>[2] = {}
): RouterError.RouterError => RouterError.make(code, message, { ...more, ...also })
