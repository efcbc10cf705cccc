import { Cohere, cohere } from "@turnout/cohere"
import { layerConfig } from "@turnout/cohere/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"
import { fixtures } from "./fixtures.ts"

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Cohere",
  vendor: Cohere,
  short: cohere,
  layerConfig,
  family: { name: "cohere-chat", fixtures, golden: () => [] },
  model: "command-a-03-2025",
  models: [
    "command-a-03-2025",
    "command-a-reasoning-08-2025",
    "command-a-vision-07-2025",
    "command-r-08-2024"
  ],
  formats: ["cohere-v2", "cohere-v2-plan"],
  url: "https://api.cohere.com/v2/chat",
  golden: VendorSuite.ofFolder(new URL("./golden/", import.meta.url)),
  everyCut: true,
  laws: { seeds: 5, runs: 500 },
  answers: [
    {
      name: "a plan and two calls, one of them without arguments",
      stream: [
        'event: message-start\ndata: {"id":"m","type":"message-start","delta":{"message":{"role":"assistant"}}}',
        { type: "tool-plan-delta", delta: { message: { tool_plan: "I will " } } },
        { type: "tool-plan-delta", delta: { message: { tool_plan: "look." } } },
        {
          type: "tool-call-start",
          index: 0,
          delta: {
            message: { tool_calls: { id: "c0", type: "function", function: { name: "time", arguments: "" } } }
          }
        },
        { type: "tool-call-end", index: 0 },
        {
          type: "tool-call-start",
          index: 1,
          delta: {
            message: {
              tool_calls: { id: "c1", type: "function", function: { name: "weather", arguments: "" } }
            }
          }
        },
        {
          type: "tool-call-delta",
          index: 1,
          delta: { message: { tool_calls: { function: { arguments: '{"city":' } } } }
        },
        {
          type: "tool-call-delta",
          index: 1,
          delta: { message: { tool_calls: { function: { arguments: '"Bern"}' } } } }
        },
        { type: "tool-call-end", index: 1 },
        {
          type: "message-end",
          delta: { finish_reason: "TOOL_CALL", usage: { tokens: { input_tokens: 5, output_tokens: 7 } } }
        },
        "data: [DONE]"
      ],
      told: {
        content: null,
        reasoning: "I will look.",
        calls: [
          ["time", "{}"],
          ["weather", '{"city":"Bern"}']
        ],
        finish_reason: "tool_calls",
        usage: { input: 5, output: 7 }
      }
    },
    {
      name: "thinking, then text with a citation, cut by the limit",
      stream: [
        { type: "message-start", id: "m", delta: { message: { role: "assistant" } } },
        {
          type: "content-start",
          index: 0,
          delta: { message: { content: { type: "thinking", thinking: "" } } }
        },
        { type: "content-delta", index: 0, delta: { message: { content: { thinking: "Hm." } } } },
        { type: "content-end", index: 0 },
        { type: "content-start", index: 1, delta: { message: { content: { type: "text", text: "" } } } },
        { type: "content-delta", index: 1, delta: { message: { content: { text: "The sun" } } } },
        {
          type: "citation-start",
          index: 0,
          delta: {
            message: {
              citations: {
                start: 4,
                end: 7,
                text: "sun",
                sources: [{ type: "document", id: "d", document: { title: "Sky" } }]
              }
            }
          }
        },
        { type: "citation-end", index: 0 },
        { type: "content-end", index: 1 },
        {
          type: "message-end",
          delta: {
            finish_reason: "MAX_TOKENS",
            usage: { billed_units: { input_tokens: 3, output_tokens: 4 } }
          }
        }
      ],
      told: {
        content: "The sun",
        reasoning: "Hm.",
        finish_reason: "length",
        usage: { input: 3, output: 4 }
      }
    },
    {
      name: "an answer without usage has none, and cached tokens are part of the input",
      whole: {
        id: "m",
        message: { role: "assistant", content: [{ type: "text", text: "Hi" }] },
        finish_reason: "STOP_SEQUENCE",
        usage: { tokens: { input_tokens: 10, output_tokens: 0 }, cached_tokens: 4 }
      },
      told: { content: "Hi", finish_reason: "stop", usage: { input: 6, cache_read: 4, output: 0 } }
    },
    {
      name: "a stream that ends before `message-end`",
      stream: [{ type: "message-start", id: "m", delta: {} }],
      failure: "StreamTruncated"
    },
    {
      name: "a toxic answer",
      whole: { id: "m", message: { role: "assistant", content: [] }, finish_reason: "ERROR_TOXIC" },
      failure: "ContentFiltered"
    },
    {
      name: "too many tokens",
      status: 400,
      whole: { id: "m", message: "too many tokens: size limit exceeded", error_type: "TOO_MANY_TOKENS" },
      failure: "ContextLengthExceeded"
    },
    {
      name: "an invalid token",
      status: 498,
      whole: { message: "invalid api token" },
      failure: "AuthenticationFailed"
    },
    {
      name: "a model that was removed",
      status: 404,
      whole: { message: "model 'command' was removed on September 15, 2025" },
      failure: "ModelNotFound"
    },
    {
      name: "a trial key's limit",
      status: 429,
      headers: { "retry-after": "7" },
      whole: { message: "You are using a Trial key, which is limited to 20 API calls / minute." },
      failure: "RateLimited",
      retry_after_ms: 7000
    },
    {
      name: "a card that is missing",
      status: 402,
      whole: { message: "Please add or update your payment method to continue" },
      failure: "QuotaExhausted"
    }
  ]
})
