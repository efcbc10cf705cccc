import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Rules from "@turnout/wire/Rules"
import * as Vendor from "@turnout/wire/Vendor"

export type Options = Vendor.Options

export const { make, layer, env }: Vendor.Vendor<Options, "fireworks"> = Vendor.define({
  id: "fireworks",
  aliases: ["fireworks-ai"],
  protocol: OpenAiChat.make({ ...OpenAiChat.host, effort: { none: { thinking: { type: "disabled" } } } }),
  baseUrl: "https://api.fireworks.ai/inference/v1",
  models: [
    {
      match: /./,
      override: {
        params: {
          ...Rules.refused("top_a", "verbosity", "safety_identifier"),
          ...Rules.taken(
            "top_k",
            "min_p",
            "repetition_penalty",
            "n",
            "logprobs",
            "top_logprobs",
            "logit_bias"
          ),
          ...Rules.taken("parallel_tool_calls", "user", "prompt_cache_key"),
          reasoning_effort: Rules.efforts("none", "low", "medium", "high"),
          stop: Rules.most(4)
        },
        features: { audio: "no", file: "no" }
      }
    }
  ],
  tiers: { priority: { service_tier: "priority" } },
  path: "/chat/completions",
  embeddings: () => import("./fireworks/embeddings.ts"),
  auth: Auth.bearer,
  env: { apiKey: ["FIREWORKS_API_KEY", "FIREWORKS_AI_API_KEY"], baseUrl: "FIREWORKS_BASE_URL" }
})
