import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import { type Failure, isFailure } from "@turnout/core/Failure"
import * as AnthropicMessages from "@turnout/wire/AnthropicMessages"
import { begun, closed, concluded, moved, opened, stopped } from "./streams.ts"

const { protocol } = AnthropicMessages

const streamed = (frames: ReadonlyArray<object>): ReadonlyArray<Event> | Failure => {
  let state = protocol.start()
  const events: Array<Event> = []
  for (const frame of frames) {
    const stepped = protocol.step(state, { data: JSON.stringify(frame) })
    if (isFailure(stepped)) return stepped
    state = stepped[0]
    events.push(...stepped[1])
  }
  const rest = protocol.end(state)
  return isFailure(rest) ? rest : [...events, ...rest]
}

const tagOf = (said: ReadonlyArray<Event> | Failure) => (isFailure(said) ? said._tag : "events")

const eventsOf = (said: ReadonlyArray<Event> | Failure): ReadonlyArray<Event> => {
  if (isFailure(said)) throw said
  return said
}

const message = {
  id: "m",
  type: "message",
  role: "assistant",
  model: "c",
  content: [
    { type: "text", text: "hello" },
    { type: "tool_use", id: "t", name: "f", input: { a: 1 } }
  ],
  stop_reason: "tool_use",
  usage: { input_tokens: 3, output_tokens: 2 }
}

describe("what a host says in its own way is heard", () => {
  it("a whole answer as the one frame of a stream", () => {
    assert.deepStrictEqual(streamed([message]), protocol.whole(message))
  })

  it("an answer that stands in its envelope", () => {
    const events = eventsOf(streamed([{ type: "message_start", message }, stopped]))
    assert.deepInclude(events, { type: "text", choice: 0, text: "hello" })
    assert.deepInclude(events, { type: "tool_arguments", choice: 0, call: 0, text: '{"a":1}' })
    assert.deepInclude(events, { type: "finish", choice: 0, reason: "tool_calls", native: "tool_use" })
  })

  it("a whole answer behind its pieces says nothing twice", () => {
    const pieces = [begun, opened(0, { type: "text", text: "hello" }), closed(0), concluded("end_turn")]
    assert.deepStrictEqual(
      eventsOf(streamed([...pieces, { ...message, id: begun.message.id }])).filter(
        ({ type }) => type === "text" || type === "tool_start" || type === "end"
      ),
      [{ type: "text", choice: 0, text: "hello" }, { type: "end" }]
    )
  })

  it("calls without arguments that are open at once are empty objects, each", () => {
    const tool = (index: number, id: string) => opened(index, { type: "tool_use", id, name: "f", input: {} })
    const events = eventsOf(
      streamed([begun, tool(0, "a"), tool(1, "b"), closed(0), closed(1), concluded("tool_use"), stopped])
    )
    for (const call of [0, 1]) {
      assert.deepInclude(events, { type: "tool_arguments", choice: 0, call, text: "{}" })
    }
  })

  it("a call without a name is malformed, as in every family", () => {
    const nameless = { type: "tool_use", id: "a", input: {} }
    assert.strictEqual(tagOf(streamed([begun, opened(0, nameless)])), "MalformedResponse")
    assert.strictEqual(tagOf(protocol.whole({ ...message, content: [nameless] })), "MalformedResponse")
  })

  it("all that a citation says, in the order of the annotations", () => {
    const citation = { type: "char_location", cited_text: "blue", document_index: 0, start_char_index: 3 }
    const blocks = [
      opened(0, { type: "text", text: "sky" }),
      moved(0, { type: "citations_delta", citation }),
      closed(0)
    ]
    const content = [{ type: "text", text: "sky", citations: [citation] }]
    for (const events of [
      streamed([begun, ...blocks, concluded("end_turn"), stopped]),
      protocol.whole({ ...message, content })
    ]) {
      assert.deepInclude(eventsOf(events), {
        type: "provider_fields",
        choice: 0,
        fields: { citations: [citation] }
      })
    }
  })

  const errors: ReadonlyArray<readonly [object, string]> = [
    [{ base_resp: { status_code: 1002, status_msg: "limit" } }, "RateLimited"],
    [{ base_resp: { status_code: 1008, status_msg: "balance" } }, "QuotaExhausted"],
    [{ error: "boom" }, "ServerError"],
    [{ error: { code: "1301", message: "sensitive" } }, "ContentFiltered"],
    [{ code: 429, message: "too many" }, "RateLimited"],
    [{ errors: [{ code: 404, message: "none" }] }, "ModelNotFound"]
  ]
  for (const [error, tag] of errors) {
    it(`an error inside an accepted answer, whole and streamed: ${JSON.stringify(error)}`, () => {
      assert.strictEqual(tagOf(protocol.whole(error)), tag)
      assert.strictEqual(tagOf(streamed([error])), tag)
      assert.strictEqual(tagOf(streamed([begun, error])), tag)
    })
  }

  it("a result that is an error beside an empty answer is one", () => {
    const base_resp = { status_code: 1008, status_msg: "balance" }
    assert.strictEqual(tagOf(protocol.whole({ ...message, content: [], base_resp })), "QuotaExhausted")
  })
})
