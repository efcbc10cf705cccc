import type { JsonObject } from "@turnout/core/Json"
import { merge } from "../internal/merge.ts"
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

/** The native body with the caller's own fields beside ours: objects merge, and what the contract governs stays. */
export const merged = (body: Draft, extension: JsonObject, notes: Notes): JsonObject => {
  const open = Object.fromEntries(
    Object.entries(extension).filter(([key]) => {
      const closed = governed.has(key) || (begun.has(key) && body[key] === undefined)
      if (closed) drop(notes, `extensions.${key}`)
      return !closed
    })
  )
  return merge(body, open, "first", (path) => drop(notes, `extensions.${path}`))
}
