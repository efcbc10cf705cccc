import * as Check from "@turnout/core/Options"
import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Rules from "@turnout/wire/Rules"
import * as Vendor from "@turnout/wire/Vendor"

export interface Options extends Vendor.Options {
  /** Whose key it is: accounts of the two sites know nothing of each other. Default: `international`. */
  readonly site?: "international" | "china" | undefined
}

const thinking = (type: "enabled" | "disabled") => ({ thinking: { type } })

const toggle = OpenAiChat.toggle(thinking("disabled"), thinking("enabled"))

export const { make, layer, env }: Vendor.Vendor<Options, "moonshot"> = Vendor.define({
  id: "moonshot",
  aliases: ["moonshotai", "kimi"],
  protocol: OpenAiChat.make({
    ...OpenAiChat.host,
    renames: {},
    flatText: true,
    toolRoot: { refuses: ["anyOf", "oneOf", "allOf"], properties: false },
    models: [
      {
        match: /^kimi-k2\.[5-9]/,
        quirks: { demandedReasoning: { on: "calls", text: " " }, effort: toggle }
      },
      { match: /^kimi-k2\.[56]/, quirks: { forced: { thinking: { type: "disabled" } } } },
      { match: /^kimi-k3/, quirks: { demandedReasoning: { on: "every", text: " " } } }
    ]
  }),
  baseUrl: ({ site }: Options) =>
    site === "china" ? "https://api.moonshot.cn/v1" : "https://api.moonshot.ai/v1",
  options: { site: Check.oneOf("international", "china") },
  models: [
    {
      match: /./,
      override: {
        params: {
          // Fixed for every Kimi: another value is a 400.
          ...Rules.refused("top_p", "n", "presence_penalty", "frequency_penalty"),
          temperature: { support: "no", only: 1 },
          ...Rules.refused(
            "seed",
            "top_k",
            "min_p",
            "top_a",
            "repetition_penalty",
            "logit_bias",
            "verbosity"
          ),
          ...Rules.taken("logprobs", "top_logprobs", "prompt_cache_key", "safety_identifier"),
          stop: Rules.most(5)
        },
        features: { image_url: "no", audio: "no", file: "no" },
        types: {
          image: [
            "image/jpeg",
            "image/png",
            "image/gif",
            "image/webp",
            "image/bmp",
            "image/heic",
            "image/heif"
          ]
        }
      }
    },
    {
      match: /^kimi-k3/,
      override: {
        params: { reasoning_effort: Rules.efforts("low", "high", "max") },
        reasoning: { support: "yes", control: "effort", always: true }
      }
    },
    {
      match: /^kimi-k2\.[56]/,
      override: { reasoning: { support: "yes", control: "toggle", by_default: true } }
    },
    {
      match: /^kimi-k2\.7/,
      override: {
        params: Rules.refused("reasoning_effort"),
        features: { tool_choice_required: "no", tool_choice_named: "no" },
        reasoning: { support: "yes", control: "toggle", always: true }
      }
    }
  ],
  path: "/chat/completions",
  auth: Auth.bearer,
  env: {
    apiKey: ["MOONSHOT_API_KEY", "MOONSHOTAI_API_KEY"],
    baseUrl: ["MOONSHOT_BASE_URL", "MOONSHOT_API_BASE"]
  }
})
