import { assert, describe, it } from "@effect/vitest"
import type { JsonObject } from "@turnout/core/Json"
import type { Message } from "@turnout/core/Message"
import * as RawJson from "@turnout/core/RawJson"
import { budget, contents, endpoint, level, make, plain, said, second, third } from "./endpoints.ts"

const user = (content: string): Message => ({ role: "user", content })
const call = (id: string, name: string, args = "{}") =>
  ({ id, type: "function", function: { name, arguments: args } }) as const
const tool = (name: string, more: JsonObject = {}) =>
  ({ type: "function", function: { name, ...more } }) as const
const config = (request: Parameters<typeof said>[0], protocol = third, at = level) =>
  said(request, protocol, at).body["generationConfig"]
const calling = (request: Parameters<typeof said>[0], protocol = third) =>
  (said(request, protocol).body["toolConfig"] as { functionCallingConfig?: object } | undefined)
    ?.functionCallingConfig

describe("a conversation in the family's words", () => {
  it("has leading instructions apart, later ones in the user's turn, and says so", () => {
    const { body, changes } = said({
      messages: [
        { role: "system", content: "Be brief." },
        { role: "developer", content: [{ type: "text", text: "Be kind." }] },
        user("Hi"),
        { role: "assistant", content: "Hello" },
        { role: "system", content: "Now in French." },
        user("Again")
      ]
    })
    assert.deepStrictEqual(body["systemInstruction"], {
      parts: [{ text: "Be brief." }, { text: "Be kind." }]
    })
    assert.deepStrictEqual(body["contents"], [
      { role: "user", parts: [{ text: "Hi" }] },
      { role: "model", parts: [{ text: "Hello" }] },
      { role: "user", parts: [{ text: "Now in French." }, { text: "Again" }] }
    ])
    assert.include(changes, "emulated messages[4].role")
  })

  it("has no instructions where the model takes none: they stand before the first turn", () => {
    const { body, changes } = said(
      { messages: [{ role: "system", content: "Be brief." }, user("Hi")] },
      make({ instructions: false })
    )
    assert.notProperty(body, "systemInstruction")
    assert.deepStrictEqual(body["contents"], [
      { role: "user", parts: [{ text: "Be brief." }, { text: "Hi" }] }
    ])
    assert.include(changes, "emulated messages[0].role")
  })

  it("is a user's turn where there is nothing but instructions", () => {
    const { body } = said({ messages: [{ role: "system", content: "Say hello." }] })
    assert.deepStrictEqual(body["contents"], [{ role: "user", parts: [{ text: "Say hello." }] }])
    assert.notProperty(body, "systemInstruction")
  })

  it("alternates, whatever the caller wrote, and leaves out what says nothing", () => {
    assert.deepStrictEqual(
      contents([
        user("One"),
        user(""),
        { role: "assistant" },
        user("Two"),
        { role: "assistant", content: "A" },
        { role: "assistant", content: [{ type: "refusal", refusal: "B" }], refusal: "C" }
      ]),
      [
        { role: "user", parts: [{ text: "One" }, { text: "Two" }] },
        { role: "model", parts: [{ text: "A" }, { text: "B" }, { text: "C" }] }
      ]
    )
  })

  it("answers parallel calls in one turn directly behind them, in their order, by their names", () => {
    assert.deepStrictEqual(
      contents([
        user("Weather?"),
        { role: "assistant", tool_calls: [call("a", "weather", '{"city":"Rome"}'), call("b", "time", "")] },
        user("Well?"),
        {
          role: "tool",
          tool_call_id: "b",
          content: [
            { type: "text", text: "12" },
            { type: "text", text: "h" }
          ]
        },
        { role: "tool", tool_call_id: "a", content: '{"$ref":"#/x"}' }
      ]).slice(1),
      [
        {
          role: "model",
          parts: [
            {
              functionCall: { id: "a", name: "weather", args: { city: "Rome" } },
              thoughtSignature: "skip_thought_signature_validator"
            },
            { functionCall: { id: "b", name: "time", args: {} } }
          ]
        },
        {
          role: "user",
          parts: [
            { functionResponse: { id: "a", name: "weather", response: { output: '{"$ref":"#/x"}' } } },
            { functionResponse: { id: "b", name: "time", response: { output: "12\nh" } } },
            { text: "Well?" }
          ]
        }
      ]
    )
  })

  it("answers a call of an earlier turn behind that turn, and the latest call where an id comes twice", () => {
    const native = contents(
      [
        user("1"),
        { role: "assistant", tool_calls: [call("x", "first")] },
        user("2"),
        { role: "assistant", content: "Hm" },
        { role: "tool", tool_call_id: "x", content: "one" },
        { role: "assistant", tool_calls: [call("x", "second")] },
        { role: "tool", tool_call_id: "x", content: "two" }
      ],
      second
    )
    assert.deepStrictEqual(
      native.map(({ role }) => role),
      ["user", "model", "user", "model", "user"]
    )
    const output = (name: string, text: string) => ({
      functionResponse: { id: "x", name, response: { output: text } }
    })
    assert.deepStrictEqual(native[2]!.parts, [output("first", "one"), { text: "2" }])
    assert.deepStrictEqual(native[4]!.parts, [output("second", "two")])
  })

  it("tells a result of no call as words of the user's", () => {
    const { body, changes } = said({
      messages: [user("Hi"), { role: "tool", tool_call_id: "z", content: "7" }]
    })
    assert.deepStrictEqual(body["contents"], [{ role: "user", parts: [{ text: "Hi" }, { text: "7" }] }])
    assert.include(changes, "emulated messages[1].role")
  })

  it("has media in a result where the model reads them there, else behind the results", () => {
    const messages: ReadonlyArray<Message> = [
      user("Look"),
      { role: "assistant", tool_calls: [call("a", "shot"), call("b", "title")] },
      {
        role: "tool",
        tool_call_id: "a",
        content: [
          { type: "text", text: "Here" },
          { type: "image_url", image_url: { url: "data:image/jpg;base64,aGk=" } }
        ]
      },
      { role: "tool", tool_call_id: "b", content: "T" }
    ]
    const inlineData = { mimeType: "image/jpeg", data: "aGk=" }
    const response = (id: string, name: string, output: string, more = {}) => ({
      functionResponse: { id, name, response: { output }, ...more }
    })
    const last = (protocol = third) => contents(messages, protocol).at(-1)!.parts
    assert.deepStrictEqual(last(), [
      response("a", "shot", "Here", { parts: [{ inlineData }] }),
      response("b", "title", "T")
    ])
    assert.deepStrictEqual(last(second), [
      response("a", "shot", "Here"),
      response("b", "title", "T"),
      { inlineData }
    ])
    assert.include(said({ messages }, second).changes, "emulated messages[2].content")
  })

  it("sends no ids where the host takes none", () => {
    const { body } = said(
      {
        messages: [
          user("Hi"),
          { role: "assistant", tool_calls: [call("a", "f")] },
          { role: "tool", tool_call_id: "a", content: "1" }
        ]
      },
      make({ callIds: false })
    )
    assert.notInclude(JSON.stringify(body), '"id"')
  })

  it("keeps every digit of arguments", () => {
    const messages: ReadonlyArray<Message> = [
      user("Hi"),
      { role: "assistant", tool_calls: [call("a", "f", '{"n":12345678901234567890,"x":1.0}')] }
    ]
    // As the route writes it.
    const written = RawJson.stringify(third.body({ request: { ...plain, messages }, ledger: [] }, level).body)
    assert.include(written, '"args":{"n":12345678901234567890,"x":1.0}')
  })

  it("maps names beyond the family's alphabet, and back", () => {
    const { body, names } = said({
      messages: [user("Hi"), { role: "assistant", tool_calls: [call("a", "погода")] }],
      tools: [tool("погода")],
      tool_choice: { type: "function", function: { name: "погода" } }
    })
    const [native] = Object.keys(names!)
    assert.match(native!, /^[A-Za-z_][A-Za-z0-9_.:-]{0,63}$/)
    assert.strictEqual(JSON.stringify(body).split(native!).length - 1, 3)
    assert.deepStrictEqual(Object.values(names!), ["погода"])
  })
})

