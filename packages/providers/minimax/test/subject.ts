import { MiniMax, minimax } from "@turnout/minimax"
import { layerConfig } from "@turnout/minimax/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const { chunk, head } = VendorSuite.chat

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "MiniMax",
  vendor: MiniMax,
  short: minimax,
  layerConfig,
  model: "MiniMax-M3",
  url: "https://api.minimax.io/v1/chat/completions",
  models: ["MiniMax-M3", "MiniMax-M3.1-Flash", "MiniMax-M2.7"],
  drops: [
    "n",
    "presence_penalty",
    "frequency_penalty",
    "logit_bias",
    "top_k",
    "min_p",
    "top_a",
    "repetition_penalty",
    "logprobs",
    "top_logprobs",
    "verbosity",
    "safety_identifier",
    "prompt_cache_key"
  ],
  renames: { max_completion_tokens: "max_completion_tokens" },
  always: { body: { reasoning_split: true }, told: ["translated reasoning_split"] },
  differs: {
    text: { body: { temperature: 0.01 }, told: ["clamped temperature"] },
    reasoning: {
      body: { thinking: { type: "adaptive" } },
      without: ["reasoning_effort"],
      told: ["translated reasoning_effort"]
    },
    "no reasoning": {
      body: { thinking: { type: "disabled" } },
      without: ["reasoning_effort"],
      told: ["translated reasoning_effort"]
    }
  },
  answers: [
    {
      name: "reasoning that repeats itself with every delta is told once",
      stream: [
        chunk({
          role: "assistant",
          content: "",
          reasoning_details: [
            { type: "reasoning.text", id: "r", format: "MiniMax-response-v1", index: 0, text: "Ea" }
          ]
        }),
        chunk({
          reasoning_details: [
            { type: "reasoning.text", id: "r", format: "MiniMax-response-v1", index: 0, text: "Easy" }
          ]
        }),
        chunk({
          reasoning_details: [
            { type: "reasoning.text", id: "r", format: "MiniMax-response-v1", index: 0, text: "Easy." }
          ]
        }),
        chunk({ content: "4" }),
        chunk({}, "stop"),
        "data: [DONE]"
      ],
      told: { content: "4", reasoning: "Easy." }
    },
    {
      name: "reasoning between tags is reasoning",
      whole: {
        ...head,
        choices: [
          {
            index: 0,
            message: { role: "assistant", content: "<think>\nEasy.\n</think>\n\n4" },
            finish_reason: "stop"
          }
        ]
      },
      told: { content: "4", reasoning: "Easy.\n" }
    },
    {
      name: "a refusal comes inside a 200",
      whole: { choices: null, base_resp: { status_code: 1008, status_msg: "insufficient balance" } },
      failure: "QuotaExhausted"
    },
    {
      name: "a rate that is used up comes inside a 200, too",
      whole: { base_resp: { status_code: 1002, status_msg: "rate limit" } },
      failure: "RateLimited"
    }
  ]
})
