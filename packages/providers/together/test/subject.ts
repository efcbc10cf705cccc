import { Together, together } from "@turnout/together"
import { layerConfig } from "@turnout/together/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const { head } = VendorSuite.chat

const called = (id: string, city: string) => ({
  id,
  type: "function",
  function: { name: "weather", arguments: `{"city":"${city}"}` }
})

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Together",
  vendor: Together,
  short: together,
  layerConfig,
  model: "deepseek-ai/DeepSeek-V4-Pro",
  url: "https://api.together.xyz/v1/chat/completions",
  drops: ["top_a", "parallel_tool_calls", "user", "verbosity", "prompt_cache_key", "safety_identifier"],
  takes: ["top_k", "min_p", "repetition_penalty", "n", "logprobs", "top_logprobs", "logit_bias"],
  differs: {
    tools: {
      body: {
        messages: [
          { role: "user", content: "Weather in Paris and Rome?" },
          {
            role: "assistant",
            content: null,
            tool_calls: [called("call_a", "Paris"), called("toolu_01", "Rome")]
          },
          { role: "tool", tool_call_id: "call_a", content: '{"celsius":9}' },
          { role: "tool", tool_call_id: "toolu_01", content: "17" }
        ]
      },
      told: ["translated messages[3].content"]
    },
    reasoning: VendorSuite.reasoningField,
    "no reasoning": {
      body: { reasoning: { enabled: false } },
      without: ["reasoning_effort"],
      told: ["translated reasoning_effort"]
    },
    everything: {
      body: {
        messages: [
          { role: "user", content: "Hi" },
          { role: "assistant", content: "No." },
          { role: "user", content: "Why?" }
        ],
        logprobs: 3
      },
      without: ["top_logprobs"],
      told: ["translated logprobs", "renamed top_logprobs", "translated messages[1].content"]
    }
  },
  answers: [
    {
      name: "its own word for the end is an end, and text beside a delta is not said twice",
      stream: [
        {
          ...head,
          choices: [
            {
              index: 0,
              text: "Hi",
              seed: 7,
              delta: { role: "assistant", content: "Hi" },
              finish_reason: null
            }
          ]
        },
        {
          ...head,
          choices: [{ index: 0, text: "", delta: { role: "assistant", content: "" }, finish_reason: "eos" }]
        },
        {
          ...head,
          choices: [],
          usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4, cached_tokens: 2 }
        },
        "data: [DONE]"
      ],
      told: { content: "Hi", finish_reason: "stop", usage: { input: 1, cache_read: 2, output: 1 } }
    },
    {
      name: "a prompt that is too long is told by its words",
      status: 400,
      whole: {
        error: {
          message: "The input (200000 tokens) is longer than the model's context length (131072 tokens).",
          type: "invalid_request_error",
          param: null,
          code: null
        }
      },
      failure: "ContextLengthExceeded"
    }
  ]
})
