import { assert, describe, it } from "@effect/vitest"
import type { Message, ReasoningDetail } from "@turnout/core/Message"
import type { Request } from "@turnout/core/Request"
import { endpoint, reasoning, said } from "./endpoints.ts"

const parts = (...content: ReadonlyArray<object>): Message => ({ role: "user", content }) as never
const contentOf = (message: Message, path = 0) => said({ messages: [message] }).input[path]!["content"]

const call = (id: string, name: string, words: string) =>
  ({ id, type: "function", function: { name, arguments: words } }) as const
const custom = (id: string, name: string, input: string) =>
  ({ id, type: "custom", custom: { name, input } }) as const

describe("messages as input items", () => {
  it("stand in their order, the two that instruct wherever the caller put them", () => {
    const messages: ReadonlyArray<Message> = [
      { role: "system", content: "Be." },
      { role: "user", content: "Hi" },
      { role: "assistant", content: "Hello" },
      { role: "developer", content: [{ type: "text", text: "Be brief." }] },
      { role: "user", content: "So?" }
    ]
    assert.deepStrictEqual(said({ messages }).input as unknown, [
      { type: "message", role: "system", content: "Be." },
      { type: "message", role: "user", content: "Hi" },
      { type: "message", role: "assistant", content: "Hello" },
      { type: "message", role: "developer", content: [{ type: "input_text", text: "Be brief." }] },
      { type: "message", role: "user", content: "So?" }
    ])
    const roles = { system: "developer", developer: "developer" } as const
    const { changes, input } = said({ messages }, { dialect: { roles } })
    assert.strictEqual(input[0]!["role"], "developer")
    assert.include(changes, "translated messages[0].role")
  })

  it("hold images and files as this family names them", () => {
    const content = contentOf(
      parts(
        { type: "text", text: "Look", prompt_cache_breakpoint: { mode: "explicit" } },
        { type: "image_url", image_url: { url: "https://example.org/a.png", detail: "high" } },
        { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } },
        { type: "file", file: { file_data: "data:application/pdf;base64,aGk=", filename: "a.pdf" } },
        { type: "file", file: { file_data: "data:text/csv;base64,aGk=" } },
        { type: "file", file: { file_data: "https://example.org/b.pdf" } },
        { type: "file", file: { file_id: "file_1" } }
      )
    )
    assert.deepStrictEqual(content as unknown, [
      { type: "input_text", text: "Look", prompt_cache_breakpoint: { mode: "explicit" } },
      { type: "input_image", image_url: "https://example.org/a.png", detail: "high" },
      { type: "input_image", image_url: "data:image/png;base64,aGk=", detail: "auto" },
      { type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,aGk=" },
      { type: "input_file", filename: "file.txt", file_data: "data:text/csv;base64,aGk=" },
      { type: "input_file", file_url: "https://example.org/b.pdf" },
      { type: "input_file", file_id: "file_1" }
    ])
  })

  it("hold no audio, which is told, and a turn without anything is an empty text", () => {
    const audio = parts({ type: "input_audio", input_audio: { data: "aGk=", format: "wav" } })
    const { changes, input } = said({ messages: [audio] })
    assert.strictEqual(input[0]!["content"], "")
    assert.include(changes, "dropped messages[0].content[0]")
  })

  it("say calls and their results, the caller's ids kept, custom ones as what they are", () => {
    const messages: ReadonlyArray<Message> = [
      {
        role: "assistant",
        content: "Looking.",
        tool_calls: [call("call_a", "now", '{"n":9007199254740993}'), custom("call_b", "sql", "select 1")]
      },
      { role: "tool", tool_call_id: "call_b", content: "1" },
      {
        role: "tool",
        tool_call_id: "call_a",
        content: [
          { type: "text", text: "Noon." },
          { type: "image_url", image_url: { url: "https://example.org/a.png", detail: "low" } }
        ]
      }
    ]
    assert.deepStrictEqual(said({ messages }).input as unknown, [
      { type: "message", role: "assistant", content: "Looking." },
      { type: "function_call", call_id: "call_a", name: "now", arguments: '{"n":9007199254740993}' },
      { type: "custom_tool_call", call_id: "call_b", name: "sql", input: "select 1" },
      { type: "custom_tool_call_output", call_id: "call_b", output: "1" },
      {
        type: "function_call_output",
        call_id: "call_a",
        output: [
          { type: "input_text", text: "Noon." },
          { type: "input_image", image_url: "https://example.org/a.png", detail: "low" }
        ]
      }
    ])
  })

  it("are texts where an assistant said nothing else, and items of the API where it refused", () => {
    const texts: Message = {
      role: "assistant",
      content: [
        { type: "text", text: "Hel" },
        { type: "text", text: "lo" }
      ]
    }
    assert.strictEqual(contentOf(texts), "Hello")
    const refused = said({ messages: [{ role: "assistant", content: "Well.", refusal: "No." }] }).input[0]!
    assert.match(refused["id"] as string, /^msg_[0-9a-f]{32}$/)
    assert.deepInclude(refused, {
      type: "message",
      role: "assistant",
      status: "completed",
      content: [
        { type: "output_text", text: "Well.", annotations: [] },
        { type: "refusal", refusal: "No." }
      ] as never
    })
  })

  it("are texts where the vendor knows no refusals, and outputs stand behind their calls where it demands that", () => {
    const messages: ReadonlyArray<Message> = [
      { role: "assistant", content: [{ type: "refusal", refusal: "No." }] },
      { role: "assistant", tool_calls: [call("a", "f", "1"), call("b", "f", "2")] },
      { role: "tool", tool_call_id: "b", content: "B" },
      { role: "tool", tool_call_id: "a", content: "A" },
      { role: "user", content: "So?" }
    ]
    const again: ReadonlyArray<Message> = [
      { role: "assistant", tool_calls: [call("a", "f", "3")] },
      { role: "tool", tool_call_id: "a", content: "again" }
    ]
    const { input } = said(
      { messages: [...messages, ...again] },
      { dialect: { refusals: false, adjacent: true } }
    )
    assert.deepStrictEqual(
      input.map(({ content, output, type }) => [type, content ?? output]),
      [
        ["message", "No."],
        ["function_call", undefined],
        ["function_call_output", "A"],
        ["function_call", undefined],
        ["function_call_output", "B"],
        ["message", "So?"],
        ["function_call", undefined],
        ["function_call_output", "again"]
      ]
    )
  })

  it("leave out an empty text beside calls, and keep one that is all of a turn", () => {
    const calls = [call("a", "f", "{}")]
    const types = (message: Message) => said({ messages: [message] }).input.map(({ type }) => type)
    assert.deepStrictEqual(types({ role: "assistant", content: null, tool_calls: calls }), ["function_call"])
    assert.deepStrictEqual(types({ role: "assistant", content: "", tool_calls: calls }), ["function_call"])
    assert.deepStrictEqual(types({ role: "assistant" }), ["message"])
  })

  it("take back what the vendor's package lists of its own fields, and nothing else", () => {
    const messages: ReadonlyArray<Message> = [
      {
        role: "assistant",
        content: "Hm",
        provider_fields: { acme: { phase: "commentary", other: 1 }, else: { phase: "x" } },
        tool_calls: [{ ...call("a", "f", "{}"), provider_fields: { acme: { namespace: "math" } } }]
      }
    ]
    const roundTrip = { vendors: ["acme"], fields: ["phase", "namespace"] }
    const [message, made] = said({ messages }, { dialect: { roundTrip } }).input
    assert.deepStrictEqual(message as unknown, {
      type: "message",
      role: "assistant",
      content: "Hm",
      phase: "commentary"
    })
    assert.propertyVal(made, "namespace", "math")
    assert.notProperty(said({ messages }).input[0], "phase")
  })
})

