import type { JsonObject } from "@turnout/core/Json"
import { openAiChat as fixtures } from "../fixtures/openai-chat.ts"
import { everything, type Row } from "./everything.ts"
import type { Family, Golden } from "./subject.ts"

const city = { type: "object", properties: { city: { type: "string" } }, required: ["city"] }
const weather = {
  type: "function",
  function: { name: "weather", description: "Weather of a city", parameters: city }
} as const
const called = (id: string, name: string) =>
  ({ id, type: "function", function: { name: "weather", arguments: `{"city":"${name}"}` } }) as const
const person = {
  type: "json_schema",
  json_schema: {
    name: "person",
    schema: {
      type: "object",
      properties: { name: { type: "string" } },
      required: ["name"],
      additionalProperties: false
    }
  }
} as const
const hi = [{ role: "user", content: "Hi" }] as const

/** As those get it who serve models of others: what a vendor has otherwise is stated by its package. */
const rows = (model: string, provider: string): ReadonlyArray<Row> => [
  [
    "text",
    {
      messages: [
        { role: "system", content: "Answer in one word." },
        { role: "user", content: "Capital of France?" }
      ],
      max_tokens: 100,
      temperature: 0,
      stop: "\n"
    },
    ["renamed max_completion_tokens"],
    {
      messages: [
        { role: "system", content: "Answer in one word." },
        { role: "user", content: "Capital of France?" }
      ],
      max_tokens: 100,
      temperature: 0,
      stop: ["\n"]
    }
  ],
  [
    "instructions",
    {
      messages: [
        { role: "system", content: "Be brief." },
        { role: "developer", content: "Answer in French." },
        { role: "user", content: "Hi", name: "ada" }
      ]
    },
    ["translated messages[1].role"],
    {
      messages: [
        { role: "system", content: "Be brief." },
        { role: "system", content: "Answer in French." },
        { role: "user", content: "Hi", name: "ada" }
      ]
    }
  ],
  [
    "tools",
    {
      messages: [
        { role: "user", content: "Weather in Paris and Rome?" },
        {
          role: "assistant",
          content: null,
          tool_calls: [called("call_a", "Paris"), called("toolu_01", "Rome")]
        },
        { role: "tool", tool_call_id: "call_a", content: '{"celsius":9}' },
        { role: "tool", tool_call_id: "toolu_01", content: [{ type: "text", text: "17" }] }
      ],
      tools: [weather],
      tool_choice: "auto",
      stream: true
    },
    ["translated stream_options.include_usage"],
    {
      messages: [
        { role: "user", content: "Weather in Paris and Rome?" },
        {
          role: "assistant",
          content: null,
          tool_calls: [called("call_a", "Paris"), called("toolu_01", "Rome")]
        },
        { role: "tool", tool_call_id: "call_a", content: '{"celsius":9}' },
        { role: "tool", tool_call_id: "toolu_01", content: [{ type: "text", text: "17" }] }
      ],
      tools: [weather],
      tool_choice: "auto",
      stream: true,
      stream_options: { include_usage: true }
    }
  ],
  [
    "a forced tool",
    { messages: hi, tools: [weather], tool_choice: "required" },
    [],
    { messages: hi, tools: [weather], tool_choice: "required" }
  ],
  [
    "images",
    {
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "What is this?" },
            { type: "image_url", image_url: { url: "https://example.com/cat.png" } },
            { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } }
          ]
        }
      ]
    },
    [],
    {
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "What is this?" },
            { type: "image_url", image_url: { url: "https://example.com/cat.png" } },
            { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } }
          ]
        }
      ]
    }
  ],
  ["json schema", { messages: hi, response_format: person }, [], { messages: hi, response_format: person }],
  [
    "json schema next to tools",
    { messages: hi, response_format: person, tools: [weather] },
    [],
    { messages: hi, response_format: person, tools: [weather] }
  ],
  [
    "reasoning",
    {
      messages: [
        { role: "user", content: "2+2?" },
        {
          role: "assistant",
          content: "4",
          reasoning_content: "Easy.",
          reasoning_details: [
            {
              type: "reasoning.text",
              text: "Easy.",
              index: 0,
              format: "unknown",
              origin: { format: "unknown", provider, model }
            }
          ]
        },
        { role: "user", content: "Sure?" }
      ],
      reasoning_effort: "high"
    },
    ["dropped messages[1].reasoning_details[0]"],
    {
      messages: [
        { role: "user", content: "2+2?" },
        { role: "assistant", content: "4", reasoning_content: "Easy." },
        { role: "user", content: "Sure?" }
      ],
      reasoning_effort: "high"
    }
  ],
  [
    "no reasoning",
    { messages: hi, reasoning_effort: "none" },
    [],
    { messages: hi, reasoning_effort: "none" }
  ],
  ["several choices", { messages: hi, n: 2 }, ["unverified n"], { messages: hi, n: 2 }],
  everything(hi, weather)
]

const golden = (model: string, provider: string): ReadonlyArray<Golden> =>
  rows(model, provider).map(([name, request, changes, body]) => ({
    name,
    request: { messages: hi, ...request, model },
    changes,
    body: { model, ...body } as unknown as JsonObject
  }))

export const openAiChat: Family = { name: "openai-chat", fixtures, golden }
