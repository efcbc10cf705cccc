import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Vendor from "@turnout/wire/Vendor"

export type Options = Vendor.BaseOptions

/** LM Studio's server. A choice among tools is a word there, never a tool's name. */
export const { make, layer, env }: Vendor.Vendor<Options> = Vendor.define({
  id: "lmstudio",
  aliases: ["lm-studio"],
  protocol: OpenAiChat.make(OpenAiChat.host),
  baseUrl: "http://127.0.0.1:1234/v1",
  path: "/chat/completions",
  embeddings: () => import("@turnout/wire/OpenAiEmbeddings"),
  auth: Auth.bearer,
  env: { baseUrl: "LM_STUDIO_BASE_URL", apiKey: ["LMSTUDIO_API_KEY", "LM_STUDIO_API_KEY", "LM_API_TOKEN"] },
  required: [],
  wanted: ["apiKey", "baseUrl"],
  models: [{ match: /./, override: { features: { tool_choice_named: "no", file: "no" } } }]
})
