import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Rules from "@turnout/wire/Rules"
import * as Vendor from "@turnout/wire/Vendor"

export type Options = Vendor.Options

const thinking = (reasoning_effort: "low" | "high" | "max") => ({
  thinking: { type: "enabled" },
  reasoning_effort
})

/** `user_id`: the vendor's reference. */
const account = { character: /[a-zA-Z0-9_-]/, max: 512 }

export const { make, layer, env }: Vendor.Vendor<Options, "deepseek"> = Vendor.define({
  id: "deepseek",
  protocol: OpenAiChat.make({
    ...OpenAiChat.host,
    renames: { max_completion_tokens: "max_tokens", user: "user_id", safety_identifier: "user_id" },
    forms: { user: account, safety_identifier: account },
    effort: {
      none: { thinking: { type: "disabled" } },
      minimal: thinking("low"),
      low: thinking("low"),
      medium: thinking("high"),
      high: thinking("high"),
      xhigh: thinking("max"),
      max: thinking("max")
    },
    // V4 wants the field on every turn of the assistant's, though it be empty.
    demandedReasoning: { on: "every", text: "" },
    flatText: true,
    emulatedSchema: "instructions",
    reasoningTokens: "inside"
  }),
  baseUrl: "https://api.deepseek.com",
  models: [
    {
      match: /./,
      override: {
        params: {
          ...Rules.refused("top_k", "min_p", "top_a", "repetition_penalty", "n", "seed", "logit_bias"),
          // Deprecated, and without effect.
          ...Rules.refused("presence_penalty", "frequency_penalty"),
          ...Rules.refused("parallel_tool_calls", "verbosity", "prompt_cache_key"),
          ...Rules.taken("logprobs", "top_logprobs", "user"),
          safety_identifier: { support: "yes", yields_to: ["user"] },
          // Ignored while the model thinks.
          temperature: { support: "yes", with_reasoning: "no" },
          top_p: { support: "yes", with_reasoning: "no" },
          stop: Rules.most(16)
        },
        features: { json_schema: "emulated", image: "no", audio: "no", file: "no" },
        reasoning: { support: "yes", control: "effort", by_default: true }
      }
    },
    {
      match: /vision/,
      override: {
        features: { image: "yes" },
        types: { image: ["image/jpeg", "image/png", "image/gif", "image/webp"] }
      }
    }
  ],
  path: "/chat/completions",
  auth: Auth.bearer,
  env: { apiKey: "DEEPSEEK_API_KEY", baseUrl: "DEEPSEEK_BASE_URL" }
})
