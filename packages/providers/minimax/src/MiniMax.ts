import * as Check from "@turnout/core/Options"
import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Rules from "@turnout/wire/Rules"
import * as Vendor from "@turnout/wire/Vendor"

export interface Options extends Vendor.Options {
  /** Whose key it is: accounts of the two sites know nothing of each other. Default: `international`. */
  readonly site?: "international" | "china" | undefined
}

const thinking = (type: "adaptive" | "disabled") => ({ thinking: { type } })

const toggle = OpenAiChat.toggle(thinking("disabled"), thinking("adaptive"))

export const { make, layer, env }: Vendor.Vendor<Options, "minimax"> = Vendor.define({
  id: "minimax",
  protocol: OpenAiChat.make({
    ...OpenAiChat.host,
    renames: {},
    // Reasoning in a field of its own, which goes back as it came; some models put it between tags all the same.
    fixed: { reasoning_split: true },
    reasoning: "origin",
    origins: ["minimax"],
    thinkTags: true,
    cumulativeReasoning: true,
    models: [{ match: /^minimax-m3(?!\.)/i, quirks: { effort: toggle } }]
  }),
  baseUrl: ({ site }: Options) =>
    site === "china" ? "https://api.minimaxi.com/v1" : "https://api.minimax.io/v1",
  options: { site: Check.oneOf("international", "china") },
  models: [
    {
      match: /./,
      override: {
        params: {
          // 0 is an error, more than 1 too.
          temperature: Rules.between(0.01, 1),
          // Taken and ignored.
          ...Rules.refused("n", "presence_penalty", "frequency_penalty", "logit_bias"),
          ...Rules.refused("top_k", "min_p", "top_a", "repetition_penalty", "logprobs", "top_logprobs"),
          ...Rules.refused("verbosity", "safety_identifier", "prompt_cache_key")
        },
        features: { audio: "no", file: "no" }
      }
    },
    {
      match: /^minimax-m2/i,
      override: {
        params: Rules.refused("reasoning_effort"),
        reasoning: { support: "yes", control: "toggle", always: true }
      }
    },
    {
      match: /^minimax-m3(?!\.)/i,
      override: { reasoning: { support: "yes", control: "toggle", by_default: true } }
    },
    {
      match: /^minimax-m3\.1/i,
      override: {
        params: {
          reasoning_effort: Rules.efforts("low", "medium", "high", "xhigh", "max"),
          ...Rules.refused("stop", "parallel_tool_calls")
        },
        features: { tool_choice_required: "no", tool_choice_named: "no", tool_choice_none: "no" },
        reasoning: { support: "yes", control: "effort", always: true }
      }
    }
  ],
  path: "/chat/completions",
  auth: Auth.bearer,
  env: { apiKey: "MINIMAX_API_KEY", baseUrl: ["MINIMAX_BASE_URL", "MINIMAX_API_BASE"] }
})
