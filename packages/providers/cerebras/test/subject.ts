import { Cerebras, cerebras } from "@turnout/cerebras"
import { layerConfig } from "@turnout/cerebras/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const { chunk } = VendorSuite.chat

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Cerebras",
  vendor: Cerebras,
  short: cerebras,
  layerConfig,
  model: "gpt-oss-120b",
  url: "https://api.cerebras.ai/v1/chat/completions",
  drops: ["top_k", "min_p", "top_a", "repetition_penalty", "verbosity", "safety_identifier"],
  takes: ["n", "logprobs", "top_logprobs", "logit_bias", "parallel_tool_calls", "user", "prompt_cache_key"],
  renames: { max_completion_tokens: "max_completion_tokens" },
  differs: {
    instructions: VendorSuite.developerRole,
    reasoning: VendorSuite.reasoningField
  },
  answers: [
    {
      name: "an error of a status is flat",
      status: 429,
      whole: {
        message: "Requests per minute limit exceeded",
        type: "too_many_requests_error",
        param: "quota",
        code: "request_quota_exceeded"
      },
      failure: "RateLimited"
    },
    {
      name: "an error inside a stream has its status beside it",
      stream: [
        chunk({ role: "assistant", content: "4" }),
        {
          error: {
            message: "Encountered a server error",
            type: "server_error",
            param: "",
            code: "",
            id: "x"
          },
          status_code: 500
        }
      ],
      failure: "ServerError"
    },
    {
      name: "times and counts stand on the last chunk",
      stream: [
        chunk({ role: "assistant", reasoning: "Easy." }),
        chunk({ content: "4" }),
        {
          ...chunk({}, "stop"),
          usage: {
            prompt_tokens: 10,
            completion_tokens: 5,
            total_tokens: 15,
            prompt_tokens_details: { cached_tokens: 4 },
            completion_tokens_details: { reasoning_tokens: 3 }
          },
          time_info: { queue_time: 0.001 }
        },
        "data: [DONE]"
      ],
      told: { content: "4", reasoning: "Easy.", usage: { input: 6, cache_read: 4, output: 2, reasoning: 3 } }
    }
  ]
})
