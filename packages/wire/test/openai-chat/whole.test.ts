import { assert, describe, it } from "@effect/vitest"
import { isFailure } from "@turnout/core/Failure"
import * as Usage from "@turnout/core/Usage"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"

const head = { id: "chatcmpl-1", object: "chat.completion", created: 5, model: "m-1" }
const reply = (message: object, rest: object = { finish_reason: "stop" }) => ({
  ...head,
  choices: [{ index: 0, message, ...rest }]
})

const tagOf = (json: unknown) => {
  const result = OpenAiChat.protocol.whole(json)
  return isFailure(result) ? result._tag : "events"
}

describe("a unary reply", () => {
  it("gives the events of its stream", () => {
    const json = {
      ...reply(
        {
          role: "assistant",
          content: "Hi",
          refusal: null,
          reasoning_content: "hm",
          annotations: [],
          tool_calls: [
            { id: "call_0", type: "function", function: { name: "f", arguments: "{}" } },
            { id: "call_0", type: "function", function: { name: "g", arguments: "" } }
          ]
        },
        { finish_reason: "tool_calls", logprobs: null }
      ),
      usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
      service_tier: "flex"
    }
    assert.deepStrictEqual(OpenAiChat.protocol.whole(json), [
      { type: "start", id: "chatcmpl-1", model: "m-1", created: 5, service_tier: "flex" },
      { type: "reasoning", choice: 0, block: 0, text: "hm" },
      { type: "text", choice: 0, text: "Hi" },
      { type: "tool_start", choice: 0, call: 0, id: "call_0", name: "f" },
      { type: "tool_arguments", choice: 0, call: 0, text: "{}" },
      { type: "tool_start", choice: 0, call: 1, id: "call_0", name: "g" },
      { type: "finish", choice: 0, reason: "tool_calls", native: "tool_calls" },
      { type: "usage", usage: Usage.make({ input: 3, output: 2 }), tier: "flex" },
      { type: "end" }
    ])
  })

  it("may leave its reason empty: it is whole all the same", () => {
    const calls = [{ id: "a", function: { name: "f", arguments: "{}" } }]
    const events = OpenAiChat.protocol.whole(
      reply({ content: null, tool_calls: calls }, { finish_reason: "" })
    )
    assert.isArray(events)
    assert.deepInclude((events as ReadonlyArray<object>).at(-2), { type: "finish", reason: "tool_calls" })
    assert.strictEqual(tagOf(reply({ content: "a" }, {})), "events")
  })

  it("may be empty and still be an answer", () => {
    assert.strictEqual(tagOf(reply({ role: "assistant", content: "" })), "events")
  })

  it("of a wrong shape is malformed", () => {
    const shapes = [
      null,
      [],
      "text",
      7,
      {},
      { ...head, choices: [] },
      { ...head, choices: {} },
      { ...head, choices: [null] },
      { ...head, choices: [{ index: 0, finish_reason: "stop" }] },
      { ...head, choices: [{ index: 1e9, message: {}, finish_reason: "stop" }] },
      reply({ content: 7 }),
      reply({ content: { text: "a" } }),
      reply({ tool_calls: [{ id: "a", function: { arguments: "{}" } }] })
    ]
    for (const shape of shapes) assert.strictEqual(tagOf(shape), "MalformedResponse", JSON.stringify(shape))
  })

  it("that is an error is classified", () => {
    assert.strictEqual(tagOf({ error: { code: "insufficient_quota", message: "x" } }), "QuotaExhausted")
    assert.strictEqual(tagOf({ code: "x", error: "The service is currently unavailable" }), "Overloaded")
    assert.strictEqual(tagOf(reply({ content: "" }, { finish_reason: "error" })), "ServerError")
  })

  it("holds no key that could reach a prototype", () => {
    const json = JSON.parse(
      '{"__proto__":{"choices":[]},"choices":[{"message":{"content":"a"},"finish_reason":"__proto__"}]}'
    )
    assert.deepInclude((OpenAiChat.protocol.whole(json) as ReadonlyArray<object>).at(-2), {
      reason: "stop",
      native: "__proto__"
    })
  })
})
