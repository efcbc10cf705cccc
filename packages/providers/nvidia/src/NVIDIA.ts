import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Vendor from "@turnout/wire/Vendor"

export type Options = Vendor.Options

const off = { chat_template_kwargs: { enable_thinking: false } }
const on = { chat_template_kwargs: { enable_thinking: true } }

/** Models whose template is told whether to think. */
const template = OpenAiChat.toggle(off, on)

/** Models of the catalog that answer no chat: embeddings, images, proteins, and what watches roads. */
const nowhere =
  /embed|bge-|flux|esm|diffusion|retriever|rerank|cosmos-(?:predict|transfer)|bevformer|speaker|gliner|stable|sd3|tts|asr|parakeet|canary|riva/i

export const { make, layer, env }: Vendor.Vendor<Options, "nvidia"> = Vendor.define({
  id: "nvidia",
  aliases: ["nim", "nvidia-nim"],
  protocol: OpenAiChat.make({
    ...OpenAiChat.host,
    flatText: true,
    models: [{ match: /qwen|nemotron-3/, quirks: { effort: template } }]
  }),
  baseUrl: "https://integrate.api.nvidia.com/v1",
  without: ({ id }) => nowhere.test(id),
  path: "/chat/completions",
  embeddings: () => import("./nvidia/embeddings.ts"),
  auth: Auth.bearer,
  env: { apiKey: ["NVIDIA_API_KEY", "NVIDIA_NIM_API_KEY"], baseUrl: "NVIDIA_BASE_URL" }
})
