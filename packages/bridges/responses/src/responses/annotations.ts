import type { Json, JsonObject } from "@turnout/core/Json"
import type { TextLogprob, TopLogprob, UrlCitation } from "../Response.ts"

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/**
 * A citation stands flat here, its place counted from where its part begins. What is of another kind stays as it came;
 * `from`: UTF-16 units of the answer's text ahead of the part.
 */
export const toFlat = (annotation: JsonObject, from: number): UrlCitation => {
  const nested = annotation["url_citation"]
  if (annotation["type"] !== "url_citation" || !isObject(nested)) return annotation as unknown as UrlCitation
  const { end_index, start_index, title, url, ...more } = nested
  const place = (index: Json | undefined): number =>
    typeof index === "number" ? Math.max(0, index - from) : 0
  return {
    type: "url_citation",
    url: typeof url === "string" ? url : "",
    title: typeof title === "string" ? title : "",
    start_index: place(start_index),
    end_index: place(end_index),
    ...more
  }
}

const isMeasured = (value: unknown): value is JsonObject =>
  isObject(value) && typeof value["token"] === "string" && typeof value["logprob"] === "number"

const measured = (entry: JsonObject): TopLogprob => ({
  token: entry["token"] as string,
  bytes: (Array.isArray(entry["bytes"]) ? entry["bytes"] : []) as Array<number>,
  logprob: entry["logprob"] as number
})

/** An entry with all keys that clients require; what has no probability says nothing. */
export const toLogprob = (entry: Json): ReadonlyArray<TextLogprob> => {
  if (!isMeasured(entry)) return []
  const top = entry["top_logprobs"]
  return [
    { ...measured(entry), top_logprobs: Array.isArray(top) ? top.filter(isMeasured).map(measured) : [] }
  ]
}
