import type { Capabilities, Override, Rule } from "@turnout/core/Capabilities"

const yes: Rule = { support: "yes" }
const no: Rule = { support: "no" }
/** Inputs are each model's own: these are usual names. */
const usual: Rule = { support: "unknown" }

export const defaults: Capabilities = {
  params: {
    temperature: { support: "yes", min: 0, max: 5 },
    top_p: { support: "yes", min: 0, max: 1 },
    top_k: usual,
    min_p: no,
    top_a: no,
    repetition_penalty: no,
    presence_penalty: usual,
    frequency_penalty: usual,
    logit_bias: no,
    seed: usual,
    n: no,
    logprobs: no,
    top_logprobs: no,
    max_completion_tokens: { support: "yes", min: 1 },
    stop: usual,
    tools: no,
    tool_choice: no,
    parallel_tool_calls: no,
    response_format: no,
    reasoning_effort: no,
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
    tools: "no",
    custom_tools: "no",
    tool_choice_none: "no",
    tool_choice_required: "no",
    tool_choice_named: "no",
    json_object: "no",
    json_schema: "no",
    image: "no",
    image_url: "no",
    audio: "no",
    file: "no",
    system_later: "emulated",
    prefill: "unknown",
    assistant_last: "unknown",
    text_output: "yes",
    audio_output: "no",
    image_output: "no"
  },
  reasoning: { support: "no", control: "unknown" },
  unlisted: "drop"
}

/** Models of other vendors that it hands on have inputs of their own. */
export const overrideOf = (id: string): Override | undefined => {
  if (id.startsWith("openai/")) {
    return {
      params: {
        reasoning_effort: { support: "unknown", values: ["minimal", "low", "medium", "high"] },
        verbosity: { support: "unknown" },
        top_k: no,
        stop: no
      },
      reasoning: { support: "unknown", control: "effort" },
      features: { image: "yes", image_url: "yes" }
    }
  }
  return id.startsWith("anthropic/") ? { features: { image: "yes", image_url: "yes" } } : undefined
}
