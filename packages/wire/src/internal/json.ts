import type { Json, JsonObject } from "@turnout/core/Json"
import * as RawJson from "@turnout/core/RawJson"

/** Lenient readers of what a vendor sent: a value of another type is as good as absent. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

export const object = (value: Json | undefined): JsonObject | undefined =>
  isObject(value) ? value : undefined

export const array = (value: Json | undefined): ReadonlyArray<Json> =>
  Array.isArray(value) ? (value as ReadonlyArray<Json>) : []

/** A string that says something. */
export const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined

/** A token count: a safe integer from 0 on. */
export const count = (value: unknown): number | undefined =>
  typeof value === "number" && value >= 0 && Number.isSafeInteger(Math.floor(value))
    ? Math.floor(value)
    : undefined

/** What stands at a path of keys. */
export const at = (value: Json | undefined, path: ReadonlyArray<string>): Json | undefined => {
  let current = value
  for (const key of path) {
    if (!isObject(current) || !Object.hasOwn(current, key)) return undefined
    current = current[key]
  }
  return current
}

/** JSON, or undefined where it is none. */
export const parse = (source: string): Json | undefined => {
  try {
    return JSON.parse(source) as Json
  } catch {
    return undefined
  }
}

/** The same; where arguments stand as objects, their text is known to `RawJson.sourceOf`. */
export const parseExact = (source: string): Json | undefined => {
  try {
    return RawJson.parse(source) as Json
  } catch {
    return undefined
  }
}
