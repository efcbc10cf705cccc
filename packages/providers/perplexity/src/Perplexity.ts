import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Rules from "@turnout/wire/Rules"
import * as Vendor from "@turnout/wire/Vendor"

export type Options = Vendor.Options

export const { make, layer, env }: Vendor.Vendor<Options, "perplexity"> = Vendor.define({
  id: "perplexity",
  protocol: OpenAiChat.make({
    ...OpenAiChat.host,
    names: false,
    // Usage stands on every chunk.
    includeUsage: false,
    reasoningTokens: "outside",
    thinkTags: true,
    costs: [{ at: ["cost", "total_cost"], usd: 1 }]
  }),
  baseUrl: "https://api.perplexity.ai",
  models: [
    {
      match: /./,
      override: {
        params: {
          ...Rules.refused("min_p", "top_a", "repetition_penalty", "seed", "logit_bias", "user", "verbosity"),
          ...Rules.refused("prompt_cache_key", "safety_identifier"),
          ...Rules.taken(
            "top_k",
            "n",
            "logprobs",
            "top_logprobs",
            "parallel_tool_calls",
            "web_search_options"
          ),
          // In the schema, and not sent by the SDKs that are seen.
          ...Rules.unverified("stop"),
          reasoning_effort: Rules.efforts("minimal", "low", "medium", "high")
        },
        features: { json_object: "no", tool_choice_named: "no", tools: "unknown", audio: "no", file: "no" }
      }
    }
  ],
  path: "/chat/completions",
  auth: Auth.bearer,
  env: { apiKey: ["PERPLEXITY_API_KEY", "PERPLEXITYAI_API_KEY"], baseUrl: "PERPLEXITY_BASE_URL" }
})
