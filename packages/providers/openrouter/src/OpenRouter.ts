import * as Check from "@turnout/core/Options"
import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Rules from "@turnout/wire/Rules"
import * as Vendor from "@turnout/wire/Vendor"

export interface Options extends Vendor.Options {
  /** `HTTP-Referer`: the site that the account's statistics name. */
  readonly referer?: string | undefined
  /** `X-Title`: its title there. */
  readonly title?: string | undefined
}

export const { make, layer, env }: Vendor.Vendor<Options, "openrouter"> = Vendor.define({
  id: "openrouter",
  protocol: OpenAiChat.make({
    ...OpenAiChat.host,
    renames: {},
    roles: { system: "system", developer: "developer" },
    // Signed and encrypted parts go back as they came, and to nobody else.
    reasoning: "reasoning_details",
    origins: ["openrouter"],
    cacheControl: true,
    forms: { user: { max: 128 } },
    costs: [
      {
        at: ["cost"],
        usd: 1,
        besides: { when: ["is_byok"], at: ["cost_details", "upstream_inference_cost"] }
      }
    ]
  }),
  baseUrl: "https://openrouter.ai/api/v1",
  models: [
    {
      match: /./,
      override: {
        params: {
          ...Rules.refused("n", "safety_identifier"),
          ...Rules.taken(
            "top_k",
            "min_p",
            "top_a",
            "repetition_penalty",
            "logprobs",
            "top_logprobs",
            "logit_bias"
          ),
          ...Rules.taken("parallel_tool_calls", "user", "verbosity", "prompt_cache_key", "modalities"),
          stop: Rules.most(4)
        }
      }
    }
  ],
  tiers: { flex: { service_tier: "flex" }, priority: { service_tier: "priority" } },
  options: { referer: Check.string, title: Check.string },
  headers: ({ referer, title }) => ({
    ...(referer === undefined ? {} : { "http-referer": referer }),
    ...(title === undefined ? {} : { "x-title": title })
  }),
  path: "/chat/completions",
  embeddings: () => import("@turnout/wire/OpenAiEmbeddings"),
  auth: Auth.bearer,
  env: { apiKey: "OPENROUTER_API_KEY", baseUrl: "OPENROUTER_BASE_URL" }
})