describe("media in the family's words", () => {
  const parts = (...content: ReadonlyArray<object>) =>
    contents([{ role: "user", content: content as never }])[0]!.parts

  it("are bytes inside, or files by their address with a type", () => {
    assert.deepStrictEqual(
      parts(
        { type: "image_url", image_url: { url: "data:image/png;base64,aGk=", detail: "auto" } },
        { type: "image_url", image_url: { url: "https://example.org/a.WEBP?x=1" } },
        { type: "image_url", image_url: { url: "https://example.org/a" } },
        { type: "input_audio", input_audio: { data: "aGk=", format: "wav" } },
        { type: "file", file: { file_data: "data:application/pdf;base64,aGk=", filename: "a.pdf" } },
        { type: "file", file: { file_data: "aGk=" } },
        { type: "file", file: { file_data: "data:application/json;base64,e30=" } },
        { type: "file", file: { file_data: "https://example.org/a.mp4" } },
        { type: "file", file: { file_id: "https://files.example/v1beta/files/abc" } }
      ),
      [
        { inlineData: { mimeType: "image/png", data: "aGk=" } },
        { fileData: { mimeType: "image/webp", fileUri: "https://example.org/a.WEBP?x=1" } },
        { fileData: { mimeType: "image/jpeg", fileUri: "https://example.org/a" } },
        { inlineData: { mimeType: "audio/wav", data: "aGk=" } },
        { inlineData: { mimeType: "application/pdf", data: "aGk=" } },
        { inlineData: { mimeType: "application/pdf", data: "aGk=" } },
        { inlineData: { mimeType: "text/plain", data: "e30=" } },
        { fileData: { mimeType: "video/mp4", fileUri: "https://example.org/a.mp4" } },
        { fileData: { fileUri: "https://files.example/v1beta/files/abc" } }
      ]
    )
  })
})