describe("reasoning of an earlier turn", () => {
  const origin = { format: "openai-responses-v1", provider: "somewhere", model: "some-model" }
  const details: ReadonlyArray<ReasoningDetail> = [
    { type: "reasoning.summary", summary: "**Let me**", id: "rs_1", index: 0, format: origin.format, origin },
    { type: "reasoning.summary", summary: "\n\nSee.", id: "rs_1", index: 1, format: origin.format, origin },
    { type: "reasoning.encrypted", data: "c2VhbA==", id: "rs_1", index: 1, format: origin.format, origin },
    { type: "reasoning.encrypted", data: "bW9yZQ==", id: "rs_2", index: 2, format: origin.format, origin }
  ]
  const turn = (reasoning_details: ReadonlyArray<ReasoningDetail>, more: object = {}): Message => ({
    role: "assistant",
    reasoning_content: "**Let me**\n\nSee.",
    reasoning_details,
    tool_calls: [call("a", "f", "{}")],
    ...more
  })
  const kept = (message: Message, dialect: Parameters<typeof said>[1] = {}) =>
    said({ messages: [message] }, dialect).input.filter(({ type }) => type === "reasoning")

  it("stands before what it led to, as the items that it came in", () => {
    assert.deepStrictEqual(said({ messages: [turn(details)] }).input as unknown, [
      {
        type: "reasoning",
        id: "rs_1",
        summary: [
          { type: "summary_text", text: "**Let me**" },
          { type: "summary_text", text: "See." }
        ],
        encrypted_content: "c2VhbA=="
      },
      { type: "reasoning", id: "rs_2", summary: [], encrypted_content: "bW9yZQ==" },
      { type: "function_call", call_id: "a", name: "f", arguments: "{}" }
    ])
  })

  it("is stripped where another model, another vendor or another format made it", () => {
    const others = [
      { ...origin, model: "another" },
      { ...origin, format: "anthropic-claude-v1" },
      { ...origin, format: "unknown" }
    ]
    for (const other of others) {
      const foreign = details.map((detail) => ({ ...detail, origin: other }))
      assert.deepStrictEqual(kept(turn(foreign)), [])
      assert.include(said({ messages: [turn(foreign)] }).changes, "stripped messages[0].reasoning_details[0]")
    }
    const bound = { dialect: { origins: ["elsewhere"] } }
    assert.deepStrictEqual(kept(turn(details), bound), [])
    assert.deepStrictEqual(kept(turn(details.map((each) => ({ ...each, origin: undefined }) as never))), [])
  })

  it("is stripped where nothing that it led to follows, or nothing encrypted is left of it", () => {
    assert.deepStrictEqual(kept(turn(details, { tool_calls: undefined })), [])
    assert.lengthOf(kept(turn(details, { tool_calls: undefined, content: "So." })), 2)
    assert.deepStrictEqual(kept(turn(details.slice(0, 2))), [])
    assert.deepStrictEqual(kept(turn(details.map((each) => ({ ...each, id: undefined }) as never))), [])
  })

  it("goes back in plain text to a host that takes it so", () => {
    const open: ReasoningDetail = { type: "reasoning.text", text: "Hm", id: "rs_1", origin }
    assert.deepStrictEqual(kept(turn([open])), [])
    assert.deepStrictEqual(kept(turn([open]), { dialect: { reasoning: "plain" } }) as unknown, [
      { type: "reasoning", id: "rs_1", summary: [], content: [{ type: "reasoning_text", text: "Hm" }] }
    ])
    assert.deepStrictEqual(kept(turn(details), { dialect: { reasoning: "none" } }), [])
  })
})

