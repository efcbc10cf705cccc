import * as Failure from "@turnout/core/Failure"
import type { Json } from "@turnout/core/Json"
import * as ErrorBody from "../internal/error-body.ts"
import { numbered } from "../internal/numbered-codes.ts"
import * as Status from "../Status.ts"
import { type Fields, isFields, parse, textOf } from "./read.ts"

/** The family's error types, and the codes that some of them are divided by. */
const codes: Status.Codes = new Map<string, Failure.FailureClass>([
  ["invalid_request_error", "InvalidRequest"],
  ["request_too_large", "InvalidRequest"],
  ["authentication_error", "AuthenticationFailed"],
  ["billing_error", "QuotaExhausted"],
  ["permission_error", "PermissionDenied"],
  ["not_found_error", "ModelNotFound"],
  ["rate_limit_error", "RateLimited"],
  ["timeout_error", "TimedOut"],
  ["overloaded_error", "Overloaded"],
  ["conflict_error", "ServerError"],
  ["api_error", "ServerError"],
  ["ramp_limit_exceeded", "RateLimited"],
  ["enforced_spend_limit_reached", "QuotaExhausted"],
  ["contract_spend_limit_reached", "QuotaExhausted"],
  // Vendors that have a door of this family beside another number their errors the same way at both.
  ...numbered
])

/** The field that a sentence blames stands before it: `messages.0.content: …`. */
const blamed = /^([a-z_]\w*(?:\.\w+)*): /i

/** Sentences of this family by which a model refuses what another one takes. */
const refusals =
  /cannot both be specified|may only be set to|maximum allowed number of output tokens|(?:is|are) (?:deprecated|not available|not allowed|not permitted|not enabled) (?:for|on|with) this model|supported levels|may not be enabled when|unexpected value\(s\)/i

const sums = /(?<input>\d{1,12}) \+ (?<output>\d{1,12}) > (?<limit>\d{1,12})/

const refine = (failure: Failure.Failure): Failure.Failure => {
  const words = failure.provider_message ?? ""
  if (failure._tag === "InvalidRequest" && refusals.test(words)) {
    return new Failure.Unsupported({ ...fieldsOf(failure), rule: "text:refused" })
  }
  if (failure._tag === "ContextLengthExceeded" && failure.limit === undefined) {
    const found = sums.exec(words)?.groups
    if (found === undefined) return failure
    const got = Number(found["input"]) + Number(found["output"])
    return new Failure.ContextLengthExceeded({ ...fieldsOf(failure), limit: Number(found["limit"]), got })
  }
  return failure
}

type Shared = Omit<ConstructorParameters<typeof Failure.InvalidRequest>[0], "_tag">

const fieldsOf = (failure: Failure.Failure): Shared => {
  const { _tag, ...fields } = failure
  return { ...(fields as unknown as Shared), message: failure.message }
}

interface Told {
  readonly status?: number
  readonly headers: { readonly [name: string]: string }
  readonly body: string
  readonly now: number
}

/** The error object, also as hosts write it that only speak the family's language. */
const toFailure = (json: Fields, told: Told): Failure.Failure => {
  const error = isFields(json["error"]) ? json["error"] : json
  const said = ErrorBody.read(json as Json)
  const message = textOf(error["message"]) ?? said.message
  const details = isFields(error["details"]) ? error["details"] : {}
  return refine(
    Status.toFailure(
      {
        ...told,
        code:
          textOf(details["error_code"]) ?? said.code ?? (told.status === undefined ? said.status : undefined),
        type: textOf(error["type"]) ?? said.type,
        message,
        param: message === undefined ? undefined : blamed.exec(message)?.[1],
        request_id: textOf(json["request_id"])
      },
      codes
    )
  )
}

/** A status other than 2xx. What is not the family's JSON is told by its status alone. */
export const ofResponse = (
  status: number,
  headers: { readonly [name: string]: string },
  body: string,
  now: number
): Failure.Failure => {
  const json = parse(body)
  return toFailure(isFields(json) ? json : {}, { status, headers, body, now })
}

/** An error inside an accepted answer; it has no headers, and names no time to wait. */
export const ofFrame = (json: Fields): Failure.Failure => toFailure(json, { headers: {}, body: "", now: 0 })

export const malformed = (rule: string, message: string): Failure.Failure =>
  new Failure.MalformedResponse({ message, rule: `frame:${rule}` })
