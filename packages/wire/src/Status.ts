import * as Failure from "@turnout/core/Failure"
import * as Redact from "./Redact.ts"
import * as RetryAfter from "./RetryAfter.ts"
import * as Patterns from "./status/patterns.ts"

/** An error response as parsed by a protocol. */
export interface Rejection {
  /** HTTP status; absent, or any 2xx, for an error inside an accepted answer. */
  readonly status?: number | undefined
  readonly headers: { readonly [name: string]: string }
  /** The vendor's most precise machine-readable code; numbers are read as a status. */
  readonly code?: string | number | null | undefined
  /** The vendor's broader type, used if the code is not conclusive. */
  readonly type?: string | null | undefined
  readonly message?: string | null | undefined
  readonly param?: string | null | undefined
  /** The body, as text or parsed JSON, which may state a wait. */
  readonly body?: unknown
  readonly request_id?: string | null | undefined
  readonly now: number
}

/** Code or type → class, per protocol; keys are compared exactly. */
export type Codes = ReadonlyMap<string, Failure.FailureClass>

/** What the contract's table (5.4) says of a status. */
const ofStatus = (status: number): Failure.FailureClass => {
  switch (status) {
    case 401:
      return "AuthenticationFailed"
    case 402:
      return "QuotaExhausted"
    case 403:
    case 451:
      return "PermissionDenied"
    case 404:
    case 410:
      return "ModelNotFound"
    case 408:
    case 504:
      return "TimedOut"
    case 409:
    case 424:
    case 425:
    // A server behind the vendor disconnected; it was not us.
    case 499:
      return "ServerError"
    case 429:
      return "RateLimited"
    case 503:
    case 529:
      return "Overloaded"
    default:
      if (status >= 500 && status < 600) return "ServerError"
      return status >= 400 && status < 500 ? "InvalidRequest" : "MalformedResponse"
  }
}

/** The status that a class stands for when it came without one. */
const toStatus: { readonly [name in Failure.FailureClass]?: number } = {
  InvalidRequest: 400,
  ContextLengthExceeded: 400,
  ContentFiltered: 400,
  Unsupported: 400,
  AuthenticationFailed: 401,
  QuotaExhausted: 402,
  PermissionDenied: 403,
  ModelNotFound: 404,
  RateLimited: 429,
  ServerError: 500,
  Overloaded: 503,
  TimedOut: 504
}

/** Codes that mean the same wherever they are seen. */
const common: Codes = new Map<string, Failure.FailureClass>([
  ["context_length_exceeded", "ContextLengthExceeded"],
  ["context_window_exceeded", "ContextLengthExceeded"],
  ["model_context_window_exceeded", "ContextLengthExceeded"],
  ["too_many_prompt_tokens", "ContextLengthExceeded"],
  ["TOO_MANY_TOKENS", "ContextLengthExceeded"],
  ["content_filter", "ContentFiltered"],
  ["content_policy_violation", "ContentFiltered"],
  ["ResponsibleAIPolicyViolation", "ContentFiltered"],
  ["insufficient_quota", "QuotaExhausted"],
  ["model_not_found", "ModelNotFound"],
  ["invalid_api_key", "AuthenticationFailed"],
  ["unsupported_parameter", "Unsupported"],
  ["unsupported_value", "Unsupported"],
  ["unknown_parameter", "Unsupported"],
  ["rate_limit_exceeded", "RateLimited"],
  ["server_error", "ServerError"]
])

const words = (value: string | number | null | undefined): string | undefined =>
  value === null || value === undefined || value === "" ? undefined : String(value)

const httpStatus = /^[45]\d\d$/

interface Verdict {
  readonly class: Failure.FailureClass
  readonly rule: string
  readonly found?: RegExpExecArray
}

/** Classes that say no more than whose fault it was. */
const wide: ReadonlySet<Failure.FailureClass> = new Set(["ServerError", "InvalidRequest"])

/** A wide word under a status that says precisely what happened: `server_error` with a 503, `api_error` with a 529. */
const isOutdone = (word: Failure.FailureClass, status: number): boolean => {
  if (status === 0 || !wide.has(word)) return false
  const precise = ofStatus(status)
  return !wide.has(precise) && precise !== "MalformedResponse"
}

/** The sentences that matter stand at one end; between them may be all that the caller had asked. */
const ends = (message: string): string =>
  message.length <= 4096 ? message : `${message.slice(0, 3072)}\n${message.slice(-1024)}`