describe("tools", () => {
  const tool = (parameters?: object, more: object = {}) =>
    ({ type: "function", function: { name: "f", ...(parameters && { parameters }), ...more } }) as never
  const tools = (list: ReadonlyArray<never>, dialect: Parameters<typeof said>[1] = {}) =>
    said({ tools: list }, dialect).body["tools"] as ReadonlyArray<{ readonly [key: string]: unknown }>

  it("are flat, and never strict but where the caller says so", () => {
    const object = { type: "object", properties: {} }
    assert.deepStrictEqual(
      tools([tool(object, { description: "d" }), tool(undefined, { strict: false })]) as unknown,
      [
        { type: "function", name: "f", description: "d", parameters: object, strict: false },
        { type: "function", name: "f", parameters: object, strict: false }
      ]
    )
    const closed = {
      type: "object",
      properties: { a: { type: "string" } },
      required: ["a"],
      additionalProperties: false
    }
    assert.deepInclude(tools([tool(closed, { strict: true })])[0], {
      parameters: closed,
      strict: true
    } as never)
    const open = { type: "object", additionalProperties: { type: "string" } }
    const { body, changes } = said({ tools: [tool(open, { strict: true })] })
    assert.deepInclude((body["tools"] as ReadonlyArray<object>)[0], { strict: false })
    assert.include(changes, "weakened /tools/0/function/strict")
  })

  it("have schemas without what the family refuses at any depth, where its vendor does", () => {
    const parameters = {
      type: "object",
      properties: {
        oneOf: { oneOf: [{ type: "string" }, { type: "object" }] },
        list: { type: "array", items: { oneOf: [{ type: "number" }] } }
      }
    }
    const said = tools([tool(parameters)], { dialect: { openSchemas: false } })[0]!["parameters"]
    assert.deepStrictEqual(said as unknown, {
      type: "object",
      properties: {
        oneOf: { anyOf: [{ type: "string" }, { type: "object", properties: {} }] },
        list: { type: "array", items: { anyOf: [{ type: "number" }] } }
      }
    })
    assert.deepStrictEqual(tools([tool(parameters)])[0]!["parameters"] as unknown, parameters)
  })

  it("are custom ones with their grammar beside its type, and the vendor's own as they are", () => {
    const grammar = { type: "grammar", grammar: { syntax: "lark", definition: "start: A" } }
    const list = [
      { type: "custom", custom: { name: "sql", description: "d", format: grammar } },
      { type: "code_interpreter", container: { type: "auto" } }
    ]
    assert.deepStrictEqual(tools(list as never) as unknown, [
      {
        type: "custom",
        name: "sql",
        description: "d",
        format: { type: "grammar", syntax: "lark", definition: "start: A" }
      },
      { type: "code_interpreter", container: { type: "auto" } }
    ])
  })

  it("hold a search where the chat API's options ask for one", () => {
    const web_search_options = {
      search_context_size: "high",
      user_location: { type: "approximate", approximate: { city: "Bern" } }
    }
    assert.deepStrictEqual(said({ web_search_options }).body["tools"] as unknown, [
      {
        type: "web_search",
        search_context_size: "high",
        user_location: { type: "approximate", city: "Bern" }
      }
    ])
  })

  it("are chosen among in this family's words", () => {
    const chosen = (tool_choice: Request["tool_choice"] & {}) =>
      said({ tools: [tool()], tool_choice }).body["tool_choice"]
    for (const word of ["auto", "none", "required"] as const) assert.strictEqual(chosen(word), word)
    assert.deepStrictEqual(chosen({ type: "function", function: { name: "f" } }), {
      type: "function",
      name: "f"
    })
    assert.deepStrictEqual(chosen({ type: "custom", custom: { name: "f" } }), { type: "custom", name: "f" })
  })

  it("are an answer's form where the endpoint is said to have no other", () => {
    const at = endpoint({ features: { json_schema: "emulated" } })
    const response_format = {
      type: "json_schema",
      json_schema: { name: "a", schema: { type: "object" } }
    } as const
    const { body } = said({ response_format }, { at })
    assert.deepStrictEqual(body["tool_choice"], { type: "function", name: "json_response" })
    assert.notProperty(body, "text")
    assert.deepInclude((body["tools"] as ReadonlyArray<object>)[0], {
      type: "function",
      name: "json_response",
      strict: false
    })
  })
})

