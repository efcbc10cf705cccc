import type { JsonObject } from "@turnout/core/Json"
import * as Usage from "@turnout/core/Usage"
import type { Dialect } from "./dialect.ts"
import { count, object } from "./read.ts"

/** The parts of a total that do not fit into it are cut, the later ones first. */
const within = (total: number, parts: ReadonlyArray<number>): ReadonlyArray<number> => {
  let left = total
  return parts.map((part) => {
    const taken = Math.min(part, left)
    left -= taken
    return taken
  })
}

const isOutside = (
  how: Dialect["reasoningTokens"],
  prompt: number,
  completion: number,
  reasoning: number,
  total: number | undefined
): boolean => {
  if (reasoning === 0 || how === "inside") return false
  // What does not fit inside cannot be inside, whatever the total says.
  return how === "outside" || reasoning > completion || total === prompt + completion + reasoning
}

/**
 * OpenAI's totals with their parts → disjoint buckets. The spellings of cached tokens are those of the family's
 * dialects. Undefined where the vendor counted nothing.
 */
export const toUsage = (
  usage: JsonObject,
  how: Dialect["reasoningTokens"] = "totals"
): Usage.Usage | undefined => {
  const total = count(usage["total_tokens"])
  const prompt = count(usage["prompt_tokens"])
  const given = count(usage["completion_tokens"])
  if (prompt === undefined && given === undefined) return undefined
  const completion = given ?? Math.max(0, (total ?? 0) - (prompt ?? 0))
  const input = object(usage["prompt_tokens_details"]) ?? object(usage["prompt_token_details"]) ?? {}
  const output = object(usage["completion_tokens_details"]) ?? {}
  const cached =
    count(input["cached_tokens"]) ??
    count(usage["prompt_cache_hit_tokens"]) ??
    count(usage["num_cached_tokens"]) ??
    count(usage["cached_tokens"]) ??
    0
  const written = count(input["cache_write_tokens"]) ?? count(usage["cache_creation_input_tokens"]) ?? 0
  // A vendor that reads more from its cache than the prompt holds counts the cache apart.
  const inside = cached > (prompt ?? 0) ? (prompt ?? 0) + cached : (prompt ?? 0)
  const [cache_read = 0, cache_write = 0, input_audio = 0, input_image = 0] = within(inside, [
    cached,
    written,
    count(input["audio_tokens"]) ?? 0,
    count(input["image_tokens"]) ?? 0
  ])
  const thought = count(output["reasoning_tokens"]) ?? 0
  const outside = isOutside(how, prompt ?? 0, completion, thought, total)
  const [reasoning = 0, output_audio = 0, output_image = 0] = within(
    outside ? completion + thought : completion,
    [thought, count(output["audio_tokens"]) ?? 0, count(output["image_tokens"]) ?? 0]
  )
  const searches = object(usage["server_tool_use"]) ?? object(usage["server_tool_use_details"]) ?? {}
  return Usage.make({
    input: inside - cache_read - cache_write - input_audio - input_image,
    cache_read,
    cache_write,
    input_audio,
    input_image,
    output: (outside ? completion + thought : completion) - reasoning - output_audio - output_image,
    reasoning,
    output_audio,
    output_image,
    web_search: count(searches["web_search_requests"]) ?? 0
  })
}
