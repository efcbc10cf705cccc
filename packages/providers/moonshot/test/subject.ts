import { Moonshot, moonshot } from "@turnout/moonshot"
import { layerConfig } from "@turnout/moonshot/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const { chunk, head } = VendorSuite.chat

const called = (id: string, city: string) => ({
  id,
  type: "function",
  function: { name: "weather", arguments: `{"city":"${city}"}` }
})

const tool = { type: "function", function: { name: "f" } } as const

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Moonshot",
  vendor: Moonshot,
  short: moonshot,
  layerConfig,
  model: "kimi-k3",
  url: "https://api.moonshot.ai/v1/chat/completions",
  models: ["kimi-k3", "kimi-k2.7-code", "kimi-k2.6"],
  drops: [
    "top_p",
    "n",
    "presence_penalty",
    "frequency_penalty",
    "temperature",
    "seed",
    "top_k",
    "min_p",
    "top_a",
    "repetition_penalty",
    "logit_bias",
    "verbosity"
  ],
  takes: ["logprobs", "top_logprobs", "prompt_cache_key", "safety_identifier"],
  renames: { max_completion_tokens: "max_completion_tokens" },
  differs: {
    tools: {
      body: {
        messages: [
          { role: "user", content: "Weather in Paris and Rome?" },
          {
            role: "assistant",
            content: null,
            tool_calls: [called("call_a", "Paris"), called("toolu_01", "Rome")],
            reasoning_content: " "
          },
          { role: "tool", tool_call_id: "call_a", content: '{"celsius":9}' },
          { role: "tool", tool_call_id: "toolu_01", content: "17" }
        ]
      },
      told: ["translated messages[1].reasoning_content", "translated messages[3].content"]
    },
    "no reasoning": { body: { reasoning_effort: "low" }, told: ["clamped reasoning_effort"] },
    everything: {
      body: {
        messages: [
          { role: "user", content: "Hi" },
          { role: "assistant", content: "No.", reasoning_content: " " },
          { role: "user", content: "Why?" }
        ]
      },
      told: ["translated messages[1].content", "translated messages[1].reasoning_content"]
    }
  },
  golden: [
    {
      name: "a forced tool of a model that thinks",
      request: {
        model: "kimi-k2.6",
        messages: [{ role: "user", content: "Hi" }],
        tools: [tool],
        tool_choice: "required",
        reasoning_effort: "high"
      },
      changes: ["dropped reasoning_effort", "translated tool_choice"],
      body: {
        model: "kimi-k2.6",
        messages: [{ role: "user", content: "Hi" }],
        tools: [tool],
        tool_choice: "required",
        thinking: { type: "disabled" }
      }
    }
  ],
  answers: [
    {
      name: "usage may stand on the choice",
      stream: [
        chunk({ role: "assistant", content: "", reasoning_content: "Easy." }),
        chunk({ content: "4" }),
        {
          ...head,
          choices: [
            {
              index: 0,
              delta: {},
              finish_reason: "stop",
              usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, cached_tokens: 4 }
            }
          ]
        },
        "data: [DONE]"
      ],
      told: { content: "4", reasoning: "Easy.", usage: { input: 6, cache_read: 4, output: 5 } }
    },
    {
      name: "a 429 of an account that is not paid is no rate limit",
      status: 429,
      whole: {
        error: {
          type: "exceeded_current_quota_error",
          message: "Your account is suspended, please check your plan and billing details"
        }
      },
      failure: "QuotaExhausted"
    },
    {
      name: "a 429 of an engine that has too much to do is no rate limit",
      status: 429,
      whole: {
        error: {
          type: "engine_overloaded_error",
          message: "The engine is currently overloaded, please try again later"
        }
      },
      failure: "Overloaded"
    },
    {
      name: "a prompt that is too long is told by its words",
      status: 400,
      whole: {
        error: { type: "invalid_request_error", message: "Your request exceeded model token limit : 262144" }
      },
      failure: "ContextLengthExceeded"
    }
  ]
})
