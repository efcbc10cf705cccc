import { type Failure, type FailureClass, MalformedResponse } from "@turnout/core/Failure"
import { object, parse, readError, text } from "@turnout/wire/NativeAnswer"
import * as Status from "@turnout/wire/Status"
import type { JsonObject } from "@turnout/core/Json"

/** `error_type` of a 400, and the reasons to end that are failures. */
const codes: Status.Codes = new Map<string, FailureClass>([
  ["TOO_MANY_TOKENS", "ContextLengthExceeded"],
  ["ERROR_TOXIC", "ContentFiltered"],
  ["ERROR_LIMIT", "ContextLengthExceeded"],
  ["ERROR", "ServerError"],
  ["TIMEOUT", "TimedOut"]
])

/** Statuses with a meaning of their own here (the SDK's error classes): an invalid token, and a request that the client left. */
const statuses: { readonly [status: number]: FailureClass } = { 498: "AuthenticationFailed" }

/** A status other than 2xx. */
export const ofResponse = (
  status: number,
  headers: { readonly [name: string]: string },
  body: string,
  now: number
): Failure => {
  const json = object(parse(body)) ?? {}
  const said = readError(json)
  const own = statuses[status]
  const code = text(json["error_type"]) ?? said.code ?? (own === undefined ? undefined : `status_${status}`)
  return Status.toFailure(
    { status, headers, code, type: said.type, message: said.message, body, now },
    own === undefined ? codes : new Map([...codes, [`status_${status}`, own]])
  )
}

/** An error inside an accepted answer. */
export const ofFrame = (json: JsonObject): Failure => {
  const said = readError(json)
  return Status.toFailure(
    {
      headers: {},
      code: said.code ?? said.status,
      type: said.type,
      message: said.message,
      body: json,
      now: 0
    },
    codes
  )
}

/** A reason to end that is an error. */
export const ofFinish = (native: string, message: string | undefined): Failure =>
  Status.toFailure({ headers: {}, code: native, message, now: 0 }, codes)

export const malformed = (rule: string, message: string): Failure =>
  new MalformedResponse({ message, rule: `frame:${rule}` })
