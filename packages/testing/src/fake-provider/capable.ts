import type { Capabilities, Feature, Rule } from "@turnout/core/Capabilities"

const params = [
  "temperature",
  "top_p",
  "top_k",
  "min_p",
  "top_a",
  "repetition_penalty",
  "presence_penalty",
  "frequency_penalty",
  "logit_bias",
  "seed",
  "n",
  "max_completion_tokens",
  "stop",
  "logprobs",
  "top_logprobs",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "response_format",
  "reasoning_effort",
  "verbosity",
  "web_search_options",
  "prompt_cache_key",
  "safety_identifier",
  "user",
  "modalities",
  "stream_options"
]

const features: ReadonlyArray<Feature> = [
  "stream",
  "tools",
  "tools_with_reasoning",
  "custom_tools",
  "tool_choice_none",
  "tool_choice_required",
  "tool_choice_named",
  "json_object",
  "json_schema",
  "image",
  "image_url",
  "audio",
  "file",
  "system_later",
  "prefill",
  "text_output"
]

const rule: Rule = { support: "yes" }

/** Takes everything that the contract names, so that a test states only what its endpoint lacks. */
export const capable: Capabilities = {
  params: Object.fromEntries(params.map((name) => [name, rule])),
  features: Object.fromEntries(features.map((name) => [name, "yes" as const])),
  reasoning: { support: "yes", control: "effort" },
  unlisted: "pass"
}
