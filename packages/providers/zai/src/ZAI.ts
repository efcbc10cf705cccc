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

export const { make, layer, env }: Vendor.Vendor<Options, "zai"> = Vendor.define({
  id: "zai",
  catalog: ({ site }: Options) => (site === "china" ? "zhipuai" : "zai"),
  vendor: "zai",
  aliases: ["z.ai", "zhipu", "bigmodel"],
  protocol: OpenAiChat.make({
    ...OpenAiChat.host,
    renames: { max_completion_tokens: "max_tokens", user: "user_id" },
    forms: { user: { min: 6, max: 128 } },
    includeUsage: false,
    // The template drops lists without a word.
    flatText: true,
    emulatedSchema: "instructions",
    effort: toggle,
    models: [
      { match: /^glm-5\.[3-9]/, quirks: { effort: {} } },
      {
        match: /^glm-5\.2/,
        quirks: { effort: { none: thinking("disabled"), medium: { reasoning_effort: "high" } } }
      }
    ]
  }),
  baseUrl: ({ site }: Options) =>
    site === "china" ? "https://open.bigmodel.cn/api/paas/v4" : "https://api.z.ai/api/paas/v4",
  options: { site: Check.oneOf("international", "china") },
  models: [
    {
      match: /./,
      override: {
        params: {
          ...Rules.refused("n", "seed", "presence_penalty", "frequency_penalty", "logprobs", "top_logprobs"),
          ...Rules.refused(
            "logit_bias",
            "parallel_tool_calls",
            "top_k",
            "min_p",
            "top_a",
            "repetition_penalty"
          ),
          ...Rules.refused("verbosity", "prompt_cache_key", "safety_identifier"),
          ...Rules.taken("user"),
          temperature: Rules.between(0, 1),
          top_p: Rules.between(0.01, 1),
          stop: Rules.most(1)
        },
        features: {
          json_schema: "emulated",
          // `auto` is the only choice that is documented.
          tool_choice_required: "no",
          tool_choice_named: "no",
          audio: "no",
          file: "no"
        },
        reasoning: { support: "yes", control: "toggle", by_default: true }
      }
    },
    {
      match: /^glm-5\.2/,
      override: {
        params: { reasoning_effort: Rules.efforts("none", "medium", "high", "max") },
        reasoning: { control: "effort" }
      }
    },
    {
      match: /^glm-5\.[3-9]/,
      override: {
        params: { reasoning_effort: Rules.efforts("low", "high", "max") },
        reasoning: { control: "effort", always: true }
      }
    }
  ],
  path: "/chat/completions",
  auth: Auth.bearer,
  env: {
    apiKey: ["ZAI_API_KEY", "ZHIPU_API_KEY", "ZHIPUAI_API_KEY", "Z_AI_API_KEY"],
    baseUrl: "ZAI_BASE_URL"
  }
})
