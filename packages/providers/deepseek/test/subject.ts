import { DeepSeek, deepseek } from "@turnout/deepseek"
import { layerConfig } from "@turnout/deepseek/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const { chunk } = VendorSuite.chat

const called = (id: string, city: string) => ({
  id,
  type: "function",
  function: { name: "weather", arguments: `{"city":"${city}"}` }
})

/** JSON mode, and the schema in the instructions. */
const inWords: VendorSuite.Difference = {
  body: {
    messages: [
      {
        role: "system",
        content:
          'Answer with one JSON object that is valid by this JSON Schema: {"type":"object","properties":{"name":{"type":"string"}},"required":["name"],"additionalProperties":false}'
      },
      { role: "user", content: "Hi" }
    ],
    response_format: { type: "json_object" }
  },
  told: ["emulated response_format", "translated response_format", "translated messages[0].content"]
}

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "DeepSeek",
  vendor: DeepSeek,
  short: deepseek,
  layerConfig,
  model: "deepseek-v4-pro",
  url: "https://api.deepseek.com/chat/completions",
  models: ["deepseek-v4-pro", "deepseek-v4-flash-vision-exp"],
  drops: [
    "top_k",
    "min_p",
    "top_a",
    "repetition_penalty",
    "n",
    "seed",
    "logit_bias",
    "presence_penalty",
    "frequency_penalty",
    "parallel_tool_calls",
    "verbosity",
    "prompt_cache_key",
    "safety_identifier",
    "temperature",
    "top_p"
  ],
  takes: ["logprobs", "top_logprobs", "user"],
  renames: { user: "user_id" },
  differs: {
    tools: {
      body: {
        messages: [
          { role: "user", content: "Weather in Paris and Rome?" },
          {
            role: "assistant",
            content: null,
            tool_calls: [called("call_a", "Paris"), called("toolu_01", "Rome")],
            reasoning_content: ""
          },
          { role: "tool", tool_call_id: "call_a", content: '{"celsius":9}' },
          { role: "tool", tool_call_id: "toolu_01", content: "17" }
        ]
      },
      told: ["translated messages[1].reasoning_content", "translated messages[3].content"]
    },
    "json schema": inWords,
    "json schema next to tools": inWords,
    reasoning: {
      body: { thinking: { type: "enabled" }, reasoning_effort: "high" },
      told: ["translated reasoning_effort"]
    },
    "no reasoning": {
      body: { thinking: { type: "disabled" } },
      without: ["reasoning_effort"],
      told: ["translated reasoning_effort"]
    },
    everything: {
      body: {
        messages: [
          { role: "user", content: "Hi" },
          { role: "assistant", content: "No.", reasoning_content: "" },
          { role: "user", content: "Why?" }
        ]
      },
      told: ["translated messages[1].content", "translated messages[1].reasoning_content"]
    }
  },
  answers: [
    {
      name: "thinking comes before the answer, and usage with the reason to end",
      stream: [
        chunk({ role: "assistant", content: null, reasoning_content: "" }),
        chunk({ content: null, reasoning_content: "Easy." }),
        chunk({ content: "4", reasoning_content: null }),
        {
          ...chunk({ content: "" }, "stop"),
          usage: {
            prompt_tokens: 10,
            completion_tokens: 5,
            total_tokens: 15,
            prompt_cache_hit_tokens: 4,
            prompt_cache_miss_tokens: 6,
            completion_tokens_details: { reasoning_tokens: 3 }
          }
        },
        ": keep-alive",
        "data: [DONE]"
      ],
      told: {
        content: "4",
        reasoning: "Easy.",
        finish_reason: "stop",
        usage: { input: 6, cache_read: 4, output: 2, reasoning: 3 }
      }
    },
    {
      name: "an answer that was broken off for want of capacity is no answer",
      stream: [chunk({ content: "4" }), chunk({}, "insufficient_system_resource"), "data: [DONE]"],
      failure: "Overloaded"
    },
    {
      name: "an account without balance is told by its status, whatever the code says",
      status: 402,
      whole: {
        error: {
          message: "Insufficient Balance",
          type: "unknown_error",
          param: null,
          code: "invalid_request_error"
        }
      },
      failure: "QuotaExhausted"
    },
    {
      name: "a prompt that is too long is told by its words",
      status: 400,
      whole: {
        error: {
          message:
            "This model's maximum context length is 131072 tokens. However, you requested 140000 tokens",
          type: "invalid_request_error",
          param: null,
          code: "invalid_request_error"
        }
      },
      failure: "ContextLengthExceeded"
    }
  ]
})
