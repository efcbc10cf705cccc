import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Rules from "@turnout/wire/Rules"
import * as Vendor from "@turnout/wire/Vendor"

export type Options = Vendor.Options

/** Models that reason or do not, without degrees. */
const thinks = Object.fromEntries(
  (["minimal", "low", "medium", "high", "xhigh", "max"] as const).map((level) => [
    level,
    { reasoning_effort: "default" }
  ])
)

export const { make, layer, env }: Vendor.Vendor<Options, "groq"> = Vendor.define({
  id: "groq",
  protocol: OpenAiChat.make({
    ...OpenAiChat.host,
    renames: {},
    reasoning: "reasoning",
    // "json mode cannot be combined with tool calling", and a schema neither.
    schemaBesideTools: false,
    forms: { tool_name: { character: /[A-Za-z0-9_-]/, max: 64 } },
    servedTiers: { on_demand: "default", performance: "priority" },
    // Without `reasoning_format` some models think in the open.
    thinkTags: true,
    models: [{ match: /qwen3(?:\.6|-)/, quirks: { effort: thinks } }]
  }),
  baseUrl: "https://api.groq.com/openai/v1",
  models: [
    {
      match: /./,
      override: {
        params: {
          // The types of groq-sdk 1.6: "not yet supported by any of our models", of the first six.
          ...Rules.refused(
            "logit_bias",
            "logprobs",
            "top_logprobs",
            "presence_penalty",
            "frequency_penalty",
            "n"
          ),
          ...Rules.refused("top_k", "min_p", "top_a", "repetition_penalty", "verbosity"),
          ...Rules.refused("prompt_cache_key", "safety_identifier"),
          ...Rules.taken("parallel_tool_calls", "user"),
          stop: Rules.most(4)
        },
        features: { audio: "no", file: "no" }
      }
    },
    {
      match: /gpt-oss/,
      override: {
        params: { reasoning_effort: Rules.efforts("low", "medium", "high") },
        reasoning: { support: "yes", control: "effort", always: true }
      }
    },
    {
      match: /qwen3\.8/,
      override: { params: { reasoning_effort: Rules.efforts("none", "low", "medium", "high") } }
    }
  ],
  tiers: { flex: { service_tier: "flex" }, priority: { service_tier: "performance" } },
  without: ({ id }) => /whisper|orpheus|prompt-guard/.test(id),
  path: "/chat/completions",
  auth: Auth.bearer,
  env: { apiKey: "GROQ_API_KEY", baseUrl: "GROQ_BASE_URL" }
})
