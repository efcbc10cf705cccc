import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Rules from "@turnout/wire/Rules"
import * as Vendor from "@turnout/wire/Vendor"

export type Options = Vendor.Options

const glm = { medium: { reasoning_effort: "high" }, xhigh: { reasoning_effort: "max" } } as const

export const { make, layer, env }: Vendor.Vendor<Options, "mistral"> = Vendor.define({
  id: "mistral",
  protocol: OpenAiChat.make({
    ...OpenAiChat.host,
    renames: { max_completion_tokens: "max_tokens", seed: "random_seed" },
    // `name` is the tool's, on its results.
    names: false,
    required: "any",
    // Usage always comes, and a field that the API does not know is a 422.
    includeUsage: false,
    reasoning: "content",
    forms: { call_id: { character: /[a-zA-Z0-9]/, min: 9, max: 9 } },
    models: [{ match: /glm-5/, quirks: { effort: glm } }]
  }),
  baseUrl: "https://api.mistral.ai/v1",
  models: [
    {
      match: /./,
      override: {
        params: {
          ...Rules.refused("top_k", "min_p", "top_a", "repetition_penalty", "logprobs", "top_logprobs"),
          ...Rules.refused("logit_bias", "user", "verbosity", "safety_identifier"),
          ...Rules.taken("n", "parallel_tool_calls", "prompt_cache_key"),
          temperature: Rules.between(0, 1.5)
        },
        // Sound and documents have kinds of their own there.
        features: { audio: "no", file: "no" },
        unlisted: "drop"
      }
    },
    {
      match: /^(?:mistral-(?:medium|small)|magistral)/,
      override: { params: { reasoning_effort: Rules.efforts("none", "high") } }
    },
    {
      match: /^mistral-large-4/,
      override: {
        params: { reasoning_effort: Rules.efforts("low", "medium", "high") },
        reasoning: { support: "yes", control: "effort", always: true }
      }
    }
  ],
  without: ({ id }) => /embed|-tts|ocr|moderation/.test(id),
  path: "/chat/completions",
  embeddings: () => import("./mistral/embeddings.ts"),
  auth: Auth.bearer,
  env: { apiKey: "MISTRAL_API_KEY", baseUrl: "MISTRAL_BASE_URL" }
})
