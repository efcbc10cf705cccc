import { Alibaba, alibaba } from "@turnout/alibaba"
import { layerConfig } from "@turnout/alibaba/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const { head } = VendorSuite.chat

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Alibaba",
  vendor: Alibaba,
  short: alibaba,
  layerConfig,
  model: "qwen3.8-max",
  url: "https://dashscope-intl.aliyuncs.com/compatible-mode/v1/chat/completions",
  models: ["qwen3.8-max", "qwen3-max", "qwen3.7-plus"],
  drops: [
    "frequency_penalty",
    "min_p",
    "top_a",
    "verbosity",
    "safety_identifier",
    "prompt_cache_key",
    "user",
    "logit_bias"
  ],
  takes: ["top_k", "parallel_tool_calls"],
  differs: {
    reasoning: { body: { reasoning_effort: "medium" }, told: ["clamped reasoning_effort"] },
    "no reasoning": {
      body: { enable_thinking: false },
      without: ["reasoning_effort"],
      told: ["translated reasoning_effort"]
    }
  },
  golden: [
    {
      name: "a schema goes in words where a model is held to none",
      request: {
        model: "qwen3-max",
        messages: [{ role: "user", content: "Hi" }],
        response_format: { type: "json_schema", json_schema: { name: "p", schema: { type: "object" } } }
      },
      changes: ["emulated response_format", "translated response_format", "translated messages[0].content"],
      body: {
        model: "qwen3-max",
        messages: [
          {
            role: "system",
            content: 'Answer with one JSON object that is valid by this JSON Schema: {"type":"object"}'
          },
          { role: "user", content: "Hi" }
        ],
        response_format: { type: "json_object" }
      }
    }
  ],
  answers: [
    {
      name: "what was written to the cache is part of the prompt",
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
          prompt_tokens_details: { cached_tokens: 4, cache_creation_input_tokens: 3 }
        }
      },
      told: {
        content: "4",
        reasoning: "Easy.",
        usage: { input: 3, cache_read: 4, cache_write: 3, output: 5 }
      }
    },
    {
      name: "an account in arrears is told by its word",
      status: 400,
      whole: {
        error: {
          code: "Arrearage",
          message: "Access denied, please make sure your account is in good standing.",
          type: "Arrearage"
        }
      },
      failure: "QuotaExhausted"
    },
    {
      name: "what it will not look at is told by its word",
      status: 400,
      whole: {
        error: {
          code: "data_inspection_failed",
          message: "Input data may contain inappropriate content.",
          type: "data_inspection_failed"
        }
      },
      failure: "ContentFiltered"
    },
    {
      name: "a prompt that is too long is told as a range",
      status: 400,
      whole: {
        error: {
          code: "invalid_parameter_error",
          message: "Range of input length should be [1, 129024]",
          type: "invalid_request_error"
        }
      },
      failure: "ContextLengthExceeded"
    }
  ]
})
