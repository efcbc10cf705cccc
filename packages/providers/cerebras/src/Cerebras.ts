import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Rules from "@turnout/wire/Rules"
import * as Vendor from "@turnout/wire/Vendor"

export type Options = Vendor.Options

export const { make, layer, env }: Vendor.Vendor<Options, "cerebras"> = Vendor.define({
  id: "cerebras",
  protocol: OpenAiChat.make({
    ...OpenAiChat.host,
    renames: {},
    roles: { system: "system", developer: "developer" },
    reasoning: "reasoning",
    forms: { prompt_cache_key: { max: 1024 } }
  }),
  baseUrl: "https://api.cerebras.ai/v1",
  models: [
    {
      match: /./,
      override: {
        params: {
          ...Rules.refused("top_k", "min_p", "top_a", "repetition_penalty", "verbosity", "safety_identifier"),
          ...Rules.taken("n", "logprobs", "top_logprobs", "logit_bias", "parallel_tool_calls"),
          ...Rules.taken("user", "prompt_cache_key"),
          reasoning_effort: Rules.efforts("none", "low", "medium", "high"),
          stop: Rules.most(4)
        },
        features: { audio: "no", file: "no" }
      }
    }
  ],
  tiers: { flex: { service_tier: "flex" }, priority: { service_tier: "priority" } },
  path: "/chat/completions",
  auth: Auth.bearer,
  env: { apiKey: "CEREBRAS_API_KEY", baseUrl: "CEREBRAS_BASE_URL" }
})
