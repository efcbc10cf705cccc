import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import * as Carrier from "@turnout/messages/Carrier"
import * as MessageFold from "@turnout/messages/MessageFold"
import * as fc from "fast-check"
import { bySdk, kinds, metadata, streamed, whole } from "./answers.ts"

const text = (text: string): Event => ({ type: "text", choice: 0, text })
const reasoning = (text: string, block = 0): Event => ({ type: "reasoning", choice: 0, block, text })
const start = (call: number, name = `f${call}`): Event => ({
  type: "tool_start",
  choice: 0,
  call,
  id: `call_${call}`,
  name
})
const argue = (call: number, text: string): Event => ({ type: "tool_arguments", choice: 0, call, text })
const finish = (reason: "stop" | "length" | "tool_calls" | "content_filter", native?: string): Event => ({
  type: "finish",
  choice: 0,
  reason,
  ...(native === undefined ? {} : { native })
})
const end: ReadonlyArray<Event> = [{ type: "end" }]
const each = (events: ReadonlyArray<Event>) => events.map((event) => [event])

describe("a translated stream", () => {
  it("has Anthropic's grammar, with routing metadata in its message_delta", async () => {
    const events = [text("Ra"), text("in."), finish("stop"), ...end]
    const parts = streamed(each(events))
    assert.deepStrictEqual(kinds(parts), [
      "message_start",
      "0 text",
      "0 text_delta",
      "0 text_delta",
      "0 end",
      "message_delta",
      "message_stop"
    ])
    const delta = parts.at(-2)
    assert(delta?.type === "message_delta")
    assert.deepStrictEqual(delta.routing_metadata, metadata)
    assert.strictEqual(delta.delta.stop_reason, "end_turn")
    const message = await bySdk(parts)
    assert.strictEqual(message.content[0]?.type === "text" && message.content[0].text, "Rain.")
  })

  it("tells calls whose arguments interleave one after the other", async () => {
    const events = [
      start(0),
      start(1),
      argue(0, '{"a":'),
      argue(1, '{"b":'),
      argue(0, "1}"),
      argue(1, "2}"),
      finish("tool_calls"),
      ...end
    ]
    const parts = streamed(each(events))
    assert.deepStrictEqual(kinds(parts), [
      "message_start",
      "0 tool_use",
      "0 input_json_delta",
      "0 input_json_delta",
      "0 end",
      "1 tool_use",
      "1 input_json_delta",
      "1 input_json_delta",
      "1 end",
      "message_delta",
      "message_stop"
    ])
    const { content, stop_reason } = await bySdk(parts)
    assert.deepStrictEqual(
      content.map((block) => block.type === "tool_use" && [block.id, block.name, block.input]),
      [
        ["call_0", "f0", { a: 1 }],
        ["call_1", "f1", { b: 2 }]
      ]
    )
    assert.strictEqual(stop_reason, "tool_use")
  })

  it("wraps arguments that are no object, and hands on those that are as they come", async () => {
    for (const [given, input] of [
      ["[1,2]", { "": "[1,2]" }],
      ["not json", { "": "not json" }],
      ["{'a': 1}", { "": "{'a': 1}" }],
      ["{broken", { "": "{broken" }],
      ["", {}],
      ['{"a": "x\ny"}', { a: "x\ny" }],
      ['{"a": [1, {"b": null}], "c": "\\u00e9\\"", "d": -1.5e3}', { a: [1, { b: null }], c: 'é"', d: -1500 }]
    ] as const) {
      const events = [start(0), ...[...given].map((unit) => argue(0, unit)), finish("tool_calls"), ...end]
      const [block] = (await bySdk(streamed(each(events)))).content
      assert.deepStrictEqual(block?.type === "tool_use" && block.input, input, given)
      assert.deepStrictEqual((whole(events).content[0] as { input: unknown }).input, input, given)
    }
  })

  it("keeps of arguments that were cut off what is whole", () => {
    const events = [start(0), argue(0, '{"a": 1, "b": [1, {"c": "te'), finish("length"), ...end]
    const message = whole(events)
    assert.deepStrictEqual((message.content[0] as { input: unknown }).input, { a: 1, b: [1] })
    assert.strictEqual(message.stop_reason, "max_tokens")
  })

  it("tells a signature before its block ends, and one that comes late as a block of its own", () => {
    const signed: Event = {
      type: "reasoning_opaque",
      choice: 0,
      block: 0,
      format: "anthropic-claude-v1",
      signature: "c2ln"
    }
    const good = streamed(each([reasoning("Hm."), signed, text("Rain."), finish("stop"), ...end]))
    assert.deepStrictEqual(kinds(good).slice(1, 5), [
      "0 thinking",
      "0 thinking_delta",
      "0 signature_delta",
      "0 end"
    ])
    assert.deepInclude(good[3], { delta: { type: "signature_delta", signature: "c2ln" } })
    const late = streamed(each([reasoning("Hm."), text("Rain."), signed, finish("stop"), ...end]))
    assert.include(kinds(late), "2 redacted_thinking")
  })

  it("carries what another vendor wants back of its reasoning, and of its calls", () => {
    const sealed: Event = {
      type: "reasoning_opaque",
      choice: 0,
      block: 0,
      format: "openai-responses-v1",
      data: "gAAA",
      id: "rs_1"
    }
    const summary: Event = { type: "reasoning", choice: 0, block: 0, text: "Thought.", kind: "summary" }
    const call: Event = { type: "tool_start", choice: 0, call: 0, id: "c", name: "f", signature: "th" }
    const message = whole([summary, sealed, call, argue(0, "{}"), finish("tool_calls"), ...end])
    const [thinking, redacted] = message.content
    assert(thinking?.type === "thinking" && redacted?.type === "redacted_thinking")
    const origin = { format: "openai-responses-v1", provider: "acme", model: "m" }
    const base = { id: "rs_1", format: "openai-responses-v1", index: 0, origin }
    assert.deepStrictEqual(Carrier.decode(thinking.signature)?.details, [
      { type: "reasoning.summary", ...base },
      { type: "reasoning.encrypted", data: "gAAA", ...base }
    ])
    assert.deepStrictEqual(Carrier.decode(redacted.data)?.calls, { c: "th" })
  })

  it("says why it stopped, and at which of the caller's texts where the vendor tells", () => {
    const of = (events: ReadonlyArray<Event>, more = {}) => {
      const { stop_details, stop_reason, stop_sequence } = whole([...events, ...end], more)
      return [stop_reason, stop_sequence, stop_details?.type ?? null]
    }
    assert.deepStrictEqual(of([text("a"), finish("length")]), ["max_tokens", null, null])
    assert.deepStrictEqual(of([text("a"), finish("length", "model_context_window_exceeded")]), [
      "model_context_window_exceeded",
      null,
      null
    ])
    assert.deepStrictEqual(of([text("a"), finish("stop", "pause_turn")]), ["pause_turn", null, null])
    assert.deepStrictEqual(of([text("a"), finish("content_filter")]), ["refusal", null, "refusal"])
    const refused: Event = { type: "refusal", choice: 0, text: "No." }
    assert.deepStrictEqual(of([refused, finish("stop")]), ["refusal", null, "refusal"])
    const matched: Event = {
      type: "provider_fields",
      choice: 0,
      on: "choice",
      fields: { stop_reason: "###" }
    }
    const stops = { stop_sequences: ["###"] }
    assert.deepStrictEqual(of([text("a"), matched, finish("stop")], stops), ["stop_sequence", "###", null])
    assert.deepStrictEqual(of([text("a"), matched, finish("stop")]), ["end_turn", null, null])
    assert.deepStrictEqual(of([start(0), argue(0, "{}"), finish("stop")]), ["tool_use", null, null])
  })

  it("counts as input what no cache gave or took", () => {
    const usage: Event = {
      type: "usage",
      usage: { input: 10, cache_read: 20, cache_write: 3, cache_write_1h: 4, output: 5, reasoning: 2 }
    }
    const told = whole([text("a"), usage, finish("stop"), ...end]).usage
    assert.strictEqual(told.input_tokens, 10)
    assert.strictEqual(told.cache_read_input_tokens, 20)
    assert.strictEqual(told.cache_creation_input_tokens, 7)
    assert.deepStrictEqual(told.cache_creation, {
      ephemeral_5m_input_tokens: 3,
      ephemeral_1h_input_tokens: 4
    })
    assert.strictEqual(told.output_tokens, 7)
    assert.deepStrictEqual(told.output_tokens_details, { thinking_tokens: 2 })
    assert.strictEqual(whole([text("a"), finish("stop"), ...end]).usage.confidence, "unknown")
  })
})

