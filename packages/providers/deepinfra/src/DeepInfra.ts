import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Rules from "@turnout/wire/Rules"
import * as Vendor from "@turnout/wire/Vendor"

export type Options = Vendor.Options

export const { make, layer, env }: Vendor.Vendor<Options, "deepinfra"> = Vendor.define({
  id: "deepinfra",
  protocol: OpenAiChat.make({
    ...OpenAiChat.host,
    costs: [{ at: ["estimated_cost"], usd: 1, estimate: true }]
  }),
  baseUrl: "https://api.deepinfra.com/v1/openai",
  models: [
    {
      match: /./,
      override: {
        params: {
          ...Rules.refused("n", "top_a"),
          ...Rules.taken("top_k", "min_p", "repetition_penalty", "user"),
          reasoning_effort: Rules.efforts("none", "low", "medium", "high")
        }
      }
    }
  ],
  tiers: { priority: { service_tier: "priority" } },
  path: "/chat/completions",
  embeddings: () => import("./deepinfra/embeddings.ts"),
  auth: Auth.bearer,
  env: { apiKey: ["DEEPINFRA_API_KEY", "DEEPINFRA_TOKEN"], baseUrl: "DEEPINFRA_BASE_URL" }
})
