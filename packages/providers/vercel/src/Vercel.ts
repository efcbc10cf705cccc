import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Vendor from "@turnout/wire/Vendor"

export type Options = Vendor.Options

export const { make, layer, env }: Vendor.Vendor<Options, "vercel"> = Vendor.define({
  id: "vercel",
  aliases: ["ai-gateway", "vercel-ai-gateway"],
  protocol: OpenAiChat.make({
    ...OpenAiChat.host,
    reasoning: "reasoning_details",
    origins: ["vercel"],
    cacheControl: true,
    costs: [
      {
        at: ["cost"],
        usd: 1,
        besides: { when: ["is_byok"], at: ["cost_details", "upstream_inference_cost"] }
      }
    ]
  }),
  baseUrl: "https://ai-gateway.vercel.sh/v1",
  without: ({ id }) => /embed|image|tts|whisper|transcribe|video|veo|sora|flux|rerank/i.test(id),
  path: "/chat/completions",
  embeddings: () => import("@turnout/wire/OpenAiEmbeddings"),
  auth: Auth.bearer,
  env: { apiKey: ["AI_GATEWAY_API_KEY", "VERCEL_AI_GATEWAY_API_KEY"], baseUrl: "AI_GATEWAY_BASE_URL" }
})
