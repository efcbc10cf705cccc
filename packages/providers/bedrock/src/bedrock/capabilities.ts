import type { Capabilities, Override, Rule } from "@turnout/core/Capabilities"
import { modelOf } from "./ids.ts"

const yes: Rule = { support: "yes" }
const no: Rule = { support: "no" }

/** What Converse takes of any model; what only some take is stated below. */
export const defaults: Capabilities = {
  params: {
    temperature: { support: "yes", min: 0, max: 1 },
    top_p: { support: "yes", min: 0, max: 1 },
    top_k: no,
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
    parallel_tool_calls: no,
    response_format: yes,
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
    tools: "yes",
    tools_with_reasoning: "yes",
    custom_tools: "no",
    tool_choice_none: "emulated",
    tool_choice_required: "unknown",
    tool_choice_named: "unknown",
    json_object: "emulated",
    json_schema: "emulated",
    image: "unknown",
    image_url: "no",
    audio: "no",
    file: "unknown",
    system_later: "emulated",
    prefill: "unknown",
    assistant_last: "unknown",
    blank: "no",
    text_output: "yes",
    audio_output: "no",
    image_output: "no"
  },
  reasoning: { support: "unknown", control: "unknown" },
  types: {
    image: ["image/png", "image/jpeg", "image/gif", "image/webp"],
    file: [
      "application/pdf",
      "text/csv",
      "text/html",
      "text/plain",
      "text/markdown",
      "application/msword",
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "application/vnd.ms-excel",
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ]
  },
  unlisted: "drop"
}

const efforts = (...values: ReadonlyArray<string>): Override => ({
  params: { reasoning_effort: { support: "yes", values } }
})

const forced: Override["features"] = { tool_choice_required: "yes", tool_choice_named: "yes" }

/** What families of models take through Converse, by the maker's id; later entries win, field by field. */
const families: ReadonlyArray<readonly [RegExp, Override]> = [
  [
    /^anthropic\.claude-/,
    {
      params: {
        top_k: { support: "yes", min: 1, with_reasoning: "no" },
        temperature: { with_reasoning: "no" }
      },
      features: { ...forced, image: "yes", file: "yes" }
    }
  ],
  [
    /^amazon\.nova-/,
    { params: { top_k: { support: "yes", min: 1 } }, features: { ...forced, image: "yes", file: "yes" } }
  ],
  [/^amazon\.nova-micro/, { features: { image: "no", file: "no" } }],
  [
    /^amazon\.nova-2/,
    { ...efforts("none", "low", "medium", "high"), reasoning: { support: "yes", control: "effort" } }
  ],
  [/^mistral\./, { features: forced }],
  [
    /^openai\.gpt-oss/,
    {
      params: { stop: no, reasoning_effort: { support: "yes", values: ["low", "medium", "high"] } },
      reasoning: { support: "yes", control: "effort", always: true },
      features: { image: "no" }
    }
  ],
  [
    /^openai\.gpt-[5-9]/,
    {
      params: {
        temperature: no,
        top_p: no,
        stop: no,
        reasoning_effort: { support: "yes", values: ["none", "minimal", "low", "medium", "high", "xhigh"] }
      },
      reasoning: { support: "yes", control: "effort" }
    }
  ]
]

export const overrideOf = (id: string): Override | undefined => {
  const model = modelOf(id)
  if (model === undefined) return undefined
  return families.reduce<Override | undefined>((known, [match, override]) => {
    if (!match.test(model)) return known
    return {
      params: { ...known?.params, ...override.params },
      features: { ...known?.features, ...override.features },
      reasoning: { ...known?.reasoning, ...override.reasoning }
    }
  }, undefined)
}
