import type { JSONObject } from "@ai-sdk/provider"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { EmbeddingRequest } from "@turnout/core/EmbeddingRequest"
import type { Notes } from "./notes.ts"

/** Fields of every request that are the router's own. */
const routed = {
  extensions: true,
  drop_params: true,
  region: true,
  use_custom_keys: true,
  tags: true,
  signature: true,
  log_query_body: true,
  log_response_body: true
} satisfies { readonly [field in keyof ChatRequest & keyof EmbeddingRequest]?: true }

/** Fields of a chat request that no call option of the AI SDK says. What is not here is for `gateway` to judge. */
export const chatFields = {
  max_completion_tokens: true,
  reasoning_effort: true,
  logit_bias: true,
  min_p: true,
  top_a: true,
  repetition_penalty: true,
  parallel_tool_calls: true,
  response_format: true,
  tool_choice: true,
  logprobs: true,
  top_logprobs: true,
  user: true,
  web_search_options: true,
  verbosity: true,
  prompt_cache_key: true,
  prompt_cache_options: true,
  prompt_cache_retention: true,
  safety_identifier: true,
  moderation: true,
  modalities: true,
  ...routed
} satisfies { readonly [field in keyof ChatRequest]?: true }

/** The same of an embedding request. */
export const embeddingFields = {
  dimensions: true,
  user: true,
  ...routed
} satisfies { readonly [field in keyof EmbeddingRequest]?: true }

const isObject = (value: unknown): value is JSONObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/**
 * The request fields of `providerOptions.turnout`: those of `gateway` (`models`, `routing`, `metadata`, `include` …),
 * and the request's own. A key that is neither is refused by the router, as an unknown one of `gateway`.
 */
export const toFields = <Field extends string>(
  model: string,
  options: JSONObject,
  own: { readonly [field in Field]?: true },
  notes: Notes
): { readonly [field in Field | "model" | "gateway"]?: never } => {
  const request: { [field: string]: unknown } = {}
  const given = options["gateway"]
  const gateway: { [field: string]: unknown } = isObject(given) ? { ...given } : {}
  if (given !== undefined && given !== null && !isObject(given)) request["gateway"] = given
  for (const [key, value] of Object.entries(options)) {
    if (key === "gateway") continue
    if (Object.hasOwn(own, key)) request[key] = value
    else gateway[key] = value
  }
  const { models, routing } = gateway
  if (isObject(routing) && routing["on_interrupt"] === "restart") {
    notes.unsupported("routing.on_interrupt: restart", "Parts that were told cannot be taken back.")
    gateway["routing"] = { ...routing, on_interrupt: "fail" }
  }
  if (!Array.isArray(models) || models.length === 0) request["model"] = model
  else if (!models.includes(model)) {
    notes.other(`'${model}' is not among the given models, which are asked in its place.`)
  }
  if (Object.keys(gateway).length > 0 && request["gateway"] === undefined) request["gateway"] = gateway
  return request as { readonly [field in Field | "model" | "gateway"]?: never }
}
