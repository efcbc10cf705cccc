import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Rules from "@turnout/wire/Rules"
import * as Vendor from "@turnout/wire/Vendor"

export type Options = Vendor.BaseOptions

/** vLLM. A key only where it was started with one. */
export const { make, layer, env }: Vendor.Vendor<Options> = Vendor.define({
  id: "vllm",
  protocol: OpenAiChat.make({
    ...OpenAiChat.host,
    renames: {},
    roles: { system: "system", developer: "developer" },
    reasoning: "reasoning"
  }),
  baseUrl: "http://127.0.0.1:8000/v1",
  path: "/chat/completions",
  embeddings: () => import("@turnout/wire/OpenAiEmbeddings"),
  auth: Auth.bearer,
  env: {
    baseUrl: ["VLLM_BASE_URL", "HOSTED_VLLM_API_BASE"],
    apiKey: ["VLLM_API_KEY", "HOSTED_VLLM_API_KEY"]
  },
  required: [],
  wanted: ["apiKey", "baseUrl"],
  models: [
    {
      match: /./,
      override: {
        params: {
          ...Rules.taken(
            "top_k",
            "min_p",
            "repetition_penalty",
            "n",
            "logprobs",
            "top_logprobs",
            "logit_bias"
          ),
          ...Rules.taken("parallel_tool_calls"),
          // Ignored, with a line in the server's log.
          ...Rules.refused("top_a", "user", "verbosity", "safety_identifier", "prompt_cache_key")
        },
        features: { file: "no" }
      }
    }
  ]
})
