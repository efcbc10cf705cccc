import { OpenRouter, openrouter } from "@turnout/openrouter"
import { layerConfig } from "@turnout/openrouter/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const { chunk } = VendorSuite.chat

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "OpenRouter",
  vendor: OpenRouter,
  short: openrouter,
  layerConfig,
  model: "deepseek/deepseek-v3.2",
  url: "https://openrouter.ai/api/v1/chat/completions",
  drops: ["n", "safety_identifier"],
  takes: [
    "top_k",
    "min_p",
    "top_a",
    "repetition_penalty",
    "logprobs",
    "top_logprobs",
    "logit_bias",
    "parallel_tool_calls",
    "user",
    "verbosity",
    "prompt_cache_key"
  ],
  renames: { max_completion_tokens: "max_completion_tokens" },
  formats: ["anthropic-claude-v1", "google-gemini-v1"],
  differs: {
    instructions: VendorSuite.developerRole,
    reasoning: {
      body: {
        messages: [
          { role: "user", content: "2+2?" },
          {
            role: "assistant",
            content: "4",
            reasoning_details: [{ type: "reasoning.text", text: "Easy.", index: 0, format: "unknown" }]
          },
          { role: "user", content: "Sure?" }
        ]
      },
      told: ["dropped messages[1].reasoning_details[0].origin", "dropped messages[1].reasoning_content"],
      untold: ["dropped messages[1].reasoning_details[0]"]
    }
  },
  answers: [
    {
      name: "a signature without text belongs to the text before it, and the cost is the vendor's own",
      stream: [
        ": OPENROUTER PROCESSING",
        chunk({
          role: "assistant",
          content: "",
          reasoning: "Easy.",
          reasoning_details: [
            { type: "reasoning.text", text: "Easy.", index: 0, format: "anthropic-claude-v1" }
          ]
        }),
        chunk({
          role: "assistant",
          content: "",
          reasoning_details: [
            { type: "reasoning.text", signature: "c2ln", index: 0, format: "anthropic-claude-v1" }
          ]
        }),
        chunk({ role: "assistant", content: "4" }),
        chunk({ role: "assistant", content: "" }, "stop"),
        {
          ...chunk({ role: "assistant", content: "" }, "stop"),
          usage: {
            prompt_tokens: 10,
            completion_tokens: 5,
            total_tokens: 15,
            cost: 0.00012,
            is_byok: false,
            cost_details: { upstream_inference_cost: null },
            completion_tokens_details: { reasoning_tokens: 3 }
          }
        },
        "data: [DONE]"
      ],
      told: {
        content: "4",
        reasoning: "Easy.",
        finish_reason: "stop",
        usage: { input: 10, output: 2, reasoning: 3 },
        cost: 0.00012
      }
    },
    {
      name: "an error inside a stream is the class that the vendor names",
      stream: [
        chunk({ role: "assistant", content: "4" }),
        {
          ...chunk({ content: "" }, "error"),
          error: {
            code: 502,
            message: "Provider disconnected",
            metadata: { error_type: "provider_unavailable" }
          }
        },
        "data: [DONE]"
      ],
      failure: "Overloaded"
    },
    {
      name: "credits that are used up are told by their status",
      status: 402,
      whole: { error: { code: 402, message: "This request requires more credits" }, user_id: "u" },
      failure: "QuotaExhausted"
    }
  ]
})
