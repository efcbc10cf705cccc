import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Rules from "@turnout/wire/Rules"
import * as Vendor from "@turnout/wire/Vendor"

export type Options = Vendor.BaseOptions

const off = { chat_template_kwargs: { enable_thinking: false } }
const on = { chat_template_kwargs: { enable_thinking: true } }

/** llama.cpp's server. A choice among tools is a word there, never a tool's name. */
export const { make, layer, env }: Vendor.Vendor<Options> = Vendor.define({
  id: "llamacpp",
  aliases: ["llama.cpp", "llama-cpp"],
  protocol: OpenAiChat.make({
    ...OpenAiChat.host,
    effort: OpenAiChat.toggle(off, on)
  }),
  baseUrl: "http://127.0.0.1:8080/v1",
  path: "/chat/completions",
  embeddings: () => import("@turnout/wire/OpenAiEmbeddings"),
  auth: Auth.bearer,
  env: { baseUrl: "LLAMA_CPP_BASE_URL", apiKey: "LLAMA_CPP_API_KEY" },
  required: [],
  wanted: ["apiKey", "baseUrl"],
  models: [
    {
      match: /./,
      override: {
        params: Rules.taken("top_k", "min_p"),
        features: { tool_choice_named: "no", file: "no" }
      }
    }
  ]
})
