import { Fireworks, fireworks } from "@turnout/fireworks"
import { layerConfig } from "@turnout/fireworks/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const { chunk } = VendorSuite.chat

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Fireworks",
  vendor: Fireworks,
  short: fireworks,
  layerConfig,
  model: "accounts/fireworks/models/glm-5p3",
  url: "https://api.fireworks.ai/inference/v1/chat/completions",
  drops: ["top_a", "verbosity", "safety_identifier"],
  takes: [
    "top_k",
    "min_p",
    "repetition_penalty",
    "n",
    "logprobs",
    "top_logprobs",
    "logit_bias",
    "parallel_tool_calls",
    "user",
    "prompt_cache_key"
  ],
  differs: {
    "no reasoning": {
      body: { thinking: { type: "disabled" } },
      without: ["reasoning_effort"],
      told: ["translated reasoning_effort"]
    }
  },
  answers: [
    {
      name: "an error is a text, or an object",
      status: 404,
      whole: { error: "Model not found, inaccessible, and/or not deployed" },
      failure: "ModelNotFound"
    },
    {
      name: "reasoning stands beside the content",
      stream: [
        chunk({ role: "assistant", reasoning_content: "Easy." }),
        chunk({ content: "4" }),
        { ...chunk({}, "stop"), usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } },
        "data: [DONE]"
      ],
      told: { content: "4", reasoning: "Easy.", usage: { input: 3, output: 2 } }
    }
  ]
})
