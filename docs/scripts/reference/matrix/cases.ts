import type { ChatRequest } from "@turnout/core/ChatRequest"

/** One thing asked, beside a plain question: `asked` over `base`, which is what the native body is compared with. */
export interface Case {
  readonly name: string
  readonly asked: Partial<ChatRequest> & { readonly [field: string]: unknown }
  readonly base?: Partial<ChatRequest>
}

export interface Group {
  readonly title: string
  readonly cases: ReadonlyArray<Case>
}

const image = "data:image/png;base64,iVBORw0KGgo="
const schema = { type: "object", properties: { a: { type: "string" } }, required: ["a"] }
const tool = { type: "function", function: { name: "f", parameters: schema } } as const
const tools = [tool]
const call = { id: "call_1", type: "function", function: { name: "f", arguments: '{"a":"b"}' } } as const

const text = { type: "text", text: "Hello" } as const
const one = [{ role: "user", content: [text] }] as const

/** A user's message of a text and one part more. */
const part = (name: string, more: object): Case => ({
  name,
  base: { messages: one },
  asked: { messages: [{ role: "user", content: [text, more] }] as unknown as ChatRequest["messages"] }
})

const message = (name: string, more: ReadonlyArray<object>): Case => ({
  name,
  base: { messages: one },
  asked: { messages: [...one, ...more] as unknown as ChatRequest["messages"] }
})

const parameter = (name: string, value: unknown, base: Partial<ChatRequest> = {}): Case => ({
  name: `\`${name}: ${JSON.stringify(value)}\``,
  base,
  asked: { ...base, [name]: value }
})

const efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"] as const

export const groups: ReadonlyArray<Group> = [
  {
    title: "Parameters",
    cases: [
      parameter("temperature", 0.5),
      parameter("temperature", 1.5),
      {
        name: '`temperature: 0.5` next to `reasoning_effort: "low"`',
        base: { reasoning_effort: "low" },
        asked: { reasoning_effort: "low", temperature: 0.5 }
      },
      parameter("top_p", 0.5),
      {
        name: "`top_p: 0.5` next to `temperature: 0.5`",
        base: { temperature: 0.5 },
        asked: { temperature: 0.5, top_p: 0.5 }
      },
      parameter("top_k", 40),
      parameter("min_p", 0.1),
      parameter("top_a", 0.1),
      parameter("repetition_penalty", 1.1),
      parameter("presence_penalty", 1),
      parameter("frequency_penalty", 1),
      parameter("logit_bias", { "50256": -100 }),
      parameter("seed", 7),
      parameter("n", 1),
      parameter("n", 2),
      parameter("max_completion_tokens", 2000),
      parameter("max_tokens", 2000),
      parameter("max_completion_tokens", 10_000_000),
      parameter("stop", ["a"]),
      parameter("stop", ["a", "b", "c", "d", "e"]),
      parameter("logprobs", true),
      parameter("top_logprobs", 5, { logprobs: true }),
      parameter("user", "u-1"),
      parameter("safety_identifier", "s-1"),
      parameter("verbosity", "low"),
      parameter("web_search_options", {}),
      parameter("prompt_cache_key", "k"),
      parameter("prompt_cache_options", { mode: "explicit" }),
      parameter("prompt_cache_retention", "24h"),
      parameter("prompt_cache_retention", "in_memory"),
      parameter("moderation", { model: "omni-moderation-latest" }),
      parameter("stream", true),
      parameter("stream_options", { include_obfuscation: false }, { stream: true }),
      parameter("modalities", ["text", "image"]),
      parameter("a_field_nobody_knows", 1)
    ]
  },
  {
    title: "Reasoning",
    cases: [
      ...efforts.map((effort) => parameter("reasoning_effort", effort, { max_completion_tokens: 20_000 })),
      {
        name: "no effort, next to tools",
        base: {},
        asked: { tools }
      },
      {
        name: '`reasoning_effort: "high"` next to tools',
        base: { tools, max_completion_tokens: 20_000 },
        asked: { tools, max_completion_tokens: 20_000, reasoning_effort: "high" }
      }
    ]
  },
  {
    title: "Tools",
    cases: [
      { name: "a function tool", asked: { tools } },
      {
        name: "a strict function tool",
        base: { tools },
        asked: {
          tools: [
            {
              ...tool,
              function: {
                ...tool.function,
                parameters: { ...schema, additionalProperties: false },
                strict: true
              }
            } as ChatRequest["tools"] extends ReadonlyArray<infer T> | null | undefined ? T : never
          ]
        }
      },
      { name: "a custom tool", asked: { tools: [{ type: "custom", custom: { name: "c" } }] } },
      parameter("tool_choice", "auto", { tools }),
      parameter("tool_choice", "none", { tools }),
      parameter("tool_choice", "required", { tools }),
      {
        name: "a named `tool_choice`",
        base: { tools },
        asked: { tools, tool_choice: { type: "function", function: { name: "f" } } }
      },
      {
        name: "`allowed_tools`",
        base: { tools },
        asked: {
          tools: [tool, { type: "function", function: { name: "g" } }],
          tool_choice: { type: "allowed_tools", allowed_tools: { mode: "auto", tools: [tool] } }
        }
      },
      parameter("parallel_tool_calls", false, { tools }),
      message("a call and its result", [
        { role: "assistant", tool_calls: [call] },
        { role: "tool", tool_call_id: "call_1", content: "42" }
      ])
    ]
  },
  {
    title: "Form of the answer",
    cases: [
      parameter("response_format", { type: "text" }),
      parameter("response_format", { type: "json_object" }),
      {
        name: "`response_format`: a JSON schema",
        asked: {
          response_format: {
            type: "json_schema",
            json_schema: { name: "s", schema: { ...schema, additionalProperties: false } }
          }
        }
      }
    ]
  },
  {
    title: "Messages and parts",
    cases: [
      {
        name: "a `system` message",
        base: { messages: one },
        asked: { messages: [{ role: "system", content: "Be brief." }, ...one] }
      },
      {
        name: "a `developer` message",
        base: { messages: one },
        asked: { messages: [{ role: "developer", content: "Be brief." }, ...one] }
      },
      message("a `system` message later", [
        { role: "assistant", content: "Hi." },
        { role: "system", content: "Be brief." },
        { role: "user", content: "Go on." }
      ]),
      {
        name: "`name` of a message",
        base: { messages: one },
        asked: { messages: [{ ...one[0], name: "ada" }] }
      },
      part("an image by URL", { type: "image_url", image_url: { url: "https://images.example/a.png" } }),
      part("an image as data", { type: "image_url", image_url: { url: image } }),
      part("`detail` of an image", { type: "image_url", image_url: { url: image, detail: "low" } }),
      part("audio", { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } }),
      part("a PDF as data", {
        type: "file",
        file: { file_data: "data:application/pdf;base64,JVBERi0=", filename: "a.pdf" }
      }),
      part("a file by id", { type: "file", file: { file_id: "file-1" } }),
      message("a refusal", [
        { role: "assistant", content: [{ type: "refusal", refusal: "I will not." }] },
        { role: "user", content: "Go on." }
      ]),
      {
        name: "`cache_control` on a part",
        base: { messages: one },
        asked: {
          messages: [
            { role: "user", content: [{ ...text, cache_control: { type: "ephemeral", ttl: "1h" } }] }
          ]
        }
      },
      {
        name: "`prompt_cache_breakpoint` on a part",
        base: { messages: one },
        asked: {
          messages: [{ role: "user", content: [{ ...text, prompt_cache_breakpoint: { mode: "explicit" } }] }]
        }
      }
    ]
  }
]
