import type { Json, JsonObject } from "@turnout/core/Json"
import type { Entry } from "@turnout/core/Ledger"
import type { Violation } from "@turnout/core/RouterError"

/** Where a message of the chat request comes from, and each of its parts and calls. */
export interface Place {
  readonly at: string
  readonly parts?: ReadonlyArray<string>
  readonly calls?: ReadonlyArray<string>
}

/** What the reading of one request finds. */
export interface Notes {
  readonly violations: Array<Violation>
  /** More are only counted. */
  more: number
  readonly lost: Array<Entry>
  readonly changed: Array<Entry>
  only: string | undefined
  readonly messages: Array<Place>
  /** Of each tool of the chat request. */
  readonly tools: Array<string>
}

export const make = (): Notes => ({
  violations: [],
  more: 0,
  lost: [],
  changed: [],
  only: undefined,
  messages: [],
  tools: []
})

const mostViolations = 20

const tell = (notes: Notes, violation: Violation): void => {
  if (notes.violations.length < mostViolations) notes.violations.push(violation)
  else notes.more += 1
}

/** What was given, without a word of a text. */
const given = (value: Json | undefined): string => {
  if (value === undefined) return "nothing"
  if (typeof value === "string") return `a string of ${value.length} characters`
  if (typeof value !== "object" || value === null) return String(value)
  return Array.isArray(value)
    ? `an array of ${value.length}`
    : `an object with ${Object.keys(value).length} keys`
}

export const wrong = (notes: Notes, param: string, expected: string, value: Json | undefined): undefined => {
  tell(
    notes,
    value === undefined
      ? {
          param,
          code: "missing_required_parameter",
          message: `Missing required parameter: '${param}' (expected ${expected}).`
        }
      : {
          param,
          code: "invalid_parameter_value",
          message: `Invalid '${param}': expected ${expected}, got ${given(value)}.`
        }
  )
  return undefined
}

/** Nothing of this is said where the API is not spoken. */
export const lose = (notes: Notes, param: string, reason: Entry["reason"] = "unsupported"): void => {
  notes.lost.push({ action: "dropped", param, reason })
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A field; null is absent. */
export const fieldOf = (object: JsonObject, name: string): Json | undefined => {
  const value = Object.hasOwn(object, name) ? object[name] : undefined
  return value === null ? undefined : value
}

export const textIn = (object: JsonObject, name: string, at: string, notes: Notes): string | undefined => {
  const value = fieldOf(object, name)
  return typeof value === "string" ? value : wrong(notes, `${at}.${name}`, "a string", value)
}

/** The same where it may be absent. */
export const maybeText = (object: JsonObject, name: string, at: string, notes: Notes): string | undefined => {
  const value = fieldOf(object, name)
  if (value === undefined || typeof value === "string") return value
  return wrong(notes, at === "" ? name : `${at}.${name}`, "a string", value)
}

export const oneOf = <A extends string>(
  value: Json | undefined,
  at: string,
  known: ReadonlyArray<A>,
  notes: Notes
): A | undefined =>
  known.includes(value as A)
    ? (value as A)
    : wrong(notes, at, `one of ${known.map((each) => `'${each}'`).join(", ")}`, value)
