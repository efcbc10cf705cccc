import type { Json, JsonObject } from "@turnout/core/Json"
import { type Draft, drop, type Notes, translate, unread } from "./notes.ts"

const path = "web_search_options"
const known = new Set(["user_location"])
const locationFields = new Set(["type", "approximate"])
const placeFields = new Set(["city", "region", "country", "timezone"])

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The vendor's own search in place of OpenAI's option; how much it reads cannot be asked for. */
export const toTool = (options: JsonObject, notes: Notes): Draft => {
  const tool: Draft = { type: "web_search_20250305", name: "web_search" }
  translate(notes, path)
  unread(notes, path, options, known)
  const location = options["user_location"]
  const place = isObject(location) ? location["approximate"] : undefined
  if (!isObject(location) || !isObject(place)) {
    if (location !== undefined) drop(notes, `${path}.user_location`)
    return tool
  }
  unread(notes, `${path}.user_location`, location, locationFields)
  unread(notes, `${path}.user_location.approximate`, place, placeFields)
  const native: Draft = { type: "approximate" }
  for (const field of placeFields) if (place[field] !== undefined) native[field] = place[field]
  tool["user_location"] = native
  return tool
}