describe("any answer", () => {
  const words = fc.string({ maxLength: 6 })
  const event: fc.Arbitrary<Event> = fc.oneof(
    words.map(text),
    fc.tuple(words, fc.nat(3)).map(([words, block]) => reasoning(words, block)),
    fc.record({
      type: fc.constant("reasoning_opaque" as const),
      choice: fc.constant(0),
      block: fc.nat(3),
      format: fc.constantFrom("anthropic-claude-v1", "other"),
      signature: words
    }),
    fc.tuple(fc.nat(3), fc.option(words, { nil: undefined })).map(([call, signature]): Event => ({
      type: "tool_start",
      choice: 0,
      call,
      id: "",
      name: "f",
      ...(signature === undefined ? {} : { signature })
    })),
    fc.tuple(fc.nat(3), fc.oneof(words, fc.json({ maxDepth: 2 }))).map(([call, text]) => argue(call, text)),
    fc.record({ type: fc.constant("refusal" as const), choice: fc.nat(1), text: words }),
    fc.constant<Event>({
      type: "annotation",
      choice: 0,
      annotation: { type: "url_citation", url_citation: { url: "https://a", title: "t" } }
    }),
    fc
      .constantFrom("stop", "length", "tool_calls", "content_filter")
      .map((reason) => finish(reason as "stop")),
    fc.constant<Event>({ type: "usage", usage: { input: 1, output: 2 } }),
    fc.constant<Event>({ type: "end" })
  )

  it("makes a stream that the official helper accepts, and that adds up to the whole answer", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
        const parts = streamed(each(events))
        const indexes = parts.flatMap((part) => (part.type === "content_block_start" ? [part.index] : []))
        assert.deepStrictEqual(
          indexes,
          indexes.map((_, index) => index)
        )
        const message = await bySdk(parts)
        const told = whole(events)
        assert.deepStrictEqual(MessageFold.fold(parts), told)
        assert.strictEqual(message.content.length, told.content.length)
        for (const [index, block] of message.content.entries()) {
          const own = told.content[index]!
          assert.strictEqual(block.type, own.type)
          if (block.type === "text") assert.strictEqual(block.text, (own as { text: string }).text)
        }
        assert.strictEqual(message.stop_reason, told.stop_reason)
      }),
      { numRuns: 300 }
    )
  })

  it("is the same whatever reads its events come in", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), fc.nat(30), (events, cut) => {
        assert.deepStrictEqual(streamed([events.slice(0, cut), events.slice(cut)]), streamed(each(events)))
      })
    )
  })
})
