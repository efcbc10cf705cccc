import { SiliconFlow, siliconflow } from "@turnout/siliconflow"
import { layerConfig } from "@turnout/siliconflow/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const { chunk } = VendorSuite.chat

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "SiliconFlow",
  vendor: SiliconFlow,
  short: siliconflow,
  layerConfig,
  model: "deepseek-ai/DeepSeek-V3.2",
  url: "https://api.siliconflow.com/v1/chat/completions",
  models: ["deepseek-ai/DeepSeek-V3.2", "deepseek-ai/DeepSeek-V4-Pro"],
  drops: ["n", "top_a", "verbosity", "safety_identifier", "prompt_cache_key"],
  takes: ["top_k", "min_p"],
  differs: {
    reasoning: {
      body: { enable_thinking: true },
      without: ["reasoning_effort"],
      told: ["translated reasoning_effort"]
    },
    "no reasoning": {
      body: { enable_thinking: false },
      without: ["reasoning_effort"],
      told: ["translated reasoning_effort"]
    }
  },
  golden: [
    {
      name: "a degree of thinking where a model has two",
      request: {
        model: "deepseek-ai/DeepSeek-V4-Pro",
        messages: [{ role: "user", content: "Hi" }],
        reasoning_effort: "xhigh"
      },
      changes: ["translated reasoning_effort"],
      body: {
        model: "deepseek-ai/DeepSeek-V4-Pro",
        messages: [{ role: "user", content: "Hi" }],
        enable_thinking: true,
        reasoning_effort: "max"
      }
    }
  ],
  answers: [
    {
      name: "usage on every chunk is told as it grows",
      stream: [
        {
          ...chunk({ role: "assistant", content: null, reasoning_content: "Easy." }),
          usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 }
        },
        {
          ...chunk({ content: "4", reasoning_content: null }),
          usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }
        },
        {
          ...chunk({ content: "" }, "stop"),
          usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }
        },
        "data: [DONE]"
      ],
      told: { content: "4", reasoning: "Easy.", usage: { input: 3, output: 2 } }
    },
    {
      name: "an error is flat, with a number",
      status: 400,
      whole: { code: 20012, message: "Model does not exist. Please check it carefully.", data: null },
      failure: "ModelNotFound"
    },
    {
      name: "a key that it does not know is told in a bare text",
      status: 401,
      whole: "Invalid token",
      failure: "AuthenticationFailed"
    },
    {
      name: "a balance that is used up comes as a 403",
      status: 403,
      whole: { code: 30001, message: "Sorry, your account balance is insufficient", data: null },
      failure: "QuotaExhausted"
    }
  ]
})
