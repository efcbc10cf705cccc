import * as Failure from "@turnout/core/Failure"
import type { Json, JsonObject } from "@turnout/core/Json"
import * as ErrorBody from "../internal/error-body.ts"
import { array, count, isObject, object, parse, text } from "../internal/json.ts"
import { numbered } from "../internal/numbered-codes.ts"
import * as Status from "../Status.ts"

/** `google.rpc.Code`, and reasons of `google.rpc.ErrorInfo` that say more. */
const codes: Status.Codes = new Map<string, Failure.FailureClass>([
  ["INVALID_ARGUMENT", "InvalidRequest"],
  ["FAILED_PRECONDITION", "InvalidRequest"],
  ["OUT_OF_RANGE", "InvalidRequest"],
  ["UNAUTHENTICATED", "AuthenticationFailed"],
  ["PERMISSION_DENIED", "PermissionDenied"],
  ["NOT_FOUND", "ModelNotFound"],
  ["ABORTED", "ServerError"],
  ["ALREADY_EXISTS", "ServerError"],
  ["RESOURCE_EXHAUSTED", "RateLimited"],
  ["CANCELLED", "ServerError"],
  ["INTERNAL", "ServerError"],
  ["DATA_LOSS", "ServerError"],
  ["UNIMPLEMENTED", "Unsupported"],
  ["UNAVAILABLE", "Overloaded"],
  ["DEADLINE_EXCEEDED", "TimedOut"],
  ["API_KEY_INVALID", "AuthenticationFailed"],
  ["API_KEY_EXPIRED", "AuthenticationFailed"],
  ["ACCESS_TOKEN_EXPIRED", "AuthenticationFailed"],
  ["ACCESS_TOKEN_TYPE_UNSUPPORTED", "AuthenticationFailed"],
  ["CREDENTIALS_MISSING", "AuthenticationFailed"],
  ["BILLING_DISABLED", "QuotaExhausted"],
  ["RATE_LIMIT_EXCEEDED", "RateLimited"],
  ...numbered
])

/** The entry of `details` that is of this type. */
const detail = (details: ReadonlyArray<Json>, type: string): JsonObject | undefined =>
  details.find((entry): entry is JsonObject => isObject(entry) && String(entry["@type"]).endsWith(`.${type}`))

/** The first field that is blamed, in `google.rpc.BadRequest`. */
const blamed = (details: ReadonlyArray<Json>): string | undefined => {
  const [violation] = array(detail(details, "BadRequest")?.["fieldViolations"])
  return text(object(violation)?.["field"])
}

/** A quota of a day is used up; one of a minute passes by itself. A model that an account may not use has a quota of 0. */
const lasting = (details: ReadonlyArray<Json>, message: string): string | undefined => {
  const violations = array(detail(details, "QuotaFailure")?.["violations"]).map(object)
  if (/\blimit: 0\b/.test(message) || violations.some((each) => each?.["quotaValue"] === "0"))
    return "quota:none"
  const isDaily = violations.some((each) => /PerDay|per_day/i.test(text(each?.["quotaId"]) ?? ""))
  return isDaily ? "quota:day" : undefined
}

interface Told {
  readonly status?: number
  readonly headers: { readonly [name: string]: string }
  /** Text or JSON that may name a wait. */
  readonly body: unknown
  readonly now: number
}

const toFailure = (json: Json | undefined, told: Told): Failure.Failure => {
  // Some hosts of the family put the error into a list of one.
  const whole = object(json) ?? object(array(json)[0]) ?? {}
  const error = object(whole["error"]) ?? whole
  const details = array(error["details"])
  const info = detail(details, "ErrorInfo")
  const said = ErrorBody.read(json ?? {})
  const status = text(error["status"])
  const reason = text(info?.["reason"])
  const message = text(error["message"]) ?? said.message
  const known = reason !== undefined && codes.has(reason) ? reason : undefined
  const inside = told.status === undefined ? count(error["code"]) : undefined
  const failure = Status.toFailure(
    {
      ...told,
      ...(inside === undefined ? {} : { status: inside }),
      code: known ?? status ?? said.code ?? (told.status === undefined ? said.status : undefined),
      type: known === undefined ? (reason ?? said.type) : status,
      message,
      param: blamed(details)
    },
    codes
  )
  const rule =
    failure._tag === "RateLimited" ? lasting(details, (message ?? "").slice(0, longest)) : undefined
  return rule === undefined ? failure : exhausted(failure, rule)
}

/** How much of a sentence is looked at. */
const longest = 4096

const exhausted = (failure: Failure.Failure, rule: string): Failure.Failure => {
  const { _tag, ...fields } = failure
  return new Failure.QuotaExhausted({ ...fields, message: failure.message, rule })
}

/** A status other than 2xx. What is not the family's JSON is told by its status alone. */
export const ofResponse = (
  status: number,
  headers: { readonly [name: string]: string },
  body: string,
  now: number
): Failure.Failure => toFailure(parse(body), { status, headers, body, now })

/** An error inside an accepted answer, with the wait that it may name. */
export const ofFrame = (json: JsonObject): Failure.Failure =>
  toFailure(json, { headers: {}, body: json, now: 0 })

export const malformed = (rule: string, message: string): Failure.Failure =>
  new Failure.MalformedResponse({ message, rule: `frame:${rule}` })

/** The prompt was refused before anything was said. */
export const blocked = (feedback: JsonObject): Failure.Failure => {
  const reason = text(feedback["blockReason"]) ?? "BLOCKED"
  return Status.toFailure(
    {
      status: 400,
      headers: {},
      code: reason,
      message: text(feedback["blockReasonMessage"]) ?? "The prompt was blocked.",
      now: 0
    },
    new Map([[reason, "ContentFiltered"]])
  )
}

/** A reason to end that is an error. */
export const ofFinish = (
  failureClass: Failure.FailureClass,
  native: string,
  message: string | undefined
): Failure.Failure =>
  Status.toFailure({ headers: {}, code: native, message, now: 0 }, new Map([[native, failureClass]]))
