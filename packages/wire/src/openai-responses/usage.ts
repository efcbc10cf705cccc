import type { Json, JsonObject } from "@turnout/core/Json"
import { array, count, isObject, object, text } from "../internal/json.ts"
import * as Report from "../openai-chat/report.ts"
import type { Dialect } from "./dialect.ts"
import type { Events, State } from "./state.ts"

/** Tools of the vendor's that cost beside their tokens, by the type of their items. */
const priced = new Set([
  "file_search_call",
  "code_interpreter_call",
  "image_generation_call",
  "shell_call",
  "mcp_call"
])

/** What the vendor did itself in the answer. A search is one that looked for something: pages are opened for nothing. */
export const serve = (state: State, native: JsonObject): void => {
  const type = text(native["type"]) ?? ""
  const action = object(native["action"])?.["type"]
  const isSearch = type === "web_search_call" && (action === undefined || action === "search")
  if (!isSearch && !priced.has(type)) return
  state.served.set(type, (state.served.get(type) ?? 0) + 1)
}

/** The counts of the vendor's own tools, as the chat family's usage has them. */
const serverTools = (state: State, response: JsonObject, usage: JsonObject): JsonObject => {
  const counts: { [name: string]: Json } = {}
  const told = object(object(response["tool_usage"])?.["web_search"])?.["num_requests"]
  const searches = count(told) ?? state.served.get("web_search_call")
  if (searches !== undefined) counts["web_search_requests"] = searches
  for (const [type, times] of state.served) if (priced.has(type)) counts[type] = times
  // Kept for longer than the rate of a cache write is for.
  const lifetimes = object(object(usage["input_tokens_details"])?.["cache_write_tokens_details"])
  const longer = count(lifetimes?.["ttl_12h_tokens"])
  if (longer !== undefined && longer > 0) counts["cache_write_12h_tokens"] = longer
  return counts
}

/** The usage of a response, told once: only its last event has one. */
export const report = (state: State, response: JsonObject, dialect: Dialect, events: Events): void => {
  const usage = response["usage"]
  if (isObject(usage)) {
    const counts = serverTools(state, response, usage)
    const given = object(usage["server_tool_use"])
    Report.read(state.usage, { ...usage, server_tool_use: { ...given, ...counts } }, dialect)
  }
  const event = Report.tell(state.usage, state.tier, dialect)
  if (event !== undefined) events.push(event)
}

/** The content of a list of parts that are objects, in its order. */
export const partsOf = (value: Json | undefined): ReadonlyArray<readonly [number, JsonObject]> => {
  const parts: Array<readonly [number, JsonObject]> = []
  for (const [index, part] of array(value).entries()) if (isObject(part)) parts.push([index, part])
  return parts
}
