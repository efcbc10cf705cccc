import type { Decision } from "@turnout/core/Decision"
import type { PartialCompletion } from "@turnout/core/ChatCompletion"
import type { ContextLengthExceeded, Failure } from "@turnout/core/Failure"
import * as RouterError from "@turnout/core/RouterError"
import type { AttemptRecord } from "@turnout/core/RoutingMetadata"

/** A failure and where it occurred. */
export interface Failed {
  readonly failure: Failure
  /** Absent if the deadline passed before any attempt. */
  readonly provider?: string
  readonly payer: "platform" | "byok"
  /** How long the endpoint is cooling down for it, where the vendor states no wait. */
  readonly wait_ms?: number
}

export interface ErrorContext {
  readonly attempts: ReadonlyArray<AttemptRecord>
  readonly decision?: Decision
  readonly partial?: PartialCompletion
}

export interface FinalErrorContext extends ErrorContext {
  /** The host's own network is suspected. */
  readonly network?: boolean
}

/** Failures that the caller can fix. */
const clientFault: ReadonlySet<Failure["_tag"]> = new Set([
  "InvalidRequest",
  "ContextLengthExceeded",
  "ContentFiltered",
  "Unsupported",
  "ModelNotFound"
])

const codeOf = ({ failure, payer }: Failed): RouterError.ErrorCode => {
  switch (failure._tag) {
    case "InvalidRequest":
      return failure.status === 413 ? "payload_too_large" : "invalid_request"
    case "ContextLengthExceeded":
      return "context_length_exceeded"
    case "ContentFiltered":
      return "content_filtered"
    case "Unsupported":
      return "required_params_not_supported"
    case "AuthenticationFailed":
      return payer === "byok" ? "invalid_api_key" : "upstream_error"
    case "PermissionDenied":
      return payer === "byok" ? "insufficient_permissions" : "upstream_error"
    case "QuotaExhausted":
      return payer === "byok" ? "insufficient_quota" : "upstream_error"
    case "ModelNotFound":
      return "model_not_found"
    case "RateLimited":
      return "rate_limit_exceeded"
    case "Overloaded":
      return "model_unavailable"
    case "ServerError":
    case "ConnectionFailed":
    case "MalformedResponse":
    case "StreamTruncated":
      return "upstream_error"
    case "TimedOut":
      return "upstream_timeout"
    case "InternalError":
      return "internal_error"
  }
}

/** Failures of a key, which the caller can fix if the key is the caller's. */
const keyFault: ReadonlySet<Failure["_tag"]> = new Set([
  "AuthenticationFailed",
  "PermissionDenied",
  "QuotaExhausted"
])

const isClientFault = ({ failure, payer }: Failed): boolean =>
  clientFault.has(failure._tag) || (payer === "byok" && keyFault.has(failure._tag))

const waitOf = ({ failure, wait_ms }: Failed): number | undefined => failure.retry_after_ms ?? wait_ms

/** Of several rate limits the one that ends first: then a new request may succeed. */
const limit = (failed: ReadonlyArray<Failed>): Failed | undefined => {
  let first: Failed | undefined
  for (const each of failed) {
    if (each.failure._tag !== "RateLimited") continue
    if (first === undefined || (waitOf(each) ?? Infinity) < (waitOf(first) ?? Infinity)) first = each
  }
  return first
}

/**
 * The most useful failure: one of this process's own before all, since no vendor's word hides it; a client's fault only
 * if all were, else a rate limit, else the last that was none of the client's.
 */
export const choose = (failed: ReadonlyArray<Failed>): Failed | undefined =>
  failed.find(({ failure }) => failure._tag === "InternalError") ??
  (failed.every(isClientFault)
    ? failed[0]
    : (limit(failed) ?? failed.findLast((each) => !isClientFault(each))))

const lengthOf = ({ got, limit }: ContextLengthExceeded): Pick<RouterError.Fields, "context_length"> =>
  got === undefined && limit === undefined
    ? {}
    : {
        context_length: { ...(limit === undefined ? {} : { limit }), ...(got === undefined ? {} : { got }) }
      }

/** The error for one failure, with all attempts. */
export const toError = (failed: Failed, context: ErrorContext): RouterError.RouterError => {
  const { failure, provider } = failed
  const code = codeOf(failed)
  const wait = waitOf(failed)
  const detail =
    failure.provider_message === undefined ? "" : ` The provider said: ${failure.provider_message}`
  const error = RouterError.make(code, `${failure.message}${detail}`, {
    ...(provider === undefined ? {} : { provider }),
    param: failure.param ?? null,
    ...(code === "model_not_found" ? { param: failure.param ?? "model" } : {}),
    ...(wait === undefined ? {} : { retry_after_ms: wait }),
    ...(failure._tag === "ContextLengthExceeded" ? lengthOf(failure) : {}),
    ...(code === "rate_limit_exceeded" ? { rate_limit_source: "upstream" as const } : {}),
    ...context
  })
  return failure.cause === undefined ? error : RouterError.because(error, failure.cause)
}

/** The error of several failed requests: a client fault only if all are, else a rate limit, else the last. */
export const ofErrors = (errors: ReadonlyArray<RouterError.RouterError>): RouterError.RouterError => {
  const others = errors.filter(({ status }) => status === 429 || status >= 500)
  return (
    (others.length === 0 ? errors[0] : (others.find(({ status }) => status === 429) ?? others.at(-1))) ??
    RouterError.make("routing_failed", "No request could be tried.")
  )
}

/** No connection to any of several providers. */
const isUnreached = (failed: ReadonlyArray<Failed>): boolean =>
  new Set(failed.map(({ provider }) => provider)).size > 1 &&
  failed.every(
    ({ failure }) =>
      failure._tag === "ConnectionFailed" || (failure._tag === "TimedOut" && failure.timer === "connect")
  )

/** The error when nothing is left to try. */
export const error = (
  failed: ReadonlyArray<Failed>,
  { network = false, ...context }: FinalErrorContext
): RouterError.RouterError => {
  const chosen = choose(failed)
  if (network && isUnreached(failed)) {
    return RouterError.make(
      "upstream_error",
      "No provider could be reached: this host's own network may be down.",
      {
        suggestion: "Check the host's connection, name resolution, proxy and firewall.",
        ...context
      }
    )
  }
  if (chosen === undefined) {
    return RouterError.make("routing_failed", "No step of the plan could be tried.", context)
  }
  return toError(chosen, context)
}
