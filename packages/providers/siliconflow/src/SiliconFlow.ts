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

const level = (reasoning_effort: "high" | "max") => ({ ...on, reasoning_effort })

/** DeepSeek V4 and GLM 5.2: two degrees. */
const levels = {
  none: off,
  minimal: level("high"),
  low: level("high"),
  medium: level("high"),
  high: level("high"),
  xhigh: level("max"),
  max: level("max")
}

export const { make, layer, env }: Vendor.Vendor<Options, "siliconflow"> = Vendor.define({
  id: "siliconflow",
  protocol: OpenAiChat.make({
    ...OpenAiChat.host,
    effort: toggle,
    models: [{ match: /DeepSeek-V4|GLM-5\.[2-9]/, quirks: { effort: levels } }]
  }),
  baseUrl: ({ site }: Options) =>
    site === "china" ? "https://api.siliconflow.cn/v1" : "https://api.siliconflow.com/v1",
  options: { site: Check.oneOf("international", "china") },
  models: [
    {
      match: /./,
      override: {
        params: {
          ...Rules.refused("n", "top_a", "verbosity", "safety_identifier", "prompt_cache_key"),
          ...Rules.taken("top_k", "min_p"),
          stop: Rules.most(4)
        },
        features: { audio: "no", file: "no" }
      }
    }
  ],
  path: "/chat/completions",
  embeddings: () => import("./siliconflow/embeddings.ts"),
  auth: Auth.bearer,
  env: { apiKey: "SILICONFLOW_API_KEY", baseUrl: "SILICONFLOW_BASE_URL" }
})