/** The code decides, then what the sentence says, then the type, then the status; the wide ones of them last. */
const judge = (rejection: Rejection, status: number, codes: Codes, waits: boolean): Verdict => {
  const code = words(rejection.code)
  const type = words(rejection.type)
  const message = ends(words(rejection.message) ?? "")
  const byCode = code === undefined ? undefined : (codes.get(code) ?? common.get(code))
  const byText = Patterns.match(status, message, code ?? type, words(rejection.param))
  if (byCode !== undefined && byCode !== "InvalidRequest" && !isOutdone(byCode, status)) {
    // The sentence may have the numbers.
    const found = byText?.pattern.class === byCode ? { found: byText.found } : {}
    return { class: byCode, rule: `code:${code}`, ...found }
  }
  // "Exceeded your current quota" with a delay of seconds is a rate limit by another name.
  const isRate = byText?.pattern.class === "QuotaExhausted" && status === 429 && waits
  if (byText !== undefined && !isRate) {
    return { class: byText.pattern.class, rule: `text:${byText.pattern.id}`, found: byText.found }
  }
  if (byCode !== undefined && !isOutdone(byCode, status)) return { class: byCode, rule: `code:${code}` }
  const byType = type === undefined ? undefined : (codes.get(type) ?? common.get(type))
  if (byType !== undefined && !isOutdone(byType, status)) return { class: byType, rule: `type:${type}` }
  if (status === 0) return { class: "ServerError", rule: "stream" }
  const relayed = Patterns.matchUpstream(
    status,
    message,
    code !== undefined && httpStatus.test(code) ? type : (code ?? type)
  )
  if (relayed !== undefined) return { class: relayed.class, rule: `text:${relayed.id}` }
  return { class: ofStatus(status), rule: `status:${status}` }
}

const count = (text: string | undefined): number | undefined => {
  const value = text === undefined ? NaN : Number(text.replaceAll(",", ""))
  return Number.isFinite(value) ? value : undefined
}

/** The classes that have no field of their own. */
const plain = {
  InvalidRequest: Failure.InvalidRequest,
  ContentFiltered: Failure.ContentFiltered,
  Unsupported: Failure.Unsupported,
  AuthenticationFailed: Failure.AuthenticationFailed,
  PermissionDenied: Failure.PermissionDenied,
  QuotaExhausted: Failure.QuotaExhausted,
  ModelNotFound: Failure.ModelNotFound,
  RateLimited: Failure.RateLimited,
  Overloaded: Failure.Overloaded,
  ServerError: Failure.ServerError,
  ConnectionFailed: Failure.ConnectionFailed,
  MalformedResponse: Failure.MalformedResponse,
  StreamTruncated: Failure.StreamTruncated,
  InternalError: Failure.InternalError
}

type Fields = Omit<ConstructorParameters<typeof Failure.InvalidRequest>[0], "_tag">

const make = (verdict: Verdict, fields: Fields): Failure.Failure => {
  switch (verdict.class) {
    case "TimedOut":
      return new Failure.TimedOut({ ...fields, timer: "vendor" })
    case "ContextLengthExceeded": {
      const limit = count(verdict.found?.groups?.["limit"])
      const got = count(verdict.found?.groups?.["got"])
      return new Failure.ContextLengthExceeded({
        ...fields,
        ...(limit === undefined ? {} : { limit }),
        ...(got === undefined ? {} : { got })
      })
    }
    default:
      return new plain[verdict.class](fields)
  }
}

/** What a wrong address answers, where no word says that it is about the model. */
const nowhere: ReadonlySet<string> = new Set(["status:404", "status:405"])

/**
 * Status, headers and what a protocol read from the body → the failure's class, by the contract's table. The
 * rule that decided is named in `rule`, as `code:…`, `type:…`, `text:…` or `status:…`.
 */
export const toFailure = (rejection: Rejection, codes: Codes = common): Failure.Failure => {
  const { headers } = rejection
  const code = words(rejection.code)
  const given = rejection.status ?? 0
  const accepted = given === 0 || (given >= 200 && given < 300)
  const status = !accepted ? given : code !== undefined && httpStatus.test(code) ? Number(code) : 0
  const wait = RetryAfter.parse(headers, rejection.body ?? rejection.message, rejection.now)
  const verdict = judge(rejection, status, codes, wait !== undefined)
  const shown = status === 0 ? toStatus[verdict.class] : status
  const message = words(rejection.message)
  const param = words(rejection.param)
  const label = code ?? words(rejection.type)
  const id = words(rejection.request_id) ?? requestId(headers)
  const again = shouldRetry(headers)
  const where = accepted
    ? "An accepted answer carried an error"
    : `The endpoint answered with status ${given}`
  const hint = nowhere.has(verdict.rule) ? " Nothing may be at this address: is its 'baseUrl' right?" : ""
  return make(verdict, {
    message: `${where}${label === undefined ? "" : ` (${Redact.text(label, 80)})`}.${hint}`,
    ...(shown === undefined ? {} : { status: shown }),
    ...(label === undefined ? {} : { code: Redact.text(label, 80) }),
    ...(message === undefined ? {} : { provider_message: Redact.text(message) }),
    ...(param === undefined ? {} : { param: Redact.text(param, 200) }),
    ...(wait === undefined ? {} : { retry_after_ms: wait }),
    ...(again === undefined ? {} : { should_retry: again }),
    rule: verdict.rule,
    ...(id === undefined ? {} : { request_id: Redact.id(id) })
  })
}

/** The vendor's id of the request, under any of the names it has. */
export const requestId = (headers: Rejection["headers"]): string | undefined =>
  headers["x-request-id"] ??
  headers["request-id"] ??
  headers["apim-request-id"] ??
  headers["x-amzn-requestid"]

/** `x-should-retry`: the vendor's word on a second request to the same endpoint. */
export const shouldRetry = (headers: Rejection["headers"]): boolean | undefined => {
  const word = headers["x-should-retry"]
  return word === "true" ? true : word === "false" ? false : undefined
}
