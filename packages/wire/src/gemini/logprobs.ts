import type { Event } from "@turnout/core/Event"
import type { Json, JsonObject } from "@turnout/core/Json"
import { array, object } from "../internal/json.ts"

const entry = (candidate: JsonObject): { readonly [key: string]: Json } | undefined => {
  const { token, logProbability } = candidate
  if (typeof token !== "string" || typeof logProbability !== "number") return undefined
  // Bytes are not told, and a token need not be whole characters.
  return { token, bytes: null, logprob: logProbability }
}

/** OpenAI's entries of the tokens of one chunk. */
export const read = (result: Json | undefined, choice: number, events: Array<Event>): void => {
  const fields = object(result)
  if (fields === undefined) return
  const tops = array(fields["topCandidates"])
  const content: Array<Json> = []
  for (const [index, chosen] of array(fields["chosenCandidates"]).entries()) {
    const made = entry(object(chosen) ?? {})
    if (made === undefined) continue
    const others = array(object(tops[index])?.["candidates"])
    content.push({ ...made, top_logprobs: others.flatMap((other) => entry(object(other) ?? {}) ?? []) })
  }
  if (content.length > 0) events.push({ type: "logprobs", choice, content })
}