describe("parameters in the family's words", () => {
  it("stand in generationConfig under their own names, and each that has none is told", () => {
    const { body, changes } = said({
      temperature: 0.5,
      top_p: 0.9,
      top_k: 40,
      n: 2,
      max_completion_tokens: 100,
      seed: 7,
      presence_penalty: 0.1,
      frequency_penalty: -0.1,
      stop: ["a", ""],
      logprobs: true,
      top_logprobs: 3,
      modalities: ["text", "image"],
      user: "u",
      logit_bias: { "1": 1 },
      stream: true
    })
    assert.deepStrictEqual(body["generationConfig"], {
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      candidateCount: 2,
      maxOutputTokens: 100,
      seed: 7,
      presencePenalty: 0.1,
      frequencyPenalty: -0.1,
      stopSequences: ["a"],
      responseLogprobs: true,
      logprobs: 3,
      responseModalities: ["TEXT", "IMAGE"]
    })
    assert.includeMembers(changes, [
      "dropped user",
      "dropped logit_bias",
      "dropped stop[1]",
      "translated stream"
    ])
    assert.notProperty(body, "stream")
  })

  it("ask for thinking by a level or by a budget, never both", () => {
    const thinking = (effort: "none" | "minimal" | "low" | "high" | "max", at = level, most?: number) =>
      (
        config(
          { reasoning_effort: effort, ...(most === undefined ? {} : { max_completion_tokens: most }) },
          third,
          at
        ) as { thinkingConfig: unknown }
      ).thinkingConfig
    assert.deepStrictEqual(thinking("low"), { thinkingLevel: "LOW", includeThoughts: true })
    assert.deepStrictEqual(thinking("max"), { thinkingLevel: "XHIGH", includeThoughts: true })
    assert.deepStrictEqual(thinking("none", budget), { thinkingBudget: 0 })
    assert.deepStrictEqual(thinking("low", budget), { thinkingBudget: 6400, includeThoughts: true })
    assert.deepStrictEqual(thinking("max", budget), { thinkingBudget: 32_768, includeThoughts: true })
    assert.deepStrictEqual(thinking("minimal", budget, 1000), { thinkingBudget: 128, includeThoughts: true })
    assert.deepStrictEqual(thinking("high", budget, 100), { thinkingBudget: 0 })
    const always = endpoint({
      reasoning: { support: "yes", control: "budget", min_budget: 128, always: true }
    })
    assert.deepStrictEqual(thinking("none", always), { thinkingBudget: 128 })
  })
})

