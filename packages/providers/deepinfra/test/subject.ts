import { DeepInfra, deepinfra } from "@turnout/deepinfra"
import { layerConfig } from "@turnout/deepinfra/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const { head } = VendorSuite.chat

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "DeepInfra",
  vendor: DeepInfra,
  short: deepinfra,
  layerConfig,
  model: "deepseek-ai/DeepSeek-V3.2",
  url: "https://api.deepinfra.com/v1/openai/chat/completions",
  drops: ["n", "top_a"],
  takes: ["top_k", "min_p", "repetition_penalty", "user"],
  answers: [
    {
      name: "reasoning that the totals leave out is counted with the output",
      whole: {
        ...head,
        choices: [
          {
            index: 0,
            message: { role: "assistant", content: "4", reasoning_content: "Easy." },
            finish_reason: "stop"
          }
        ],
        usage: {
          prompt_tokens: 10,
          completion_tokens: 5,
          total_tokens: 15,
          completion_tokens_details: { reasoning_tokens: 80 },
          estimated_cost: 0.00002
        }
      },
      told: {
        content: "4",
        reasoning: "Easy.",
        usage: { input: 10, output: 5, reasoning: 80, assumed: true },
        cost: 0.00002
      }
    },
    {
      name: "a model that is busy is overloaded, whatever its status",
      status: 429,
      whole: { error: { message: "Model busy, retry later" } },
      failure: "Overloaded"
    },
    {
      name: "a validator's complaints are a text or a list",
      status: 422,
      whole: { detail: [{ loc: ["body", "n"], msg: "must be 1", type: "value_error" }] },
      failure: "InvalidRequest"
    }
  ]
})
