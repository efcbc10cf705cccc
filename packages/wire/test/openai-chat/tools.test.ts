import { assert, describe, it } from "@effect/vitest"
import type { Override } from "@turnout/core/Capabilities"
import type { Event } from "@turnout/core/Event"
import { isFailure } from "@turnout/core/Failure"
import type { JsonObject } from "@turnout/core/Json"
import * as Listing from "@turnout/core/Listing"
import type { Request, ResponseFormat } from "@turnout/core/Request"
import type { Tool, ToolChoice } from "@turnout/core/Tool"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as fc from "fast-check"

const endpoint = (capabilities: Override = {}) =>
  Listing.passthrough("m-1", {
    provider: "acme",
    defaults: OpenAiChat.protocol.defaults,
    models: { "m-1": { capabilities } }
  })

const said = (
  request: Partial<Request>,
  dialect: Partial<OpenAiChat.Dialect> = {},
  capabilities: Override = {}
) => {
  const { body, ledger } = OpenAiChat.make(dialect).body(
    { request: { messages: [{ role: "user", content: "Hi" }], stream: false, ...request }, ledger: [] },
    endpoint(capabilities)
  )
  return { body, told: ledger.map(({ action, param }) => `${action} ${param}`) }
}

const tool = (name: string, more: object = {}): Tool => ({ type: "function", function: { name, ...more } })

describe("tools", () => {
  it("go out as the very list they came in, without parameters too", () => {
    const tools = [tool("f"), tool("g", { parameters: { type: "object", properties: {} }, strict: false })]
    const { body, told } = said({ tools })
    assert.strictEqual(body["tools"], tools as unknown as JsonObject)
    assert.deepStrictEqual(told, [])
  })

  it("are chosen among in every form there is", () => {
    const forms: ReadonlyArray<ToolChoice> = [
      "auto",
      "none",
      "required",
      { type: "function", function: { name: "f" } },
      { type: "custom", custom: { name: "c" } }
    ]
    for (const tool_choice of forms) {
      const { body, told } = said({ tools: [tool("f")], tool_choice })
      assert.deepStrictEqual(body["tool_choice"], tool_choice)
      assert.deepStrictEqual(told, [])
    }
    assert.strictEqual(
      said({ tools: [tool("f")], tool_choice: "required" }, { required: "any" }).body["tool_choice"],
      "any"
    )
  })

  it("are not called where an endpoint knows no way to say so: what comes is taken out, and told", () => {
    const { body, told } = said(
      { tools: [tool("f")], tool_choice: "none" },
      {},
      { features: { tool_choice_none: "no" } }
    )
    assert.notProperty(body, "tool_choice")
    assert.deepStrictEqual(told, ["emulated tool_choice"])
  })

  it("are held to their schema in the strict subset, every loss told by its place", () => {
    const parameters = {
      type: "object",
      properties: { a: { type: "string", minLength: 1 } },
      required: ["a"],
      additionalProperties: false
    }
    const { body, told } = said({ tools: [tool("f", { parameters, strict: true })] })
    assert.deepStrictEqual(body["tools"], [
      tool("f", {
        parameters: { ...parameters, properties: { a: { type: "string", description: "{minLength: 1}" } } },
        strict: true
      })
    ] as unknown as JsonObject)
    assert.deepStrictEqual(told, ["weakened /tools/0/function/parameters/properties/a/minLength"])
    // A server that takes any schema gets the caller's own.
    const free = said({ tools: [tool("f", { parameters, strict: true })] }, { strictSchema: undefined })
    assert.deepStrictEqual(free.told, [])
  })

  it("whose schema the subset cannot say are sent as they are, and not strict", () => {
    const parameters = { type: "object", properties: { a: { type: "string" } } }
    const { body, told } = said({ tools: [tool("f", { parameters, strict: true })] })
    assert.deepStrictEqual(body["tools"], [tool("f", { parameters, strict: false })] as unknown as JsonObject)
    assert.deepStrictEqual(told, ["weakened /tools/0/function/strict"])
  })

  it("answer with images to those who can look at them only in a user's turn", () => {
    const image = { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } } as const
    const call = (id: string) => ({ id, type: "function", function: { name: "f", arguments: "{}" } }) as const
    const messages: Request["messages"] = [
      { role: "assistant", tool_calls: [call("a"), call("b")] },
      { role: "tool", tool_call_id: "a", content: [{ type: "text", text: "one" }, image] },
      { role: "tool", tool_call_id: "b", content: [image] },
      { role: "user", content: "And?" }
    ]
    const { body, told } = said({ messages })
    assert.deepStrictEqual(body["messages"], [
      messages[0],
      { role: "tool", tool_call_id: "a", content: [{ type: "text", text: "one" }] },
      { role: "tool", tool_call_id: "b", content: "" },
      { role: "user", content: [image, image] },
      messages[3]
    ] as unknown as JsonObject)
    assert.deepStrictEqual(told, [
      "emulated messages[1].content[1]",
      "emulated messages[2].content[0]",
      "translated messages[2].content"
    ])
    assert.deepStrictEqual(said({ messages }, { resultImages: true }).told, [])
  })
})