describe("tools in the family's words", () => {
  const tools = [tool("f", { description: "F", parameters: { type: "object", properties: {} } }), tool("g")]

  it("are declared together, with JSON Schema, and without one where they take nothing", () => {
    assert.deepStrictEqual(said({ tools }).body["tools"], [
      {
        functionDeclarations: [
          { name: "f", description: "F", parametersJsonSchema: { type: "object", properties: {} } },
          { name: "g" }
        ]
      }
    ])
  })

  it("are chosen from by a mode", () => {
    assert.isUndefined(calling({ tools }))
    assert.deepStrictEqual(calling({ tools, tool_choice: "auto" }), { mode: "AUTO" })
    assert.deepStrictEqual(calling({ tools, tool_choice: "none" }), { mode: "NONE" })
    assert.deepStrictEqual(calling({ tools, tool_choice: "required" }), { mode: "ANY" })
    const named = { type: "function", function: { name: "g" } } as const
    assert.deepStrictEqual(calling({ tools, tool_choice: named }), {
      mode: "ANY",
      allowedFunctionNames: ["g"]
    })
    const strict = [tool("f", { strict: true }), tool("g", { strict: false })]
    assert.deepStrictEqual(calling({ tools: strict }), { mode: "VALIDATED" })
    assert.deepStrictEqual(calling({ tools: strict, tool_choice: "required" }), { mode: "ANY" })
    const absent = { type: "function", function: { name: "h" } } as const
    assert.isUndefined(calling({ tools, tool_choice: absent }))
    assert.notProperty(said({ tool_choice: "auto" }).body, "toolConfig")
  })

  it("are the vendor's own under their keys; another vendor's are dropped", () => {
    const { body, changes } = said({
      tools: [{ type: "code_execution" }, { type: "googleSearch", timeRangeFilter: {} }, { type: "bash_1" }]
    })
    assert.deepStrictEqual(body["tools"], [{ codeExecution: {} }, { googleSearch: { timeRangeFilter: {} } }])
    assert.include(changes, "dropped tools[2]")
  })

  it("search the web beside functions where the model can", () => {
    const request = { tools, web_search_options: { search_context_size: "low" } }
    assert.deepStrictEqual((said(request).body["tools"] as ReadonlyArray<object>)[1], { googleSearch: {} })
    const { body, changes } = said(request, second)
    assert.lengthOf(body["tools"] as ReadonlyArray<object>, 1)
    assert.include(changes, "dropped web_search_options")
    assert.deepStrictEqual(said({ web_search_options: {} }, second).body["tools"], [{ googleSearch: {} }])
  })
})

