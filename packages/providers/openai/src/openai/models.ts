import type { Reasoning, Rule } from "@turnout/core/Capabilities"
import type { Quirks } from "@turnout/wire/OpenAiChat"
import type { ModelFacts } from "@turnout/wire/Vendor"

type Params = { readonly [param: string]: Rule }

const yes: Rule = { support: "yes" }
const no: Rule = { support: "no" }
const withoutReasoning: Rule = { support: "yes", with_reasoning: "no" }

const levels = ["none", "minimal", "low", "medium", "high", "xhigh", "max"] as const
type Level = (typeof levels)[number]

const effort = (values: ReadonlyArray<Level>): Rule => ({ support: "yes", values })

/** What no reasoning model takes, whatever its effort. */
const reasoning: Params = {
  presence_penalty: no,
  frequency_penalty: no,
  logit_bias: no,
  stop: no
}

/** Sampling and logprobs, where a model takes them as long as it does not reason, and where it never does. */
const sampled: Params = {
  temperature: withoutReasoning,
  top_p: withoutReasoning,
  logprobs: withoutReasoning,
  top_logprobs: withoutReasoning
}
const unsampled: Params = { temperature: no, top_p: no, logprobs: no, top_logprobs: no }

const always: Partial<Reasoning> = { support: "yes", control: "effort", always: true }
const optional: Partial<Reasoning> = { support: "yes", control: "effort" }
const byDefault: Partial<Reasoning> = { ...optional, by_default: true }

/**
 * What is known of OpenAI's models by their ids (providers' facts of November 2026); later entries win, field
 * by field. Chat variants of the numbered families do not reason.
 */
export const models: ReadonlyArray<ModelFacts> = [
  {
    match: /./,
    override: {
      params: { verbosity: no, web_search_options: no, prompt_cache_options: no },
      features: { custom_tools: "no" },
      types: { image: ["image/png", "image/jpeg", "image/webp", "image/gif"], audio: ["wav", "mp3"] }
    }
  },
  // Audio goes to the models that are named for it (the API reference, of `input_audio`).
  { match: /^(?:chat|gpt-[3-6]|o\d)/, override: { features: { audio: "no" } } },
  // Text alone, as the vendor's pages of its models say.
  {
    match: /^(?:gpt-3\.5|gpt-4(?:-\d{4}.*)?$|gpt-4-32k|o1-(?:mini|preview)|o3-mini)/,
    override: { features: { image: "no", file: "no" } }
  },
  // Listed without, and answered with tools (the API reference; recorded requests).
  { match: /^gpt-3\.5-turbo(?!-(?:instruct|0301))/, override: { features: { tools: "yes" } } },
  // Recorded requests with a PDF were answered by these: of the chat API the first two, of Responses the others.
  {
    match: /^(?:gpt-5-mini|gpt-4\.1-nano|gpt-5-nano|gpt-5\.4-nano)(?:-\d|$)/,
    override: { features: { file: "yes" } }
  },
  { match: /audio/, override: { features: { audio: "yes", image: "no" } } },
  // Images at their largest, by the vendor's page on vision: tiles of 512 pixels, eight at most, or 1,536 patches.
  {
    match: /^(?:chatgpt-4o|gpt-4(?:o|\.1|\.5|-turbo)|o[13](?:-|$)|gpt-5(?:-|$))/,
    override: { overhead: { image: 1445 } }
  },
  { match: /^(?:gpt-4\.1|gpt-5|o4)-(?:mini|nano)/, override: { overhead: { image: 3779 } } },
  { match: /^gpt-4o-mini/, override: { overhead: { image: 48_169 } } },
  {
    match: /search-(?:preview|api)/,
    override: { params: { web_search_options: yes, temperature: no, top_p: no } }
  },
  {
    match: /^o\d/,
    override: {
      // Even `false` is refused of the last: 400 `unsupported_parameter` on o1, o3, o3-mini and o4-mini.
      params: {
        ...reasoning,
        ...unsampled,
        reasoning_effort: effort(["low", "medium", "high"]),
        parallel_tool_calls: no
      },
      reasoning: always
    }
  },
  // The reference excludes o3 and o4-mini alone, and recorded requests with `stop` were answered by o3-mini.
  { match: /^(?:o1|o3-mini)(?:-|$)/, override: { params: { stop: yes } } },
  {
    match: /^gpt-(?:[5-9]|\d\d)(?!.*-chat)/,
    override: {
      params: {
        ...reasoning,
        ...unsampled,
        verbosity: yes,
        reasoning_effort: effort(["low", "medium", "high", "xhigh", "max"])
      },
      features: { custom_tools: "yes" },
      reasoning: byDefault
    }
  },
  {
    match: /^gpt-5(?!\.)(?!.*-chat)/,
    override: {
      // "Only the default (1) value is supported", and recorded requests with it were answered.
      params: {
        temperature: { support: "no", only: 1 },
        reasoning_effort: effort(["minimal", "low", "medium", "high"])
      },
      reasoning: always
    }
  },
  {
    match: /^gpt-5\.1(?!\d)(?!.*-chat)/,
    override: {
      params: { ...sampled, reasoning_effort: effort(["none", "low", "medium", "high"]) },
      reasoning: { ...optional, by_default: false }
    }
  },
  {
    match: /^gpt-5\.[2-4](?!\d)(?!.*-chat)/,
    override: {
      params: { ...sampled, reasoning_effort: effort(["none", "low", "medium", "high", "xhigh"]) },
      reasoning: { ...optional, by_default: false }
    }
  },
  {
    // The chat API of 5.6 documents `max`, and its vendor's other surface alone is seen to take it.
    match: /^gpt-5\.[56](?!\d)(?!.*-chat)/,
    override: { params: { ...sampled, reasoning_effort: effort(["none", "low", "medium", "high", "xhigh"]) } }
  },
  { match: /^gpt-5\.6(?!\d)(?!.*-chat)/, override: { features: { tools_with_reasoning: "no" } } },
  {
    match: /^gpt-5\.[56](?!\d)/,
    override: { params: { prompt_cache_retention: { support: "yes", values: ["24h"] } } }
  },
  { match: /^gpt-(?:[6-9]|\d\d)/, override: { params: { prompt_cache_retention: no } } },
  { match: /^gpt-(?:5\.[6-9]|[6-9]|\d\d)/, override: { params: { prompt_cache_options: yes } } },
  { match: /^gpt-6(?:\.1)?-(?:astra|sol)/, override: { reasoning: always } },
  {
    match: /^gpt-(?:6-(?:sol|luna)|6\.1-terra)/,
    override: {
      params: { ...sampled, reasoning_effort: effort(["none", "low", "medium", "high", "xhigh", "max"]) },
      reasoning: { always: false }
    }
  }
]

/** How some models want to be spoken to, by either API. */
export const quirks: ReadonlyArray<{
  readonly match: RegExp
  readonly quirks: Pick<Quirks, "roles">
}> = [
  {
    match: /^(?:o\d|gpt-(?:[5-9]|\d\d)(?!.*-chat))/,
    quirks: { roles: { system: "developer", developer: "developer" } }
  }
]

/** Served by other APIs of the vendor's, or by none that answers a chat; deep research needs a tool in every request. */
export const nowhere: RegExp =
  /-deep-research|^text-embedding|-realtime|^(?:chatgpt|gpt)-image|^dall-e|tts|transcribe|^whisper|moderation|^sora|^babbage|^davinci|-instruct/
