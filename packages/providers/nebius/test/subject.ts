import { Nebius, nebius } from "@turnout/nebius"
import { layerConfig } from "@turnout/nebius/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const { head } = VendorSuite.chat

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Nebius",
  vendor: Nebius,
  short: nebius,
  layerConfig,
  model: "zai-org/GLM-5.3",
  url: "https://api.tokenfactory.nebius.com/v1/chat/completions",
  answers: [
    {
      name: "what its server adds to an answer is no part of it",
      whole: {
        ...head,
        choices: [
          {
            index: 0,
            message: { role: "assistant", content: "4", reasoning_content: "Easy.", tool_calls: [] },
            finish_reason: "stop",
            stop_reason: null
          }
        ],
        usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5, prompt_tokens_details: null },
        prompt_logprobs: null,
        kv_transfer_params: null
      },
      told: { content: "4", reasoning: "Easy.", calls: [], usage: { input: 3, output: 2 } }
    }
  ]
})
