import { SambaNova, sambanova } from "@turnout/sambanova"
import { layerConfig } from "@turnout/sambanova/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "SambaNova",
  vendor: SambaNova,
  short: sambanova,
  layerConfig,
  model: "Qwen2.5-72B-Instruct",
  url: "https://api.sambanova.ai/v1/chat/completions",
  drops: [
    "min_p",
    "top_a",
    "repetition_penalty",
    "verbosity",
    "user",
    "prompt_cache_key",
    "safety_identifier"
  ],
  takes: ["top_k", "n", "logprobs", "top_logprobs", "logit_bias", "parallel_tool_calls"],
  differs: {
    reasoning: VendorSuite.reasoningField,
    "no reasoning": {
      body: { chat_template_kwargs: { enable_thinking: false } },
      without: ["reasoning_effort"],
      told: ["translated reasoning_effort"]
    }
  }
})
