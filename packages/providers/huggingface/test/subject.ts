import { HuggingFace, huggingface } from "@turnout/huggingface"
import { layerConfig } from "@turnout/huggingface/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const { head } = VendorSuite.chat

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Hugging Face",
  id: "huggingface",
  vendor: HuggingFace,
  short: huggingface,
  layerConfig,
  model: "openai/gpt-oss-120b",
  url: "https://router.huggingface.co/v1/chat/completions",
  answers: [
    {
      name: "thinking between tags is reasoning, and a text beside a delta is not said twice",
      headers: { "retry-after": "30" },
      stream: [
        {
          ...head,
          choices: [
            {
              index: 0,
              text: "<think>",
              delta: { role: "assistant", content: "<think>" },
              finish_reason: null
            }
          ]
        },
        {
          ...head,
          choices: [
            {
              index: 0,
              text: "Easy.</think>4",
              delta: { role: "assistant", content: "Easy.</think>4" },
              finish_reason: null
            }
          ]
        },
        {
          ...head,
          choices: [{ index: 0, text: "", delta: { role: "assistant", content: "" }, finish_reason: "stop" }],
          usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, cached_tokens: 4 }
        },
        "data: [DONE]"
      ],
      told: { content: "4", reasoning: "Easy.", usage: { input: 6, cache_read: 4, output: 5 } }
    },
    {
      name: "credits of the month that are used up are told in a bare text",
      status: 402,
      whole: { error: "You have exceeded your monthly included credits for Inference Providers." },
      failure: "QuotaExhausted"
    }
  ]
})
