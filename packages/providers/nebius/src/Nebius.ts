import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Vendor from "@turnout/wire/Vendor"

export type Options = Vendor.Options

export const { make, layer, env }: Vendor.Vendor<Options, "nebius"> = Vendor.define({
  id: "nebius",
  protocol: OpenAiChat.make(OpenAiChat.host),
  baseUrl: "https://api.tokenfactory.nebius.com/v1",
  path: "/chat/completions",
  embeddings: () => import("@turnout/wire/OpenAiEmbeddings"),
  auth: Auth.bearer,
  env: { apiKey: "NEBIUS_API_KEY", baseUrl: "NEBIUS_BASE_URL" }
})
