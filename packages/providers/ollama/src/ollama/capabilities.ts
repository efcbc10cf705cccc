import type { Capabilities, Rule } from "@turnout/core/Capabilities"

const yes: Rule = { support: "yes" }
const no: Rule = { support: "no" }

/** What the server's own chat API takes, by its SDK's types (ollama 0.6.4). What a model can do beyond text, it does not tell. */
export const defaults: Capabilities = {
  params: {
    temperature: { support: "yes", min: 0 },
    top_p: { support: "yes", min: 0, max: 1 },
    top_k: { support: "yes", min: 0 },
    min_p: { support: "yes", min: 0, max: 1 },
    top_a: no,
    repetition_penalty: yes,
    presence_penalty: yes,
    frequency_penalty: yes,
    logit_bias: no,
    seed: yes,
    n: no,
    logprobs: yes,
    top_logprobs: { support: "yes", min: 0, max: 20 },
    max_completion_tokens: { support: "yes", min: 1 },
    stop: yes,
    tools: yes,
    tool_choice: yes,
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
    tools: "unknown",
    tools_with_reasoning: "yes",
    custom_tools: "no",
    // Without tools none is called; that one is called, nothing can bring about.
    tool_choice_none: "yes",
    tool_choice_required: "no",
    tool_choice_named: "no",
    json_object: "yes",
    json_schema: "yes",
    image: "unknown",
    image_url: "no",
    audio: "no",
    file: "no",
    system_later: "yes",
    prefill: "yes",
    assistant_last: "yes",
    text_output: "yes",
    audio_output: "no",
    image_output: "no"
  },
  reasoning: { support: "unknown", control: "toggle" },
  types: { image: ["image/png", "image/jpeg", "image/webp"] },
  unlisted: "drop"
}
