/** The items of a caller's own request: as they came, but for reasoning that is not the endpoint's own. */
import type { Endpoint } from "@turnout/core/Endpoint"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { ReasoningDetail } from "@turnout/core/Message"
import { isObject } from "../internal/json.ts"
import { type Notes, translate } from "../internal/notes.ts"
import { toForm } from "../TextForm.ts"
import type { Quirks } from "./dialect.ts"
import * as Replay from "./replay.ts"

const strip = (notes: Notes, param: string, reason: "origin" | "dialect"): ReadonlyArray<JsonObject> => {
  notes.push({ action: "stripped", param, reason })
  return []
}

/** Whether an item that says where it is from is the endpoint's own; one that says nothing may be. */
const isOwn = (origin: Json | undefined, quirks: Quirks, format: string, endpoint: Endpoint): boolean =>
  !isObject(origin) ||
  (origin["format"] === format &&
    origin["model"] === endpoint.model &&
    (quirks.origins === undefined || quirks.origins.includes(String(origin["provider"]))))

/**
 * A reasoning item. `reasoning_details`: what was sealed for its vendor, whichever that was; `origin`: where an item is
 * from that its vendor made in this API. Without a store nothing but its content says what an item was.
 */
const reasoning = (
  item: JsonObject,
  at: string,
  quirks: Quirks,
  format: string,
  endpoint: Endpoint,
  notes: Notes
): ReadonlyArray<JsonObject> => {
  const { origin, reasoning_details: details, ...own } = item
  if (Array.isArray(details)) {
    const given = details.filter(isObject) as unknown as ReadonlyArray<ReasoningDetail>
    return Replay.toItems(given, `${at}.reasoning_details`, true, quirks, format, endpoint, notes)
  }
  if (!isOwn(origin, quirks, format, endpoint)) return strip(notes, at, "origin")
  const { content, encrypted_content: data } = own
  const isWhole =
    typeof data === "string" || (quirks.reasoning === "plain" && Array.isArray(content) && content.length > 0)
  return isWhole && quirks.reasoning !== "none" ? [own] : strip(notes, at, "dialect")
}

/** The id of a call as the endpoint takes it; the outputs of the call bear the same. */
const called = (item: JsonObject, at: string, quirks: Quirks, notes: Notes): JsonObject => {
  const { call_id: id } = item
  if (typeof id !== "string") return item
  const to = toForm(id, quirks.forms.call_id)
  if (to === id) return item
  translate(notes, `${at}.call_id`, id, to)
  return { ...item, call_id: to }
}

const instructs = (item: JsonObject, at: string, quirks: Quirks, notes: Notes): JsonObject => {
  const { role } = item
  if (role !== "system" && role !== "developer") return item
  const to = quirks.roles[role]
  if (to === role) return item
  translate(notes, `${at}.role`, role, to)
  return { ...item, role: to }
}

export const toInput = (
  input: Json | undefined,
  quirks: Quirks,
  format: string,
  endpoint: Endpoint,
  notes: Notes
): Json => {
  if (!Array.isArray(input)) return input ?? ""
  const items: Array<Json> = []
  for (const [index, item] of (input as ReadonlyArray<Json>).entries()) {
    const at = `input[${index}]`
    if (!isObject(item)) items.push(item)
    else if (item["type"] === "reasoning") {
      items.push(...reasoning(item, at, quirks, format, endpoint, notes))
    } else items.push(instructs(called(item, at, quirks, notes), at, quirks, notes))
  }
  return items
}
