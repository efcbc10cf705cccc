import { Xai, xai } from "@turnout/xai"
import { layerConfig } from "@turnout/xai/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const { chunk, head } = VendorSuite.chat

const both = {
  id: "xai",
  vendor: Xai,
  short: xai,
  layerConfig,
  model: "grok-4.6",
  models: ["grok-4.6", "grok-4.3", "grok-4.20-0309-reasoning", "grok-4.20-0309-non-reasoning"]
} satisfies Partial<VendorSuite.Declaration<Xai.Options>>

export const subject: VendorSuite.Subject = VendorSuite.of({
  ...both,
  name: "xAI",
  family: VendorSuite.openAiResponses,
  formats: ["xai-responses-v1"],
  url: "https://api.x.ai/v1/responses",
  golden: VendorSuite.ofFolder(new URL("./golden/", import.meta.url)),
  answers: [
    {
      name: "a key that it does not know comes as a 400",
      status: 400,
      whole: {
        code: "invalid-argument",
        error: "Incorrect API key provided: xa***ey. You can obtain an API key from https://console.x.ai."
      },
      failure: "AuthenticationFailed"
    },
    {
      name: "a service that is away may say so inside a 200",
      whole: {
        code: "The service is currently unavailable",
        error:
          "Service temporarily unavailable. The model is at capacity and currently cannot serve this request."
      },
      failure: "Overloaded"
    }
  ]
})

export const byChat: VendorSuite.Subject = VendorSuite.of({
  ...both,
  name: "xAI, by its chat API",
  needs: { api: "chat" },
  url: "https://api.x.ai/v1/chat/completions",
  skip: {
    "usage is disjoint buckets that add up to the vendor's totals":
      "reasoning is counted beside the output here, and inside it in the family's fixture: the vendor's own answers show it",
    "asks its own address, with the key in its header": "the account of the environment asks by Responses"
  },
  drops: [
    "top_k",
    "min_p",
    "top_a",
    "repetition_penalty",
    "verbosity",
    "presence_penalty",
    "frequency_penalty",
    "stop",
    "prompt_cache_key",
    "safety_identifier"
  ],
  takes: ["n", "logit_bias", "logprobs", "top_logprobs", "user"],
  renames: { max_completion_tokens: "max_completion_tokens" },
  always: { told: ["translated api"] },
  differs: {
    instructions: {
      body: {
        messages: [
          { role: "system", content: "Be brief." },
          { role: "developer", content: "Answer in French." },
          { role: "user", content: "Hi" }
        ]
      },
      told: ["dropped messages[2].name"],
      untold: ["translated messages[1].role"]
    },
    "no reasoning": { body: { reasoning_effort: "low" }, told: ["clamped reasoning_effort"] }
  },
  answers: [
    {
      name: "reasoning is counted beside what was said, and ticks are ten billion to the dollar",
      stream: [
        chunk({ role: "assistant", reasoning_content: "Easy." }),
        chunk({ content: "4" }),
        chunk({}, "stop"),
        {
          ...head,
          choices: [],
          usage: {
            prompt_tokens: 496,
            completion_tokens: 77,
            total_tokens: 694,
            prompt_tokens_details: { cached_tokens: 283 },
            completion_tokens_details: { reasoning_tokens: 121 },
            num_sources_used: 0,
            cost_in_usd_ticks: 2_071_250
          }
        },
        "data: [DONE]"
      ],
      told: {
        content: "4",
        reasoning: "Easy.",
        usage: { input: 213, cache_read: 283, output: 77, reasoning: 121 },
        cost: 0.000207125
      }
    },
    {
      name: "a whole call comes in one delta, and an empty reason to end beside it is `tool_calls`",
      whole: {
        ...head,
        choices: [
          {
            index: 0,
            message: {
              role: "assistant",
              content: "",
              tool_calls: [{ id: "call_1", type: "function", function: { name: "weather", arguments: "{}" } }]
            },
            finish_reason: ""
          }
        ]
      },
      told: { calls: [["weather", "{}"]], finish_reason: "tool_calls" }
    }
  ]
})
