import { Groq, groq } from "@turnout/groq"
import { layerConfig } from "@turnout/groq/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const { chunk, head } = VendorSuite.chat

const usage = {
  queue_time: 0.01,
  prompt_tokens: 8,
  completion_tokens: 6,
  total_tokens: 14,
  prompt_tokens_details: { cached_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 2 }
}
const throughTool: VendorSuite.Difference = {
  body: {
    tools: [
      {
        type: "function",
        function: {
          name: "weather",
          description: "Weather of a city",
          parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] }
        }
      },
      {
        type: "function",
        function: {
          name: "json_response",
          description: "Answer by calling this tool with the JSON object that was asked for.",
          parameters: {
            type: "object",
            properties: { name: { type: "string" } },
            required: ["name"],
            additionalProperties: false
          }
        }
      }
    ],
    tool_choice: "required",
    parallel_tool_calls: false
  },
  without: ["response_format"],
  told: ["emulated response_format", "translated tool_choice", "translated parallel_tool_calls"]
}

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Groq",
  vendor: Groq,
  short: groq,
  layerConfig,
  model: "llama-3.3-70b-versatile",
  url: "https://api.groq.com/openai/v1/chat/completions",
  models: ["llama-3.3-70b-versatile", "openai/gpt-oss-120b", "qwen/qwen3.6-27b", "qwen/qwen3.8-27b"],
  drops: [
    "logit_bias",
    "logprobs",
    "top_logprobs",
    "presence_penalty",
    "frequency_penalty",
    "n",
    "top_k",
    "min_p",
    "top_a",
    "repetition_penalty",
    "verbosity",
    "prompt_cache_key",
    "safety_identifier"
  ],
  takes: ["parallel_tool_calls", "user"],
  renames: { max_completion_tokens: "max_completion_tokens" },
  differs: {
    "json schema next to tools": throughTool,
    reasoning: VendorSuite.reasoningField
  },
  answers: [
    {
      name: "usage that comes twice is told once",
      stream: [
        chunk({ role: "assistant", content: "Hi" }),
        { ...chunk({}, "stop"), usage, x_groq: { id: "req_1", usage } },
        { ...head, choices: [], usage },
        "data: [DONE]"
      ],
      told: {
        content: "Hi",
        finish_reason: "stop",
        usage: { input: 8, cache_read: 0, output: 4, reasoning: 2 }
      }
    },
    {
      name: "usage of a caller who asked for none stands in the vendor's own field",
      stream: [
        chunk({ role: "assistant", content: null, reasoning: "Easy.", channel: "analysis" }),
        chunk({ content: "4", channel: "final" }),
        { ...chunk({}, "stop"), x_groq: { id: "req_1", usage } },
        "data: [DONE]"
      ],
      told: { content: "4", reasoning: "Easy.", usage: { input: 8, cache_read: 0, output: 4, reasoning: 2 } }
    },
    {
      name: "a call that the vendor could not read breaks off the stream as a malformed answer",
      stream: [
        chunk({ role: "assistant", content: null }),
        `event: error\ndata: ${JSON.stringify({
          error: {
            message: "Failed to call a function.",
            type: "invalid_request_error",
            code: "tool_use_failed",
            failed_generation: "<function>",
            status_code: 400
          }
        })}`
      ],
      failure: "MalformedResponse"
    },
    {
      name: "thinking that was not asked to be parsed is reasoning",
      model: "qwen/qwen3.6-27b",
      stream: [
        chunk({ role: "assistant", content: "<think>\nEasy" }),
        chunk({ content: ".</think>\n\n4" }),
        chunk({}, "stop"),
        "data: [DONE]"
      ],
      told: { content: "4", reasoning: "Easy." }
    },
    {
      name: "a rate that is used up is told with the wait",
      status: 429,
      headers: {
        "retry-after": "2",
        "x-ratelimit-remaining-tokens": "0",
        "x-ratelimit-reset-tokens": "1.5s"
      },
      whole: {
        error: { message: "Rate limit reached for model", type: "tokens", code: "rate_limit_exceeded" }
      },
      failure: "RateLimited",
      retry_after_ms: 2000
    }
  ]
})
