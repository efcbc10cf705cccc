import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Vendor from "@turnout/wire/Vendor"

export type Options = Vendor.Options

export const { make, layer, env }: Vendor.Vendor<Options, "novita"> = Vendor.define({
  id: "novita",
  protocol: OpenAiChat.make(OpenAiChat.host),
  baseUrl: "https://api.novita.ai/openai/v1",
  path: "/chat/completions",
  auth: Auth.bearer,
  env: { apiKey: "NOVITA_API_KEY", baseUrl: "NOVITA_BASE_URL" }
})