describe("parameters", () => {
  it("have homes of other names", () => {
    const { body } = said({
      max_completion_tokens: 100,
      reasoning_effort: "low",
      verbosity: "high",
      response_format: { type: "json_object" },
      logprobs: true,
      top_logprobs: 3,
      stream: true,
      stream_options: { include_obfuscation: false, routing_events: true }
    })
    assert.deepInclude(body, {
      max_output_tokens: 100,
      reasoning: { effort: "low" },
      text: { format: { type: "json_object" }, verbosity: "high" },
      include: ["message.output_text.logprobs", "reasoning.encrypted_content"],
      top_logprobs: 3,
      stream: true,
      stream_options: { include_obfuscation: false }
    } as never)
  })

  it("have none where the family lacks them, which is told", () => {
    const request = {
      n: 2,
      stop: ["x"],
      seed: 1,
      presence_penalty: 1,
      frequency_penalty: 1,
      logit_bias: { "1": 1 },
      top_k: 1,
      min_p: 0.1,
      modalities: ["image"]
    }
    const { body, changes } = said(request)
    for (const name of Object.keys(request)) {
      assert.notProperty(body, name)
      assert.include(changes, `dropped ${name}`)
    }
  })

  it("stand under their own names where a vendor takes more than the family", () => {
    const { body, changes } = said({ min_p: 0.1, top_k: 3 }, { dialect: { more: ["min_p"] } })
    assert.propertyVal(body, "min_p", 0.1)
    assert.include(changes, "dropped top_k")
    assert.notInclude(changes, "dropped min_p")
  })

  it("hold a schema flat, and say outright whether the model is held to it", () => {
    const schema = {
      type: "object",
      properties: { a: { type: "number" } },
      required: ["a"],
      additionalProperties: false
    }
    const format = (more: object) =>
      (
        said({
          response_format: {
            type: "json_schema",
            json_schema: { name: "my report", description: "d", ...more }
          }
        } as never).body["text"] as { format: object }
      ).format
    assert.deepStrictEqual(format({ schema }), {
      type: "json_schema",
      name: "my report",
      description: "d",
      schema,
      strict: false
    })
    assert.deepInclude(format({ schema, strict: true }), { strict: true })
    assert.deepInclude(format({}), { schema: { type: "object", properties: {} }, strict: false } as never)
  })

  it("ask for encrypted reasoning where there may be some, and keep nothing at the vendor", () => {
    const included = (request: Partial<Request>, more: Parameters<typeof said>[1] = {}) => {
      const { added, body } = said(request, more)
      assert.strictEqual(body["store"], false)
      return [body["include"], added]
    }
    const encrypted = ["reasoning.encrypted_content"]
    assert.deepStrictEqual(included({}), [undefined, undefined])
    assert.deepStrictEqual(included({ reasoning_effort: "low" }), [encrypted, ["include"]])
    assert.deepStrictEqual(included({}, { at: reasoning }), [encrypted, ["include"]])
    // An endpoint that refused it is not asked again; what the caller wants stays.
    assert.deepStrictEqual(included({}, { at: reasoning, without: ["include"] }), [undefined, undefined])
    assert.deepStrictEqual(included({ logprobs: true }, { at: reasoning, without: ["include"] }), [
      ["message.output_text.logprobs"],
      undefined
    ])
    const none = endpoint({ reasoning: { support: "no" } })
    assert.deepStrictEqual(included({ reasoning_effort: "low" }, { at: none }), [undefined, undefined])
  })
})