describe("an answer that an endpoint gives only through a tool", () => {
  const emulated: Override = { features: { json_schema: "emulated", json_object: "emulated" } }
  const schema = { type: "object", properties: { a: { type: "integer" } } }
  const format: ResponseFormat = { type: "json_schema", json_schema: { name: "sum", schema } }

  it("is asked for by a tool that has to be called", () => {
    const { body, told } = said({ response_format: format }, {}, emulated)
    assert.notProperty(body, "response_format")
    assert.deepStrictEqual(body["tool_choice"], { type: "function", function: { name: "json_response" } })
    assert.deepInclude((body["tools"] as ReadonlyArray<{ function: object }>)[0]?.function, {
      name: "json_response",
      parameters: schema
    })
    assert.strictEqual(body["parallel_tool_calls"], false)
    assert.include(told, "emulated response_format")
    const any = said({ response_format: { type: "json_object" } }, {}, emulated).body
    assert.deepInclude((any["tools"] as ReadonlyArray<{ function: object }>)[0]?.function, {
      parameters: { type: "object" }
    })
  })

  it("stands beside the caller's tools, one of which may be called instead", () => {
    const beside = (tool_choice?: ToolChoice) =>
      said(
        {
          response_format: format,
          tools: [tool("f")],
          ...(tool_choice === undefined ? {} : { tool_choice })
        },
        { required: "any" },
        emulated
      ).body["tool_choice"]
    assert.strictEqual(beside(), "any")
    assert.strictEqual(beside("auto"), "any")
    assert.deepStrictEqual(beside("none"), { type: "function", function: { name: "json_response" } })
    assert.deepStrictEqual(beside({ type: "function", function: { name: "f" } }), {
      type: "function",
      function: { name: "f" }
    })
  })

  it("is abandoned, and that is recorded, where no tool can be forced or arguments cannot be of its shape", () => {
    const unforced = said(
      { response_format: format },
      {},
      { features: { ...emulated.features, tool_choice_named: "no" } }
    )
    assert.deepStrictEqual(unforced.told, ["dropped response_format"])
    const list: ResponseFormat = {
      type: "json_schema",
      json_schema: { name: "l", schema: { type: "array" } }
    }
    assert.deepStrictEqual(said({ response_format: list }, {}, emulated).told, ["dropped response_format"])
  })

  it("comes back as text that ends with stop, whole and streamed, and a tool of that name stays a tool", () => {
    const call = (name: string, text: string) => ({
      id: "c",
      index: 0,
      type: "function",
      function: { name, arguments: text }
    })
    const { protocol } = OpenAiChat
    const whole = (name: string) =>
      protocol.whole({
        choices: [
          {
            index: 0,
            message: { role: "assistant", content: null, tool_calls: [call(name, '{"a":1}')] },
            finish_reason: "tool_calls"
          }
        ]
      })
    assert.deepStrictEqual(whole("json_response"), [
      { type: "start" },
      { type: "text", choice: 0, text: '{"a":1}' },
      { type: "finish", choice: 0, reason: "stop", native: "tool_calls" },
      { type: "end" }
    ] satisfies ReadonlyArray<Event>)
    assert.deepInclude(whole("json_response_") as ReadonlyArray<Event>, {
      type: "tool_start",
      choice: 0,
      call: 0,
      id: "c",
      name: "json_response"
    })
    let state = protocol.start()
    const events: Array<Event> = []
    for (const data of [
      { choices: [{ index: 0, delta: { tool_calls: [call("json_response", "")] } }] },
      { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: '{"a"' } }] } }] },
      {
        choices: [
          {
            index: 0,
            delta: { tool_calls: [{ index: 0, function: { arguments: ":1}" } }] },
            finish_reason: "stop"
          }
        ]
      }
    ]) {
      const stepped = protocol.step(state, { data: JSON.stringify(data) })
      assert.isFalse(isFailure(stepped))
      if (isFailure(stepped)) return
      state = stepped[0]
      events.push(...stepped[1])
    }
    events.push(...(protocol.end(state) as ReadonlyArray<Event>))
    assert.deepStrictEqual(
      events.map((event) =>
        event.type === "text" ? event.text : event.type === "finish" ? event.reason : event.type
      ),
      ["start", '{"a"', ":1}", "stop", "end"]
    )
  })
})

describe("parallel calls of one answer", () => {
  it("keep their ids, their order and their arguments, however their pieces mix", () => {
    const piece = fc.record({ call: fc.nat(2), text: fc.string({ minLength: 1, maxLength: 3 }) })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.array(piece, { maxLength: 20 }), (count, pieces) => {
        const { protocol } = OpenAiChat
        let state = protocol.start()
        const events: Array<Event> = []
        const delta = (entry: object, finish?: string) => {
          const data = JSON.stringify({
            choices: [
              {
                index: 0,
                delta: { tool_calls: [entry] },
                ...(finish === undefined ? {} : { finish_reason: finish })
              }
            ]
          })
          const stepped = protocol.step(state, { data })
          if (isFailure(stepped)) throw stepped
          state = stepped[0]
          events.push(...stepped[1])
        }
        for (let index = 0; index < count; index++) {
          delta({
            index,
            id: `call_${index}`,
            type: "function",
            function: { name: `f${index}`, arguments: "" }
          })
        }
        for (const { call, text } of pieces) delta({ index: call % count, function: { arguments: text } })
        const starts = events.filter((event) => event.type === "tool_start")
        assert.deepStrictEqual(
          starts.map(({ call, id, name }) => [call, id, name]),
          Array.from({ length: count }, (_, index) => [index, `call_${index}`, `f${index}`])
        )
        for (let index = 0; index < count; index++) {
          const given = pieces.filter(({ call }) => call % count === index).map(({ text }) => text)
          const got = events.flatMap((event) =>
            event.type === "tool_arguments" && event.call === index ? [event.text] : []
          )
          assert.strictEqual(got.join(""), given.join(""))
        }
      })
    )
  })
})
