import type { Override } from "@turnout/core/Capabilities"
import type { JsonObject } from "@turnout/core/Json"
import type { Dialect } from "./dialect.ts"

/** What hosts of the family are known to differ in, one from the other. */
const capabilities: Override = {
  params: Object.fromEntries(
    [
      "top_k",
      "min_p",
      "top_a",
      "repetition_penalty",
      "n",
      "logprobs",
      "top_logprobs",
      "logit_bias",
      "parallel_tool_calls",
      "verbosity",
      "prompt_cache_key",
      "prompt_cache_options",
      "prompt_cache_retention",
      "safety_identifier",
      "moderation",
      "user",
      "modalities"
    ].map((name) => [name, { support: "unknown" }] as const)
  ),
  // Chat templates of open models put words of their own before a prompt: gpt-oss some 70 tokens, more with tools.
  overhead: { prompt: 96, tools: 512 }
}

/**
 * The dialect of those who serve models of others in OpenAI's shape, as far as they agree: the older word for the
 * longest answer, one role that instructs, no kind of content for refusals, and grammars of their own.
 */
export const host = {
  renames: { max_completion_tokens: "max_tokens" },
  roles: { system: "system", developer: "system" },
  textFormat: false,
  emptyContent: false,
  refusals: false,
  strictSchema: undefined,
  reasoning: "reasoning_content",
  capabilities
} as const satisfies Partial<Dialect>

/** Efforts of a model that reasons or does not, without degrees: the native fields of either. */
export const toggle = (off: JsonObject, on: JsonObject): Dialect["effort"] => ({
  none: off,
  minimal: on,
  low: on,
  medium: on,
  high: on,
  xhigh: on,
  max: on
})
