import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Rules from "@turnout/wire/Rules"
import * as Vendor from "@turnout/wire/Vendor"

export type Options = Vendor.Options

export const { make, layer, env }: Vendor.Vendor<Options, "together"> = Vendor.define({
  id: "together",
  aliases: ["togetherai", "together-ai"],
  protocol: OpenAiChat.make({
    ...OpenAiChat.host,
    reasoning: "reasoning",
    logprobs: "count",
    flatText: true,
    effort: { none: { reasoning: { enabled: false } } }
  }),
  baseUrl: "https://api.together.xyz/v1",
  models: [
    {
      match: /./,
      override: {
        params: {
          ...Rules.refused("top_a", "parallel_tool_calls", "user", "verbosity"),
          ...Rules.refused("prompt_cache_key", "safety_identifier"),
          ...Rules.taken(
            "top_k",
            "min_p",
            "repetition_penalty",
            "n",
            "logprobs",
            "top_logprobs",
            "logit_bias"
          ),
          reasoning_effort: Rules.efforts("none", "low", "medium", "high")
        },
        features: { file: "no" },
        types: { audio: ["wav"] }
      }
    }
  ],
  path: "/chat/completions",
  embeddings: () => import("./together/embeddings.ts"),
  auth: Auth.bearer,
  env: {
    apiKey: ["TOGETHER_API_KEY", "TOGETHERAI_API_KEY", "TOGETHER_AI_API_KEY"],
    baseUrl: "TOGETHER_BASE_URL"
  }
})