describe("native fields of the caller", () => {
  it("stand beside ours, and include more", () => {
    const extension = {
      reasoning: { summary: "auto", effort: "max" },
      include: ["web_search_call.action.sources", "reasoning.encrypted_content"],
      service_tier: "flex",
      metadata: { a: "b" },
      truncation: "auto",
      max_tool_calls: 3
    }
    const { body, changes } = said({ reasoning_effort: "low" }, { extension, at: reasoning })
    assert.deepInclude(body, {
      reasoning: { effort: "low", summary: "auto" },
      include: ["reasoning.encrypted_content", "web_search_call.action.sources"],
      service_tier: "flex",
      metadata: { a: "b" },
      truncation: "auto",
      max_tool_calls: 3
    } as never)
    assert.include(changes, "dropped extensions.reasoning.effort")
  })

  it("cannot make the call one that is stored, polled or another conversation's", () => {
    const extension = {
      store: true,
      background: true,
      previous_response_id: "resp_0",
      conversation: "conv_0",
      prompt: { id: "p" },
      input: "other",
      instructions: "other",
      text: { format: { type: "text" }, verbosity: "low" }
    }
    const { body, changes } = said({ unknown: { store: true, prompt: "x" } }, { extension })
    assert.deepStrictEqual(Object.keys(body), ["model", "input", "store"])
    assert.strictEqual(body["store"], false)
    for (const name of Object.keys(extension)) {
      assert.isTrue(
        changes.some((change) => change.startsWith(`dropped extensions.${name}`)),
        name
      )
    }
    assert.include(changes, "dropped store")
  })
})
