import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import { isFailure } from "@turnout/core/Failure"
import * as Listing from "@turnout/core/Listing"
import * as AnthropicMessages from "@turnout/wire/AnthropicMessages"
import * as RawJson from "@turnout/core/RawJson"

const { protocol } = AnthropicMessages
const big = '{"id":2512292042121000001,"x":1.0}'

const streamed = (frames: ReadonlyArray<object | string>): ReadonlyArray<Event> => {
  let state = protocol.start()
  const events: Array<Event> = []
  for (const frame of frames) {
    const stepped = protocol.step(state, { data: typeof frame === "string" ? frame : JSON.stringify(frame) })
    if (isFailure(stepped)) throw stepped
    state = stepped[0]
    events.push(...stepped[1])
  }
  return events
}

const start = {
  type: "message_start",
  message: { id: "m", model: "c", content: [], usage: { input_tokens: 1, output_tokens: 1 } }
}
const stop = (reason: string, more: object = {}, beside: object = {}) => ({
  type: "message_delta",
  delta: { stop_reason: reason, ...more },
  ...beside
})
const over = { type: "message_stop" }
const argumentsOf = (events: ReadonlyArray<Event>) =>
  events.map((event) => (event.type === "tool_arguments" ? event.text : "")).join("")

describe("arguments", () => {
  it("that stand as an object are the vendor's text, whole and streamed, and a text stays one", () => {
    const block = `{"type":"tool_use","id":"t","name":"f","input": ${big}}`
    const whole = protocol.whole(
      RawJson.parse(`{"type":"message","content":[${block}],"stop_reason":"tool_use"}`)
    )
    assert.strictEqual(argumentsOf(whole as ReadonlyArray<Event>), big)
    const opened = `{"type":"content_block_start","index":0,"content_block":${block}}`
    assert.strictEqual(argumentsOf(streamed([start, opened, stop("tool_use"), over])), big)
    const text = { type: "tool_use", id: "t", name: "f", input: big }
    assert.strictEqual(
      argumentsOf(protocol.whole({ type: "message", content: [text] }) as ReadonlyArray<Event>),
      big
    )
  })

  it("go back as the text that the model wrote", () => {
    const call = { id: "t", type: "function", function: { name: "f", arguments: big } } as const
    const messages = [
      { role: "user", content: "a" },
      { role: "assistant", tool_calls: [call] },
      { role: "tool", tool_call_id: "t", content: "r" }
    ] as const
    const endpoint = Listing.passthrough("c", { provider: "p", defaults: protocol.defaults })
    const { body } = protocol.body({ request: { messages, stream: false }, ledger: [] }, endpoint)
    assert.include(RawJson.stringify(body), `"input":${big}`)
    // A printed body shows an object.
    assert.include(JSON.stringify(body), '"input":{"id"')
  })
})

describe("an answer", () => {
  it("that was cut does not become whole by a later reason", () => {
    const finish = streamed([start, stop("max_tokens"), stop("end_turn"), over]).find(
      ({ type }) => type === "finish"
    )
    assert.deepInclude(finish, { reason: "length", native: "max_tokens" })
  })

  it("keeps a compaction and every other block of the vendor's verbatim, its deltas too", () => {
    const events = streamed([
      start,
      {
        type: "content_block_start",
        index: 0,
        content_block: { type: "compaction", content: "", list: [1] }
      },
      {
        type: "content_block_delta",
        index: 0,
        delta: { type: "compaction_delta", content: "sum", list: [2] }
      },
      {
        type: "content_block_delta",
        index: 0,
        delta: { type: "compaction_delta", content: "mary", list: [3] }
      },
      { type: "content_block_stop", index: 0 },
      stop("end_turn"),
      over
    ])
    assert.deepInclude(events, {
      type: "item",
      item: { type: "compaction", content: "summary", list: [1, 2, 3] }
    })
  })

  it("keeps what the vendor adds, whole and streamed", () => {
    const fields = { stop_sequence: "END", context_management: { applied_edits: [1] } }
    const { context_management, stop_sequence } = fields
    const whole = protocol.whole({ type: "message", content: [], stop_reason: "stop_sequence", ...fields })
    const pieces = streamed([start, stop("stop_sequence", { stop_sequence }, { context_management }), over])
    for (const events of [whole as ReadonlyArray<Event>, pieces]) {
      assert.deepStrictEqual(
        events.filter(({ type }) => type === "provider_fields"),
        [{ type: "provider_fields", choice: 0, fields }]
      )
    }
  })
})
