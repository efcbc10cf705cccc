import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Rules from "@turnout/wire/Rules"
import * as Vendor from "@turnout/wire/Vendor"

export type Options = Vendor.Options

const off = { chat_template_kwargs: { enable_thinking: false } }

export const { make, layer, env }: Vendor.Vendor<Options, "sambanova"> = Vendor.define({
  id: "sambanova",
  protocol: OpenAiChat.make({ ...OpenAiChat.host, reasoning: "reasoning", effort: { none: off } }),
  baseUrl: "https://api.sambanova.ai/v1",
  models: [
    {
      match: /./,
      override: {
        params: {
          // The body of SDK 1.4 has these, and has none of the others.
          ...Rules.taken("top_k", "n", "logprobs", "top_logprobs", "logit_bias", "parallel_tool_calls"),
          ...Rules.refused("min_p", "top_a", "repetition_penalty", "verbosity", "user"),
          ...Rules.refused("prompt_cache_key", "safety_identifier"),
          reasoning_effort: Rules.efforts("none", "low", "medium", "high")
        }
      }
    }
  ],
  // No catalog lists them: the ids are those of SDK 1.4, the limits and prices nobody's.
  stated: Object.fromEntries(
    [
      ["DeepSeek-R1-0528", "deepseek-r1-0528"],
      ["DeepSeek-V3-0324", "deepseek-v3-0324"],
      ["DeepSeek-V3.1", "deepseek-v3.1"],
      ["Llama-4-Maverick-17B-128E-Instruct", "llama-4-maverick"],
      ["Meta-Llama-3.1-8B-Instruct", "llama-3.1-8b-instruct"],
      ["Meta-Llama-3.3-70B-Instruct", "llama-3.3-70b-instruct"],
      ["Qwen3-32B", "qwen3-32b"],
      ["gpt-oss-120b", "gpt-oss-120b"]
    ].map(([id = "", model = ""]) => [id, { model }])
  ),
  path: "/chat/completions",
  auth: Auth.bearer,
  env: { apiKey: "SAMBANOVA_API_KEY", baseUrl: ["SAMBANOVA_BASE_URL", "SAMBA_NOVA_BASE_URL"] }
})
