import * as Failure from "@turnout/core/Failure"
import type { Json, JsonObject } from "@turnout/core/Json"
import * as Status from "../Status.ts"
import type { Dialect } from "./dialect.ts"
import * as Codes from "./codes.ts"
import * as ErrorBody from "../internal/error-body.ts"
import { array, object, parse } from "../internal/json.ts"

const tables = new WeakMap<Dialect, { readonly status: Status.Codes; readonly accepted: Status.Codes }>()

const codesOf = (dialect: Dialect) => {
  let found = tables.get(dialect)
  if (found === undefined) {
    const own = Object.entries(dialect.codes)
    found = {
      status: new Map([...Codes.precise, ...own]),
      accepted: new Map([...Codes.precise, ...Codes.wide, ...own])
    }
    tables.set(dialect, found)
  }
  return found
}

/** An answer that was refused: status, headers and the text of its body. */
export const ofStatus = (
  dialect: Dialect,
  status: number,
  headers: { readonly [name: string]: string },
  body: string,
  now: number
): Failure.Failure => {
  const json = parse(body)
  const said = json === undefined ? { message: body } : ErrorBody.read(json)
  return Status.toFailure({ ...said, status, headers, body: json ?? body, now }, codesOf(dialect).status)
}

/** An error inside an accepted answer. */
export const ofJson = (dialect: Dialect, json: Json): Failure.Failure => {
  const { status, code, ...said } = ErrorBody.read(json)
  // A status beside a code of words is told apart; alone it is the code.
  const told = typeof code === "string" ? { code, status } : { code: code ?? status }
  return Status.toFailure({ ...said, ...told, headers: {}, body: json, now: 0 }, codesOf(dialect).accepted)
}

/** The error that a frame or a whole reply is, or holds; undefined where it is an answer. */
export const inside = (json: JsonObject): Json | undefined => {
  if (ErrorBody.isError(json, json["choices"] !== undefined)) return json
  if (ErrorBody.within(object(json["x_groq"])) !== undefined) return object(json["x_groq"])
  return ErrorBody.within(object(array(json["choices"])[0]))
}

/** A finish reason that confesses a failure. */
export const ofFinish = (failureClass: Failure.FailureClass, native: string): Failure.Failure =>
  Status.toFailure({ code: native, headers: {}, now: 0 }, new Map([[native, failureClass]]))

export const malformed = (message: string): Failure.Failure =>
  new Failure.MalformedResponse({ message, rule: "shape" })

export const truncated = (message: string): Failure.Failure =>
  new Failure.StreamTruncated({ message, rule: "terminal" })
