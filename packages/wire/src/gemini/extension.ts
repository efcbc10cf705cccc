import type { Json, JsonObject } from "@turnout/core/Json"
import { isObject } from "../internal/json.ts"
import { merge } from "../internal/merge.ts"
import * as Config from "./config.ts"
import { type Draft, drop, type Notes } from "./notes.ts"

/** Homes of what the contract governs, filled or not. */
const governed = new Set(["model", "contents", "systemInstruction", "tools"])

/** The family reads both spellings of every field. */
const camel = (key: string): string => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

const known = new Set([
  ...governed,
  ...Config.governed,
  "generationConfig",
  "toolConfig",
  "functionCallingConfig",
  "thinkingConfig",
  "thinkingBudget",
  "thinkingLevel"
])

/** A field of ours in its one spelling; any other as it came. */
const spelled = (key: string): string => (known.has(camel(key)) ? camel(key) : key)

/** What is left of an object of the caller's, in our spelling. */
const open = (
  given: Json,
  isClosed: (field: string) => boolean,
  path: string,
  notes: Notes,
  inner: (field: string, value: Json, path: string) => Json = (_, value) => value
): Json => {
  if (!isObject(given)) return given
  const kept: Array<readonly [string, Json]> = []
  for (const [key, value] of Object.entries(given)) {
    const field = spelled(key)
    if (isClosed(field)) drop(notes, `${path}.${key}`)
    else kept.push([field, inner(field, value, `${path}.${key}`)])
  }
  return Object.fromEntries(kept)
}

/** One of the two says how much it thinks: the effort's word stands. */
const thinking = new Set(["thinkingBudget", "thinkingLevel"])

/** The native body with the caller's own fields beside ours: objects merge, and what the contract governs stays. */
export const merged = (body: Draft, extension: JsonObject, notes: Notes): JsonObject => {
  const config = isObject(body["generationConfig"]) ? body["generationConfig"] : {}
  const isSaid = (field: string) =>
    Config.governed.has(field) || (field === "thinkingConfig" && config[field] === undefined)
  const left = open(
    extension,
    (field) => governed.has(field),
    "extensions",
    notes,
    (field, value, path) => {
      if (field === "toolConfig") return open(value, (each) => each === "functionCallingConfig", path, notes)
      if (field !== "generationConfig") return value
      return open(value, isSaid, path, notes, (each, asked, at) =>
        each === "thinkingConfig" ? open(asked, (one) => thinking.has(one), at, notes) : asked
      )
    }
  ) as JsonObject
  return merge(body, left, "first", (path) => drop(notes, `extensions.${path}`))
}
