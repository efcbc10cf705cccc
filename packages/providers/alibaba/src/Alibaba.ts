import * as Check from "@turnout/core/Options"
import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Rules from "@turnout/wire/Rules"
import * as Vendor from "@turnout/wire/Vendor"

export interface Options extends Vendor.Options {
  /** Whose key it is: accounts of the two sites know nothing of each other. Default: `international`. */
  readonly site?: "international" | "china" | undefined
}

const off = { enable_thinking: false }
const on = { enable_thinking: true }

const toggle = OpenAiChat.toggle(off, on)

export const { make, layer, env }: Vendor.Vendor<Options, "alibaba"> = Vendor.define({
  id: "alibaba",
  catalog: ({ site }: Options) => (site === "china" ? "alibaba-cn" : "alibaba"),
  vendor: "alibaba",
  aliases: ["dashscope", "qwen"],
  protocol: OpenAiChat.make({
    ...OpenAiChat.host,
    cacheControl: true,
    emulatedSchema: "instructions",
    effort: toggle,
    models: [{ match: /^qwen3\.8/, quirks: { effort: { none: off } } }]
  }),
  baseUrl: ({ site }: Options) =>
    site === "china"
      ? "https://dashscope.aliyuncs.com/compatible-mode/v1"
      : "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
  options: { site: Check.oneOf("international", "china") },
  models: [
    {
      match: /./,
      override: {
        params: {
          ...Rules.refused("frequency_penalty", "min_p", "top_a", "verbosity", "safety_identifier"),
          ...Rules.refused("prompt_cache_key", "user", "logit_bias"),
          ...Rules.taken("top_k", "parallel_tool_calls")
        },
        features: { json_schema: "emulated" }
      }
    },
    { match: /^qwen3\.(?:7-(?:plus|flash|max)|8)/, override: { features: { json_schema: "yes" } } },
    {
      match: /^qwen3\.8/,
      override: { params: { reasoning_effort: Rules.efforts("none", "low", "medium", "xhigh") } }
    }
  ],
  without: ({ id }) => /realtime|-asr-|-tts|qwen-mt|livetranslate|embedding|-ocr/.test(id),
  path: "/chat/completions",
  auth: Auth.bearer,
  env: { apiKey: ["DASHSCOPE_API_KEY", "ALIBABA_API_KEY"], baseUrl: "DASHSCOPE_BASE_URL" }
})
