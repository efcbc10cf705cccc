import type { ChatRequest } from "@turnout/core/ChatRequest"
import type OpenAI from "openai"

/** What the official SDK's types say that the Responses API takes. */
type Body = OpenAI.Responses.ResponseCreateParams

export interface Golden {
  readonly name: string
  readonly request: ChatRequest & { readonly model: string }
  readonly changes: ReadonlyArray<string>
  readonly body: Body
}

/** Native bodies, compared by hand with the vendor's reference, and with the SDK's types by the compiler. */
export const golden: ReadonlyArray<Golden> = [
  {
    name: "a text",
    request: { model: "gpt-5.6-sol", messages: [{ role: "user", content: "Hi" }] },
    changes: ["translated api", "defaulted include", "defaulted store"],
    body: {
      model: "gpt-5.6-sol",
      input: [{ type: "message", role: "user", content: "Hi" }],
      include: ["reasoning.encrypted_content"],
      store: false
    } satisfies Body
  },
  {
    name: "instructions of both kinds, wherever they stand",
    request: {
      model: "gpt-5.6-sol",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "developer", content: [{ type: "text", text: "Be kind." }] },
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Hello." },
        { role: "system", content: "Be both." },
        { role: "user", content: [{ type: "text", text: "So?" }] }
      ],
      stream: true
    },
    changes: [
      "translated api",
      "translated messages[0].role",
      "translated messages[4].role",
      "defaulted include",
      "defaulted store"
    ],
    body: {
      model: "gpt-5.6-sol",
      input: [
        { type: "message", role: "developer", content: "Be brief." },
        { type: "message", role: "developer", content: [{ type: "input_text", text: "Be kind." }] },
        { type: "message", role: "user", content: "Hi" },
        { type: "message", role: "assistant", content: "Hello." },
        { type: "message", role: "developer", content: "Be both." },
        { type: "message", role: "user", content: [{ type: "input_text", text: "So?" }] }
      ],
      include: ["reasoning.encrypted_content"],
      store: false,
      stream: true
    } satisfies Body
  },
  {
    name: "parallel tools and their results",
    request: {
      model: "gpt-5.6-sol",
      messages: [
        { role: "user", content: "Weather in Paris and Rome?" },
        {
          role: "assistant",
          content: null,
          tool_calls: [
            { id: "call_a", type: "function", function: { name: "weather", arguments: '{"city":"Paris"}' } },
            { id: "toolu_01", type: "function", function: { name: "weather", arguments: '{"city":"Rome"}' } }
          ]
        },
        { role: "tool", tool_call_id: "call_a", content: '{"celsius":9}' },
        { role: "tool", tool_call_id: "toolu_01", content: [{ type: "text", text: "17" }] }
      ],
      tools: [
        {
          type: "function",
          function: {
            name: "weather",
            description: "Weather of a city",
            parameters: {
              type: "object",
              properties: { city: { type: "string", default: null } },
              required: ["city"]
            },
            strict: true
          }
        },
        {
          type: "function",
          function: {
            name: "places.near",
            parameters: {
              type: "object",
              properties: { of: { oneOf: [{ type: "string" }, { type: "object" }] } }
            }
          }
        }
      ],
      tool_choice: { type: "function", function: { name: "places.near" } },
      parallel_tool_calls: true,
      stream: true
    },
    changes: [
      "translated api",
      "dropped /tools/0/function/parameters/properties/city/default",
      "translated /tools/0/function/parameters/additionalProperties",
      "weakened /tools/1/function/parameters/properties/of/oneOf",
      "translated tools[1].function.parameters.properties.of.oneOf[1].properties",
      "defaulted tools[1].function.strict",
      "translated tools[1].function.name",
      "translated tool_choice.function.name",
      "defaulted include",
      "defaulted store"
    ],
    body: {
      model: "gpt-5.6-sol",
      input: [
        { type: "message", role: "user", content: "Weather in Paris and Rome?" },
        { type: "function_call", call_id: "call_a", name: "weather", arguments: '{"city":"Paris"}' },
        { type: "function_call", call_id: "toolu_01", name: "weather", arguments: '{"city":"Rome"}' },
        { type: "function_call_output", call_id: "call_a", output: '{"celsius":9}' },
        { type: "function_call_output", call_id: "toolu_01", output: [{ type: "input_text", text: "17" }] }
      ],
      tools: [
        {
          type: "function",
          name: "weather",
          description: "Weather of a city",
          parameters: {
            type: "object",
            properties: { city: { type: "string" } },
            required: ["city"],
            additionalProperties: false
          },
          strict: true
        },
        {
          type: "function",
          name: "places-x2e-near",
          parameters: {
            type: "object",
            properties: { of: { anyOf: [{ type: "string" }, { type: "object", properties: {} }] } }
          },
          strict: false
        }
      ],
      tool_choice: { type: "function", name: "places-x2e-near" },
      parallel_tool_calls: true,
      include: ["reasoning.encrypted_content"],
      store: false,
      stream: true
    } satisfies Body
  },
  {
    name: "images and a file",
    request: {
      model: "gpt-5.6-sol",
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "What is this?" },
            { type: "image_url", image_url: { url: "https://example.org/a.png" } },
            { type: "image_url", image_url: { url: "data:image/png;base64,aGk=", detail: "low" } },
            { type: "file", file: { file_data: "data:application/pdf;base64,aGk=", filename: "a.pdf" } }
          ]
        }
      ]
    },
    changes: [
      "translated api",
      "defaulted messages[0].content[1].image_url.detail",
      "defaulted include",
      "defaulted store"
    ],
    body: {
      model: "gpt-5.6-sol",
      input: [
        {
          type: "message",
          role: "user",
          content: [
            { type: "input_text", text: "What is this?" },
            { type: "input_image", image_url: "https://example.org/a.png", detail: "auto" },
            { type: "input_image", image_url: "data:image/png;base64,aGk=", detail: "low" },
            { type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,aGk=" }
          ]
        }
      ],
      include: ["reasoning.encrypted_content"],
      store: false
    } satisfies Body
  },
  {
    name: "a JSON schema",
    request: {
      model: "gpt-5.6-sol",
      messages: [{ role: "user", content: "2+2?" }],
      response_format: {
        type: "json_schema",
        json_schema: {
          name: "sum",
          description: "A sum",
          strict: true,
          schema: {
            type: "object",
            properties: { sum: { type: "integer" } },
            required: ["sum"],
            additionalProperties: false
          }
        }
      }
    },
    changes: ["translated api", "renamed response_format", "defaulted include", "defaulted store"],
    body: {
      model: "gpt-5.6-sol",
      input: [{ type: "message", role: "user", content: "2+2?" }],
      text: {
        format: {
          type: "json_schema",
          name: "sum",
          description: "A sum",
          schema: {
            type: "object",
            properties: { sum: { type: "integer" } },
            required: ["sum"],
            additionalProperties: false
          },
          strict: true
        }
      },
      include: ["reasoning.encrypted_content"],
      store: false
    } satisfies Body
  },
  {
    name: "reasoning of two turns, its own and another vendor's",
    request: {
      model: "gpt-5.6-sol",
      messages: [
        { role: "user", content: "Noon?" },
        {
          role: "assistant",
          content: null,
          reasoning_content: "**Time**\n\nAsk.",
          reasoning_details: [
            {
              type: "reasoning.summary",
              summary: "**Time**",
              id: "rs_1",
              index: 0,
              format: "openai-responses-v1",
              origin: { format: "openai-responses-v1", provider: "openai", model: "gpt-5.6-sol" }
            },
            {
              type: "reasoning.summary",
              summary: "\n\nAsk.",
              id: "rs_1",
              index: 1,
              format: "openai-responses-v1",
              origin: { format: "openai-responses-v1", provider: "openai", model: "gpt-5.6-sol" }
            },
            {
              type: "reasoning.encrypted",
              data: "Z0FBQUFB",
              id: "rs_1",
              index: 1,
              format: "openai-responses-v1",
              origin: { format: "openai-responses-v1", provider: "openai", model: "gpt-5.6-sol" }
            }
          ],
          tool_calls: [{ id: "call_a", type: "function", function: { name: "now", arguments: "{}" } }]
        },
        { role: "tool", tool_call_id: "call_a", content: "12:00" },
        {
          role: "assistant",
          content: "Noon.",
          reasoning_content: "Easy.",
          reasoning_details: [
            {
              type: "reasoning.text",
              text: "Easy.",
              signature: "c2ln",
              format: "anthropic-claude-v1",
              index: 0,
              origin: { format: "anthropic-claude-v1", provider: "anthropic", model: "claude-sonnet-4" }
            }
          ],
          provider_fields: { openai: { phase: "final_answer" } }
        },
        { role: "user", content: "Sure?" }
      ],
      tools: [{ type: "function", function: { name: "now" } }],
      reasoning_effort: "max",
      max_completion_tokens: 2000
    },
    changes: [
      "translated api",
      "dropped messages[1].reasoning_content",
      "dropped messages[1].reasoning_details[0].index",
      "dropped messages[1].reasoning_details[0].format",
      "dropped messages[1].reasoning_details[0].origin",
      "dropped messages[1].reasoning_details[1].index",
      "dropped messages[1].reasoning_details[1].format",
      "dropped messages[1].reasoning_details[1].origin",
      "dropped messages[1].reasoning_details[2].index",
      "dropped messages[1].reasoning_details[2].format",
      "dropped messages[1].reasoning_details[2].origin",
      "dropped messages[3].reasoning_content",
      "stripped messages[3].reasoning_details[0]",
      "renamed messages[3].provider_fields.openai.phase",
      "defaulted tools[0].function.parameters",
      "defaulted tools[0].function.strict",
      "renamed reasoning_effort",
      "renamed max_completion_tokens",
      "defaulted include",
      "defaulted store"
    ],
    body: {
      model: "gpt-5.6-sol",
      input: [
        { type: "message", role: "user", content: "Noon?" },
        {
          type: "reasoning",
          id: "rs_1",
          summary: [
            { type: "summary_text", text: "**Time**" },
            { type: "summary_text", text: "Ask." }
          ],
          encrypted_content: "Z0FBQUFB"
        },
        { type: "function_call", call_id: "call_a", name: "now", arguments: "{}" },
        { type: "function_call_output", call_id: "call_a", output: "12:00" },
        { type: "message", role: "assistant", content: "Noon.", phase: "final_answer" },
        { type: "message", role: "user", content: "Sure?" }
      ],
      tools: [
        { type: "function", name: "now", parameters: { type: "object", properties: {} }, strict: false }
      ],
      reasoning: { effort: "max" },
      max_output_tokens: 2000,
      include: ["reasoning.encrypted_content"],
      store: false
    } satisfies Body
  },
  {
    name: "everything at once",
    request: {
      model: "gpt-5.6-sol",
      messages: [
        { role: "developer", content: "Be brief.", name: "boss" },
        { role: "user", content: "Hi" },
        { role: "assistant", content: [{ type: "refusal", refusal: "No." }] },
        { role: "user", content: [{ type: "text", text: "Why?", cache_control: { type: "ephemeral" } }] }
      ],
      reasoning_effort: "none",
      temperature: 0.5,
      top_p: 0.9,
      top_k: 40,
      min_p: 0.1,
      top_a: 0.2,
      repetition_penalty: 1.1,
      presence_penalty: 0.1,
      frequency_penalty: -0.1,
      logit_bias: { "50256": -100 },
      seed: 7,
      n: 2,
      max_completion_tokens: 10,
      stop: ["a"],
      logprobs: true,
      top_logprobs: 3,
      tools: [
        { type: "function", function: { name: "f" } },
        {
          type: "custom",
          custom: {
            name: "sql",
            format: { type: "grammar", grammar: { syntax: "lark", definition: "start: A" } }
          }
        },
        { type: "local_shell" }
      ],
      tool_choice: "auto",
      parallel_tool_calls: false,
      response_format: { type: "json_object" },
      modalities: ["text"],
      web_search_options: {
        search_context_size: "low",
        user_location: { type: "approximate", approximate: { country: "CH" } }
      },
      verbosity: "high",
      prompt_cache_key: "k",
      prompt_cache_options: { mode: "explicit", ttl: "30m" },
      safety_identifier: "s",
      user: "u",
      stream: true,
      stream_options: { include_usage: false, include_obfuscation: false },
      service_tier: "flex",
      extensions: {
        openai: {
          service_tier: "flex",
          temperature: 2,
          reasoning: { summary: "auto" },
          include: ["web_search_call.action.sources"],
          metadata: { a: "b" },
          truncation: "disabled"
        }
      }
    },
    changes: [
      "clamped max_completion_tokens",
      "dropped stop",
      "dropped presence_penalty",
      "dropped frequency_penalty",
      "dropped logit_bias",
      "dropped seed",
      "dropped top_k",
      "dropped min_p",
      "dropped top_a",
      "dropped repetition_penalty",
      "dropped n",
      "translated api",
      "dropped messages[0].name",
      "translated messages[2]",
      "dropped cache_control",
      "dropped messages[3].content[0].cache_control",
      "defaulted tools[0].function.parameters",
      "defaulted tools[0].function.strict",
      "translated web_search_options",
      "renamed verbosity",
      "renamed response_format",
      "renamed reasoning_effort",
      "renamed max_completion_tokens",
      "translated logprobs",
      "defaulted include",
      "defaulted store"
    ],
    body: {
      model: "gpt-5.6-sol",
      input: [
        { type: "message", role: "developer", content: "Be brief." },
        { type: "message", role: "user", content: "Hi" },
        {
          type: "message",
          id: "msg_d393e26742c905978810206442d9f9a6",
          role: "assistant",
          status: "completed",
          content: [{ type: "refusal", refusal: "No." }]
        },
        { type: "message", role: "user", content: [{ type: "input_text", text: "Why?" }] }
      ],
      tools: [
        { type: "function", name: "f", parameters: { type: "object", properties: {} }, strict: false },
        { type: "custom", name: "sql", format: { type: "grammar", syntax: "lark", definition: "start: A" } },
        { type: "local_shell" },
        {
          type: "web_search",
          search_context_size: "low",
          user_location: { type: "approximate", country: "CH" }
        }
      ],
      tool_choice: "auto",
      text: { format: { type: "json_object" }, verbosity: "high" },
      parallel_tool_calls: false,
      reasoning: { effort: "none", summary: "auto" },
      max_output_tokens: 16,
      temperature: 0.5,
      top_p: 0.9,
      prompt_cache_options: { mode: "explicit", ttl: "30m" },
      prompt_cache_key: "k",
      safety_identifier: "s",
      user: "u",
      top_logprobs: 3,
      store: false,
      stream: true,
      stream_options: { include_obfuscation: false },
      service_tier: "flex",
      include: [
        "message.output_text.logprobs",
        "reasoning.encrypted_content",
        "web_search_call.action.sources"
      ],
      metadata: { a: "b" },
      truncation: "disabled"
    } satisfies Body
  }
]
