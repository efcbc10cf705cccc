import type { Fitted } from "@turnout/core/Fit"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { Reason } from "@turnout/core/Ledger"
import { array, isObject } from "../internal/json.ts"
import { drop, type Notes } from "../internal/notes.ts"
import { merge } from "../internal/merge.ts"

/** Homes of what the contract governs, filled or not, and of what would make the call one that is stored or polled. */
const governed: ReadonlySet<string> = new Set([
  "model",
  "input",
  "messages",
  "instructions",
  "stream",
  "stream_options",
  "store",
  "background",
  "background_options",
  "previous_response_id",
  "conversation",
  "prompt",
  "temperature",
  "top_p",
  "max_output_tokens",
  "top_logprobs",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "prompt_cache_key",
  "prompt_cache_options",
  "prompt_cache_retention",
  "safety_identifier",
  "moderation",
  "user",
  "response_format"
])

/** Objects that may be begun, without the leaves that the contract governs. */
const shared: { readonly [name: string]: ReadonlyArray<string> } = {
  reasoning: ["effort"],
  text: ["format", "verbosity"]
}

const allowed = (fields: JsonObject, path: string, notes: Notes): JsonObject => {
  const kept: Array<readonly [string, Json]> = []
  for (const [name, value] of Object.entries(fields)) {
    const closed = Object.hasOwn(shared, name) ? shared[name]! : []
    const isOther = closed.length > 0 ? !isObject(value) : name === "include" && !Array.isArray(value)
    if (governed.has(name) || isOther) drop(notes, path + name, "dialect")
    else if (closed.length === 0) kept.push([name, value])
    else {
      const rest = Object.entries(value as JsonObject).filter(([leaf]) => !closed.includes(leaf))
      for (const leaf of closed) {
        if (Object.hasOwn(value as JsonObject, leaf)) drop(notes, `${path}${name}.${leaf}`, "dialect")
      }
      if (rest.length > 0) kept.push([name, Object.fromEntries(rest)])
    }
  }
  return Object.fromEntries(kept)
}

/** What is included is a list: more of it is asked for, and nothing taken out. */
const including = (native: JsonObject, open: JsonObject): JsonObject => {
  const both = [...array(native["include"]), ...array(open["include"])]
  return both.length === 0 ? open : { ...open, include: [...new Set(both)] }
}

/**
 * The body with the top-level fields that the contract does not know, then the caller's extension, which wins over
 * them; of both only leaves that are not set yet.
 */
export const merged = (native: JsonObject, fitted: Fitted, notes: Notes): JsonObject => {
  const { extension = {} } = fitted
  const { unknown = {} } = fitted.request
  const lose = (param: string, reason: Reason) => drop(notes, param, reason)
  const open = including(
    native,
    merge(allowed(unknown, "", notes), allowed(extension, "extensions.", notes), "second", (path) =>
      lose(path, "needless")
    )
  )
  const { include: _, ...rest } = native
  return merge(open["include"] === undefined ? native : rest, open, "first", (path) => {
    const [top = ""] = path.split(".")
    if (Object.hasOwn(extension, top)) lose(`extensions.${path}`, "dialect")
    if (Object.hasOwn(unknown, top)) lose(path, "dialect")
  })
}
