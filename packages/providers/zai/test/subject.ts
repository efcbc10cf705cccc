import { ZAI, zai } from "@turnout/zai"
import { layerConfig } from "@turnout/zai/config"
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
  name: "Z.AI",
  id: "zai",
  vendor: ZAI,
  short: zai,
  layerConfig,
  model: "glm-5.3",
  url: "https://api.z.ai/api/paas/v4/chat/completions",
  models: ["glm-5.3", "glm-5.2", "glm-4.6"],
  drops: [
    "n",
    "seed",
    "presence_penalty",
    "frequency_penalty",
    "logprobs",
    "top_logprobs",
    "logit_bias",
    "parallel_tool_calls",
    "top_k",
    "min_p",
    "top_a",
    "repetition_penalty",
    "verbosity",
    "prompt_cache_key",
    "safety_identifier"
  ],
  takes: ["user"],
  renames: { user: "user_id" },
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
      without: ["stream_options"],
      told: ["translated messages[3].content"],
      untold: ["translated stream_options.include_usage"]
    },
    "json schema": inWords,
    "json schema next to tools": inWords,
    "no reasoning": { body: { reasoning_effort: "low" }, told: ["clamped reasoning_effort"] },
    everything: {
      body: {
        messages: [
          { role: "user", content: "Hi" },
          { role: "assistant", content: "No." },
          { role: "user", content: "Why?" }
        ],
        stop: ["a"]
      },
      without: ["stream_options"],
      told: ["translated messages[1].content", "clamped stop"],
      untold: ["translated stream_options.include_usage"]
    }
  },
  skip: {
    "a forced tool":
      "`tool_choice` is `auto` alone there: a request that forces a tool goes to another endpoint"
  },
  golden: [
    {
      name: "thinking of an older model is switched off",
      request: { model: "glm-4.6", messages: [{ role: "user", content: "Hi" }], reasoning_effort: "none" },
      changes: ["translated reasoning_effort"],
      body: { model: "glm-4.6", messages: [{ role: "user", content: "Hi" }], thinking: { type: "disabled" } }
    }
  ],
  answers: [
    {
      name: "every delta repeats the role, and usage comes with the reason to end",
      stream: [
        chunk({ role: "assistant", content: "", reasoning_content: "Easy." }),
        chunk({ role: "assistant", content: "4" }),
        {
          ...chunk({ role: "assistant", content: "" }, "stop"),
          usage: {
            prompt_tokens: 10,
            completion_tokens: 5,
            total_tokens: 15,
            prompt_tokens_details: { cached_tokens: 4 },
            completion_tokens_details: { reasoning_tokens: 3 }
          }
        },
        "data: [DONE]"
      ],
      told: { content: "4", reasoning: "Easy.", usage: { input: 6, cache_read: 4, output: 2, reasoning: 3 } }
    },
    {
      name: "what was filtered says so",
      stream: [chunk({ content: "4" }), chunk({}, "sensitive"), "data: [DONE]"],
      told: { finish_reason: "content_filter" }
    },
    {
      name: "a network that broke is no answer",
      stream: [chunk({ content: "4" }), chunk({}, "network_error"), "data: [DONE]"],
      failure: "ServerError"
    },
    {
      name: "a balance that is used up comes as a 429",
      status: 429,
      whole: { error: { code: "1113", message: "Insufficient balance" } },
      failure: "QuotaExhausted"
    },
    {
      name: "a prompt that is too long has a number",
      status: 400,
      whole: { error: { code: "1261", message: "Prompt exceeds max length" } },
      failure: "ContextLengthExceeded"
    },
    {
      name: "what it will not answer comes as a 429, too",
      status: 429,
      whole: { error: { code: "1301", message: "System detected potentially unsafe content" } },
      failure: "ContentFiltered"
    }
  ]
})
