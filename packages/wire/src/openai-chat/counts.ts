import { told } from "../internal/counts.ts"
import type { JsonObject } from "@turnout/core/Json"
import { count, object } from "../internal/json.ts"

/** What a vendor of the family counted, under one name each; what it did not count is absent. */
export interface Counts {
  readonly prompt?: number
  readonly completion?: number
  readonly total?: number
  readonly cached?: number
  readonly written?: number
  readonly written1h?: number
  readonly audioIn?: number
  readonly imageIn?: number
  readonly reasoning?: number
  readonly audioOut?: number
  readonly imageOut?: number
  readonly searches?: number
}

/** Of several spellings of one count the largest: gateways write zero into those that they do not use. */
const largest = (one: Spelling, two: Spelling, three?: Spelling, four?: Spelling, five?: Spelling) =>
  larger(larger(larger(larger(count(one), count(two)), count(three)), count(four)), count(five))

type Spelling = JsonObject[string] | undefined

const larger = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || (other !== undefined && other > one) ? other : one

const none: JsonObject = {}

/** The spellings are those of the family's dialects, and of gateways that pass another family's on. */
export const read = (usage: JsonObject): Counts => {
  const input =
    object(usage["prompt_tokens_details"]) ??
    object(usage["prompt_token_details"]) ??
    object(usage["input_tokens_details"]) ??
    none
  const output = object(usage["completion_tokens_details"]) ?? object(usage["output_tokens_details"]) ?? none
  const lifetimes = object(usage["cache_creation"]) ?? object(input["cache_creation_token_details"]) ?? none
  const tools = object(usage["server_tool_use"]) ?? object(usage["server_tool_use_details"]) ?? none
  return told({
    prompt: largest(usage["prompt_tokens"], usage["input_tokens"]),
    completion: largest(usage["completion_tokens"], usage["output_tokens"]),
    total: count(usage["total_tokens"]),
    cached: largest(
      input["cached_tokens"],
      usage["prompt_cache_hit_tokens"],
      usage["num_cached_tokens"],
      usage["cached_tokens"],
      usage["cache_read_input_tokens"]
    ),
    written: largest(
      input["cache_write_tokens"],
      input["cache_creation_tokens"],
      input["cache_creation_input_tokens"],
      usage["cache_write_tokens"],
      usage["cache_creation_input_tokens"]
    ),
    written1h: count(lifetimes["ephemeral_1h_input_tokens"]),
    audioIn: count(input["audio_tokens"]),
    imageIn: count(input["image_tokens"]),
    reasoning: largest(output["reasoning_tokens"], usage["reasoning_tokens"]),
    audioOut: count(output["audio_tokens"]),
    imageOut: count(output["image_tokens"]),
    searches: count(tools["web_search_requests"])
  })
}
