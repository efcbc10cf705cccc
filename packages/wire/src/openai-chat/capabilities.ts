import type { Capabilities, Rule } from "@turnout/core/Capabilities"

const yes: Rule = { support: "yes" }
const no: Rule = { support: "no" }
const between = (min: number, max: number): Rule => ({ support: "yes", min, max })

/** What OpenAI's chat family takes; what only some of its models take is unknown here. */
export const defaults: Capabilities = {
  params: {
    temperature: between(0, 2),
    top_p: between(0, 1),
    top_k: no,
    min_p: no,
    top_a: no,
    repetition_penalty: no,
    presence_penalty: between(-2, 2),
    frequency_penalty: between(-2, 2),
    logit_bias: yes,
    seed: yes,
    n: between(1, 128),
    max_completion_tokens: { support: "yes", min: 1 },
    stop: { support: "yes", max_items: 4 },
    logprobs: yes,
    top_logprobs: between(0, 20),
    tools: yes,
    tool_choice: yes,
    parallel_tool_calls: yes,
    response_format: yes,
    reasoning_effort: {
      support: "yes",
      values: ["none", "minimal", "low", "medium", "high", "xhigh", "max"]
    },
    verbosity: yes,
    web_search_options: { support: "unknown" },
    prompt_cache_key: yes,
    prompt_cache_options: yes,
    prompt_cache_retention: yes,
    safety_identifier: yes,
    moderation: yes,
    user: yes,
    modalities: yes,
    stream: yes,
    stream_options: yes
  },
  features: {
    stream: "yes",
    tools: "yes",
    tools_with_reasoning: "yes",
    custom_tools: "unknown",
    tool_choice_none: "yes",
    tool_choice_required: "yes",
    tool_choice_named: "yes",
    json_object: "yes",
    json_schema: "yes",
    image: "unknown",
    image_url: "yes",
    audio: "unknown",
    file: "unknown",
    system_later: "yes",
    prefill: "no",
    assistant_last: "yes",
    text_output: "yes",
    audio_output: "no",
    image_output: "no"
  },
  reasoning: { support: "unknown", control: "effort" },
  unlisted: "pass"
}
