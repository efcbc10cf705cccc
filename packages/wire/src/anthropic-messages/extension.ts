import type { Json, JsonObject } from "@turnout/core/Json"
import { type Draft, drop, type Notes } from "./notes.ts"

/** Homes of what the contract governs, filled or not. */
const governed = new Set([
  "model",
  "messages",
  "system",
  "stream",
  "max_tokens",
  "temperature",
  "top_p",
  "top_k",
  "stop_sequences",
  "tools",
  "tool_choice"
])
/** Homes that may be extended, but not begun: the effort decides. */
const begun = new Set(["thinking"])

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const put = (target: Draft, key: string, value: Json): void => {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true })
}

const mergeInto = (target: Draft, extension: JsonObject, path: string, notes: Notes): void => {
  for (const [key, value] of Object.entries(extension)) {
    const at = `${path}.${key}`
    const before = Object.hasOwn(target, key) ? target[key] : undefined
    if (before === undefined) put(target, key, value)
    else if (isObject(before) && isObject(value)) {
      const copy: Draft = { ...before }
      mergeInto(copy, value, at, notes)
      put(target, key, copy)
    } else drop(notes, at)
  }
}

/** The caller's native fields beside ours: objects merge, and what the contract governs stays. */
export const merge = (body: Draft, extension: JsonObject, notes: Notes): void => {
  for (const [key, value] of Object.entries(extension)) {
    const closed = governed.has(key) || (begun.has(key) && body[key] === undefined)
    if (closed) drop(notes, `extensions.${key}`)
    else mergeInto(body, { [key]: value }, "extensions", notes)
  }
}
