import * as Check from "@turnout/core/Options"
import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as OpenAiResponses from "@turnout/wire/OpenAiResponses"
import * as Rules from "@turnout/wire/Rules"
import * as Vendor from "@turnout/wire/Vendor"
import { models } from "./xai/models.ts"

export interface Options extends Vendor.Options {
  /** The API that serves every model. Default: Responses, which the vendor recommends; its chat API is the older one. */
  readonly api?: "responses" | "chat" | undefined
}

/** Ticks, ten billion to the dollar. */
const costs = [{ at: ["cost_in_usd_ticks"], usd: 1e-10 }]

export const { make, layer, env }: Vendor.Vendor<Options, "xai"> = Vendor.define({
  id: "xai",
  aliases: ["grok", "x-ai"],
  protocol: OpenAiResponses.make({
    format: "xai-responses-v1",
    origins: ["xai"],
    more: ["min_p"],
    reasoningTokens: "inside",
    strictSchema: undefined,
    refusals: false,
    costs
  }),
  baseUrl: "https://api.x.ai/v1",
  path: "/responses",
  auth: Auth.bearer,
  env: { apiKey: "XAI_API_KEY", baseUrl: "XAI_BASE_URL" },
  options: { api: Check.oneOf("responses", "chat") },
  models: [
    ...models,
    {
      match: /./,
      override: {
        params: {
          min_p: Rules.between(0, 1),
          ...Rules.taken("web_search_options"),
          ...Rules.refused("verbosity")
        }
      }
    }
  ],
  tiers: { priority: { service_tier: "priority" } },
  without: ({ id }) => /imagine/.test(id),
  apis: {
    usual: "responses",
    others: {
      chat: Vendor.api({
        protocol: OpenAiChat.make({
          ...OpenAiChat.host,
          renames: {},
          roles: { system: "system", developer: "developer" },
          names: false,
          // 496 + 77 + 121 = 694: reasoning stands beside what was said.
          reasoningTokens: "outside",
          costs
        }),
        path: "/chat/completions",
        models: [
          ...models,
          {
            match: /./,
            override: {
              params: {
                ...Rules.refused("top_k", "min_p", "top_a", "repetition_penalty", "verbosity"),
                ...Rules.refused("presence_penalty", "frequency_penalty", "stop", "web_search_options"),
                ...Rules.refused("prompt_cache_key", "safety_identifier"),
                ...Rules.taken("n", "logit_bias", "logprobs", "user"),
                top_logprobs: Rules.between(0, 8)
              }
            }
          }
        ],
        without: ({ id }) => /imagine|multi-agent/.test(id)
      })
    },
    served: () => undefined,
    pinned: ({ api }) => api
  }
})
