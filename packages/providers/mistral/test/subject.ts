import { Mistral, mistral } from "@turnout/mistral"
import { layerConfig } from "@turnout/mistral/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

const { chunk } = VendorSuite.chat

const called = (id: string, city: string) => ({
  id,
  type: "function",
  function: { name: "weather", arguments: `{"city":"${city}"}` }
})

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Mistral",
  vendor: Mistral,
  short: mistral,
  layerConfig,
  model: "mistral-medium-latest",
  url: "https://api.mistral.ai/v1/chat/completions",
  models: ["mistral-medium-latest", "mistral-large-4", "codestral-latest"],
  drops: [
    "top_k",
    "min_p",
    "top_a",
    "repetition_penalty",
    "logprobs",
    "top_logprobs",
    "logit_bias",
    "user",
    "verbosity",
    "safety_identifier"
  ],
  takes: ["n", "parallel_tool_calls", "prompt_cache_key"],
  renames: { seed: "random_seed" },
  differs: {
    instructions: {
      body: {
        messages: [
          { role: "system", content: "Be brief." },
          { role: "system", content: "Answer in French." },
          { role: "user", content: "Hi" }
        ]
      },
      told: ["dropped messages[2].name"]
    },
    tools: {
      body: {
        messages: [
          { role: "user", content: "Weather in Paris and Rome?" },
          {
            role: "assistant",
            content: null,
            tool_calls: [called("hg8i5es88", "Paris"), called("hdfvvnetl", "Rome")]
          },
          { role: "tool", tool_call_id: "hg8i5es88", content: '{"celsius":9}' },
          { role: "tool", tool_call_id: "hdfvvnetl", content: [{ type: "text", text: "17" }] }
        ]
      },
      without: ["stream_options"],
      told: [
        "translated messages[1].tool_calls[0].id",
        "translated messages[1].tool_calls[1].id",
        "translated messages[2].tool_call_id",
        "translated messages[3].tool_call_id"
      ],
      untold: ["translated stream_options.include_usage"]
    },
    "a forced tool": { body: { tool_choice: "any" }, told: ["translated tool_choice"] },
    reasoning: {
      body: {
        messages: [
          { role: "user", content: "2+2?" },
          {
            role: "assistant",
            content: [
              { type: "thinking", thinking: [{ type: "text", text: "Easy." }], closed: true },
              { type: "text", text: "4" }
            ]
          },
          { role: "user", content: "Sure?" }
        ]
      },
      told: ["translated messages[1].content", "translated messages[1].reasoning_content"]
    },
    everything: { without: ["stream_options"], untold: ["translated stream_options.include_usage"] }
  },
  answers: [
    {
      name: "thinking is a part of the content, and padding is not told",
      stream: [
        {
          ...chunk({
            role: "assistant",
            content: [{ type: "thinking", thinking: [{ type: "text", text: "Easy." }] }]
          }),
          p: "abc"
        },
        { ...chunk({ content: "4" }), p: "abcdef" },
        {
          ...chunk({ content: "" }, "stop"),
          usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, num_cached_tokens: 4 }
        },
        "data: [DONE]"
      ],
      told: {
        content: "4",
        reasoning: "Easy.",
        finish_reason: "stop",
        usage: { input: 6, cache_read: 4, output: 5 }
      }
    },
    {
      name: "a whole call comes with the reason to end and usage in one chunk",
      stream: [
        {
          ...chunk(
            {
              role: "assistant",
              content: "",
              tool_calls: [
                { id: "aB3dE5gH7", function: { name: "weather", arguments: '{"city":"Paris"}' }, index: 0 }
              ]
            },
            "tool_calls"
          ),
          usage: {
            prompt_tokens: 10,
            completion_tokens: 5,
            total_tokens: 15,
            prompt_token_details: { cached_tokens: 2 }
          }
        },
        "data: [DONE]"
      ],
      told: {
        calls: [["weather", '{"city":"Paris"}']],
        finish_reason: "tool_calls",
        usage: { input: 8, cache_read: 2, output: 5 }
      }
    },
    {
      name: "a field that it does not know is told as a list of complaints",
      status: 422,
      whole: {
        detail: [{ loc: ["body", "x"], msg: "Extra inputs are not permitted", type: "extra_forbidden" }]
      },
      failure: "Unsupported"
    },
    {
      name: "a key that it does not know is told without a code",
      status: 401,
      whole: { detail: "Invalid API Key" },
      failure: "AuthenticationFailed"
    }
  ]
})