describe("schemas in the family's words", () => {
  const schema = {
    type: "object",
    properties: {
      kind: { const: "a" },
      at: { type: "string", format: "uuid", minLength: 3 },
      size: { type: "integer", exclusiveMinimum: 0 },
      next: { $ref: "#/definitions/node" },
      map: { type: "object", additionalProperties: { type: ["number", "null"] } }
    },
    required: ["kind"],
    definitions: { node: { type: "object", properties: { next: { $ref: "#/definitions/node" } } } }
  } as const
  const format = { type: "json_schema", json_schema: { name: "x", schema, strict: true } } as const

  it("keep what it knows, describe what it does not, and tell both", () => {
    const { body, changes } = said({ response_format: format })
    assert.deepStrictEqual(body["generationConfig"], {
      responseMimeType: "application/json",
      responseJsonSchema: {
        type: "object",
        properties: {
          kind: { enum: ["a"], type: "string" },
          at: { type: "string", description: '{format: "uuid", minLength: 3}' },
          size: { type: "integer", minimum: 0 },
          next: { $ref: "#/$defs/node" },
          map: { type: "object", additionalProperties: { type: ["number", "null"] } }
        },
        required: ["kind"],
        $defs: { node: { type: "object", properties: { next: { $ref: "#/$defs/node" } } } }
      }
    })
    const at = "/response_format/json_schema/schema"
    assert.includeMembers(changes, [
      `translated ${at}/definitions`,
      `translated ${at}/properties/kind/const`,
      `weakened ${at}/properties/at/format`,
      `weakened ${at}/properties/size/exclusiveMinimum`
    ])
  })

  it("are in the OpenAPI subset where a host knows no other: written out, with one type each", () => {
    const open = {
      type: "object",
      properties: {
        a: { $ref: "#/$defs/word" },
        b: { type: ["integer", "null"] },
        c: { type: ["integer", "string"] },
        d: { oneOf: [{ type: "string", pattern: "^x" }] }
      },
      $defs: { word: { type: "string", minLength: 1 } },
      additionalProperties: false
    } as const
    const { body, changes } = said({ tools: [tool("f", { parameters: open })] }, make({ schemas: "openapi" }))
    const [declared] = (body["tools"] as ReadonlyArray<{ functionDeclarations: ReadonlyArray<object> }>)[0]!
      .functionDeclarations
    assert.deepStrictEqual(declared, {
      name: "f",
      parameters: {
        type: "object",
        properties: {
          a: { type: "string", minLength: 1 },
          b: { type: "integer", nullable: true },
          c: { anyOf: [{ type: "integer" }, { type: "string" }] },
          d: { anyOf: [{ type: "string", pattern: "^x" }] }
        },
        description: "{additionalProperties: false}"
      }
    })
    assert.includeMembers(changes, [
      "dropped /tools/0/function/parameters/$defs",
      "weakened /tools/0/function/parameters/additionalProperties"
    ])
  })

  it("grow no further than a bound when they are written out", () => {
    const depth = 40
    const $defs: { [name: string]: JsonObject } = { d0: { type: "string" } }
    for (let index = 1; index < depth; index++) {
      const $ref = `#/$defs/d${index - 1}`
      $defs[`d${index}`] = { type: "object", properties: { a: { $ref }, b: { $ref } } }
    }
    const parameters = { type: "object", properties: { x: { $ref: `#/$defs/d${depth - 1}` } }, $defs }
    const { body } = said({ tools: [tool("f", { parameters })] }, make({ schemas: "openapi" }))
    assert.isBelow(JSON.stringify(body).length, 20_000)
  })

  it("make the answer a call of a function of ours where tools stand beside and the model takes no format there", () => {
    const asked = { response_format: format, tools: [tool("f")] }
    assert.deepStrictEqual(calling(asked, second), { mode: "ANY" })
    assert.notProperty(said(asked, second).body, "generationConfig")
    assert.include(said(asked, second).changes, "emulated response_format")
    assert.property(config(asked) as object, "responseJsonSchema")
    // Next to a forced call it is taken nowhere.
    assert.deepStrictEqual(calling({ ...asked, tool_choice: "required" }), { mode: "ANY" })
    assert.notProperty(said({ ...asked, tool_choice: "required" }).body, "generationConfig")
  })

  it("are no schema at all for json_object", () => {
    assert.deepStrictEqual(config({ response_format: { type: "json_object" } }), {
      responseMimeType: "application/json"
    })
    assert.isUndefined(config({ response_format: { type: "text" } }))
  })
})

describe("native fields of a caller's own", () => {
  it("stand beside ours, and what the contract governs stays, in either spelling", () => {
    const { body, changes } = said({ temperature: 0.5, reasoning_effort: "low" }, third, level, {
      safetySettings: [{ category: "c", threshold: "t" }],
      cachedContent: "cachedContents/1",
      contents: [],
      system_instruction: { parts: [] },
      generation_config: {
        topP: 1,
        top_k: 2,
        mediaResolution: "LOW",
        thinking_config: { thinkingBudget: 5 }
      },
      toolConfig: { functionCallingConfig: { mode: "ANY" }, retrievalConfig: { languageCode: "de" } }
    })
    assert.deepStrictEqual(body["safetySettings"], [{ category: "c", threshold: "t" }])
    assert.deepStrictEqual(body["toolConfig"], { retrievalConfig: { languageCode: "de" } })
    assert.deepStrictEqual(body["generationConfig"], {
      temperature: 0.5,
      thinkingConfig: { thinkingLevel: "LOW", includeThoughts: true },
      mediaResolution: "LOW"
    })
    assert.includeMembers(changes, [
      "dropped extensions.contents",
      "dropped extensions.system_instruction",
      "dropped extensions.generation_config.topP",
      "dropped extensions.generation_config.top_k",
      "dropped extensions.generation_config.thinking_config.thinkingBudget",
      "dropped extensions.toolConfig.functionCallingConfig"
    ])
  })
})
