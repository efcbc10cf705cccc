import type { Capabilities, Rule } from "@turnout/core/Capabilities"

const yes: Rule = { support: "yes" }
const no: Rule = { support: "no" }

/** Seeds are 32 bits wide. */
const mostSeed = 2 ** 31 - 1

/** What is true of an endpoint that speaks this family and of which nothing else is known. */
export const defaults: Capabilities = {
  params: {
    temperature: { support: "yes", min: 0, max: 2 },
    top_p: { support: "yes", min: 0, max: 1 },
    top_k: { support: "yes", min: 1 },
    min_p: no,
    top_a: no,
    repetition_penalty: no,
    presence_penalty: yes,
    frequency_penalty: yes,
    logit_bias: no,
    seed: { support: "yes", min: -mostSeed - 1, max: mostSeed },
    n: { support: "unknown", max: 8 },
    logprobs: { support: "unknown" },
    top_logprobs: { support: "unknown", max: 20 },
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
    web_search_options: yes,
    prompt_cache_key: no,
    prompt_cache_options: no,
    prompt_cache_retention: no,
    safety_identifier: no,
    moderation: no,
    user: no,
    modalities: yes,
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
    image: "yes",
    image_url: "unknown",
    audio: "yes",
    file: "yes",
    system_later: "emulated",
    prefill: "unknown",
    assistant_last: "unknown",
    // A request without a part that says something is refused.
    blank: "no",
    text_output: "yes"
  },
  reasoning: { support: "unknown", control: "unknown" },
  types: {
    image: ["image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"],
    audio: ["wav", "mp3", "aiff", "aac", "ogg", "flac"],
    file: [
      "application/pdf",
      "application/json",
      "text/*",
      "audio/*",
      "video/*",
      "image/png",
      "image/jpeg",
      "image/webp",
      "image/heic",
      "image/heif"
    ]
  },
  unlisted: "drop"
}
