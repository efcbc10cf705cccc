import type { Capabilities, Rule } from "@turnout/core/Capabilities"

const yes: Rule = { support: "yes" }
const no: Rule = { support: "no" }

/** What is true of an endpoint that speaks this family and of which nothing else is known. */
export const defaults: Capabilities = {
  params: {
    temperature: { support: "yes", with_reasoning: "no", min: 0, max: 1 },
    // The two steer the same thing, and newer models refuse them side by side.
    top_p: { support: "yes", with_reasoning: "no", min: 0, max: 1, yields_to: ["temperature"] },
    top_k: { support: "yes", with_reasoning: "no", min: 1 },
    min_p: no,
    top_a: no,
    repetition_penalty: no,
    presence_penalty: no,
    frequency_penalty: no,
    logit_bias: no,
    seed: no,
    n: no,
    logprobs: no,
    top_logprobs: no,
    max_completion_tokens: { support: "yes", min: 1 },
    stop: yes,
    tools: yes,
    tool_choice: yes,
    parallel_tool_calls: yes,
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
    // One field holds either.
    safety_identifier: { support: "yes", yields_to: ["user"] },
    moderation: no,
    user: yes,
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
    json_object: "emulated",
    json_schema: "emulated",
    image: "yes",
    image_url: "yes",
    audio: "no",
    file: "yes",
    system_later: "emulated",
    prefill: "unknown",
    assistant_last: "unknown",
    // A turn without a visible character is refused, and so is no turn at all.
    blank: "no",
    text_output: "yes",
    audio_output: "no",
    image_output: "no"
  },
  reasoning: { support: "unknown", control: "unknown", min_budget: 1024 },
  types: {
    image: ["image/jpeg", "image/png", "image/gif", "image/webp"],
    file: [
      "application/pdf",
      "text/*",
      "application/json",
      "image/jpeg",
      "image/png",
      "image/gif",
      "image/webp"
    ]
  },
  unlisted: "drop",
  // Tool use adds up to 804 tokens of the vendor's own; its largest images take 4,784 (its pages of pricing and vision).
  overhead: { prompt: 16, tools: 1024, image: 5000 }
}
