import type { Capabilities, Rule } from "@turnout/core/Capabilities"

const yes: Rule = { support: "yes" }
const no: Rule = { support: "no" }

/** What the chat API (v2) takes, by its SDK's types (cohere-ai 8.1.0) and its published reference. */
export const defaults: Capabilities = {
  params: {
    temperature: { support: "yes", min: 0 },
    top_p: { support: "yes", min: 0.01, max: 0.99 },
    top_k: { support: "yes", min: 0, max: 500 },
    min_p: no,
    top_a: no,
    repetition_penalty: no,
    presence_penalty: { support: "yes", min: 0, max: 1 },
    frequency_penalty: { support: "yes", min: 0, max: 1 },
    logit_bias: no,
    seed: { support: "yes", min: 0 },
    n: no,
    logprobs: yes,
    top_logprobs: no,
    max_completion_tokens: { support: "yes", min: 1 },
    stop: { support: "yes", max_items: 5 },
    tools: yes,
    tool_choice: yes,
    // There is no switch.
    parallel_tool_calls: no,
    response_format: yes,
    reasoning_effort: {
      support: "unknown",
      values: ["none", "minimal", "low", "medium", "high", "xhigh", "max"]
    },
    verbosity: no,
    web_search_options: no,
    prompt_cache_key: no,
    prompt_cache_options: no,
    prompt_cache_retention: no,
    safety_identifier: no,
    moderation: no,
    user: no,
    modalities: no,
    stream: yes,
    stream_options: yes
  },
  features: {
    stream: "yes",
    tools: "yes",
    tools_with_reasoning: "yes",
    custom_tools: "no",
    tool_choice_none: "yes",
    tool_choice_required: "yes",
    tool_choice_named: "yes",
    json_object: "yes",
    json_schema: "yes",
    image: "unknown",
    image_url: "unknown",
    audio: "no",
    file: "yes",
    system_later: "yes",
    prefill: "unknown",
    assistant_last: "unknown",
    text_output: "yes",
    audio_output: "no",
    image_output: "no"
  },
  reasoning: { support: "unknown", control: "budget" },
  types: {
    image: ["image/png", "image/jpeg", "image/webp", "image/gif"],
    file: ["text/*", "application/json"]
  },
  unlisted: "drop"
}
