import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import * as Fold from "@turnout/core/Fold"
import * as Usage from "@turnout/core/Usage"
import { envelope, metadata } from "./fold/answers.ts"

const end: ReadonlyArray<Event> = [
  { type: "finish", choice: 0, reason: "stop", native: "end_turn" },
  { type: "end" }
]

const hello: ReadonlyArray<Event> = [
  { type: "start", id: "resp_1", model: "reported", created: 1_600_000_000 },
  { type: "text", choice: 0, text: "Hel" },
  { type: "text", choice: 0, text: "lo" }
]

const fold = (events: ReadonlyArray<Event>, more: Partial<Fold.Envelope> = {}) => {
  const made = Fold.make({ ...envelope, ...more })
  made.push(events)
  return made
}

const message = (events: ReadonlyArray<Event>, more?: Partial<Fold.Envelope>) =>
  fold(events, more).completion(metadata).choices[0]!.message

const call = (choice: number, number: number, id: string): Event => ({
  type: "tool_start",
  choice,
  call: number,
  id,
  name: "lookup"
})

describe("Fold", () => {
  it("an answer of one text reads as OpenAI's, key by key", () => {
    const usage = Usage.make({
      input: 10,
      cache_read: 5,
      cache_write: 2,
      cache_write_1h: 1,
      output: 3,
      reasoning: 4
    })
    assert.strictEqual(
      JSON.stringify(fold([...hello, ...end, { type: "usage", usage }]).completion(metadata)),
      JSON.stringify({
        id: "resp_1",
        object: "chat.completion",
        created: 1_600_000_000,
        model: "reported",
        choices: [
          {
            index: 0,
            message: { role: "assistant", content: "Hello", refusal: null },
            logprobs: null,
            finish_reason: "stop",
            native_finish_reason: "end_turn"
          }
        ],
        usage: {
          prompt_tokens: 18,
          completion_tokens: 7,
          total_tokens: 25,
          prompt_tokens_details: { cached_tokens: 5, cache_write_tokens: 3 },
          completion_tokens_details: { reasoning_tokens: 4 },
          cost: 0.000123
        },
        routing_metadata: metadata
      })
    )
  })

  it("texts of one network read are one chunk, and the role comes with the first", () => {
    const made = Fold.make(envelope)
    const head = { id: "resp_1", object: "chat.completion.chunk", created: 1_600_000_000, model: "reported" }
    assert.deepStrictEqual<unknown>(made.chunks(hello), [
      {
        ...head,
        choices: [{ index: 0, delta: { role: "assistant", content: "Hello" }, finish_reason: null }]
      }
    ])
    assert.deepStrictEqual<unknown>(made.chunks([{ type: "text", choice: 0, text: "!" }, ...end]), [
      { ...head, choices: [{ index: 0, delta: { content: "!" }, finish_reason: null }] },
      { ...head, choices: [{ index: 0, delta: {}, finish_reason: "stop", native_finish_reason: "end_turn" }] }
    ])
    assert.deepStrictEqual<unknown>(made.lastChunk(metadata), {
      ...head,
      choices: [],
      routing_metadata: metadata
    })
  })

  it("a tool call is told by its name first, then by fragments of its arguments", () => {
    const made = Fold.make(envelope)
    const deltas = made
      .chunks([
        call(0, 0, "call_a"),
        { type: "tool_arguments", choice: 0, call: 0, text: '{"a"' },
        { type: "tool_arguments", choice: 0, call: 0, text: ":1}" }
      ])
      .map((chunk) => chunk.choices[0]!.delta)
    assert.deepStrictEqual(deltas, [
      {
        role: "assistant",
        content: null,
        tool_calls: [
          { index: 0, id: "call_a", type: "function", function: { name: "lookup", arguments: "" } }
        ]
      },
      { tool_calls: [{ index: 0, function: { arguments: '{"a":1}' } }] }
    ])
  })

  it("arguments that are no JSON are handed on as they came", () => {
    const broken = '{"city": "Par'
    const made = message([
      call(0, 0, "call_a"),
      { type: "tool_arguments", choice: 0, call: 0, text: broken },
      ...end
    ])
    assert.deepStrictEqual(made.tool_calls, [
      { id: "call_a", type: "function", function: { name: "lookup", arguments: broken } }
    ])
  })

  it("a vendor's call id is kept when it is new, and made anew when it is empty, twice there, or old", () => {
    const events = [
      { type: "start", id: "resp_1" },
      call(0, 0, "call_a"),
      call(0, 1, "call_a"),
      call(0, 2, "call_old"),
      call(1, 0, ""),
      call(1, 1, "__proto__")
    ] as ReadonlyArray<Event>
    const ids = () =>
      fold(events)
        .partial(metadata)
        .choices.flatMap(({ message }) => message.tool_calls!.map(({ id }) => id))
    const [first, second, third, fourth, fifth] = ids()
    assert.strictEqual(first, "call_a")
    assert.strictEqual(fifth, "__proto__")
    for (const made of [second, third, fourth]) assert.match(made!, /^call_[0-9a-f]{24}$/)
    assert.strictEqual(new Set(ids()).size, 5)
    assert.deepStrictEqual(ids(), [first, second, third, fourth, fifth])
  })

  it("a made call id does not return in the next turn, whatever the vendor's answer is called", () => {
    const events: ReadonlyArray<Event> = [{ type: "start", id: "same" }, call(0, 0, ""), ...end]
    const id = message(events).tool_calls![0]!.id
    const next = message(events, { historyCallIds: new Set([id]) }).tool_calls![0]!.id
    assert.notStrictEqual(next, id)
    assert.match(next, /^call_[0-9a-f]{24}$/)
  })

  it("call numbers that are far apart come out side by side", () => {
    const made = message([call(0, 7, "x"), call(0, 1e9, "y"), ...end])
    assert.deepStrictEqual(
      made.tool_calls!.map(({ id }) => id),
      ["x", "y"]
    )
  })

  it("arguments of a call that never began are nothing", () => {
    assert.isUndefined(
      message([{ type: "tool_arguments", choice: 0, call: 3, text: "{}" }, ...end]).tool_calls
    )
  })

  it("with tool_choice none a call that comes is left out and the choice stops", () => {
    const made = Fold.make({ ...envelope, stripToolCalls: true })
    const events: ReadonlyArray<Event> = [
      call(0, 0, "call_a"),
      { type: "tool_arguments", choice: 0, call: 0, text: "{}" }
    ]
    assert.deepStrictEqual(made.chunks(events), [])
    assert.isFalse(made.hasContent())
    made.push([{ type: "finish", choice: 0, reason: "tool_calls", native: "tool_use" }, { type: "end" }])
    const choice = made.completion(metadata).choices[0]!
    assert.isTrue(made.stripped())
    assert.isUndefined(choice.message.tool_calls)
    assert.strictEqual(choice.finish_reason, "stop")
    assert.strictEqual(choice.native_finish_reason, "tool_use")
  })

  it("what the vendor leaves out is made of the request, the clock and the id sent", () => {
    const made = fold([{ type: "start", id: "", model: "", created: 0 }, ...end])
    const { id, created, model, service_tier, system_fingerprint } = made.completion(metadata)
    assert.match(id, /^chatcmpl-[0-9a-f]{24}$/)
    assert.strictEqual(id, fold(end).completion(metadata).id)
    assert.notStrictEqual(id, fold(end, { requestId: "request-2" }).completion(metadata).id)
    assert.strictEqual(created, 1_700_000_000)
    assert.strictEqual(model, "sent-model")
    assert.isUndefined(service_tier)
    assert.isUndefined(system_fingerprint)
  })

  it("an empty envelope ahead of the real one does not hide it, and a later one changes nothing", () => {
    const made = fold([
      { type: "start", id: "", model: "" },
      { type: "start", id: "resp_2", model: "real" },
      { type: "text", choice: 0, text: "x" },
      { type: "start", id: "resp_3", model: "other", system_fingerprint: "late" },
      ...end
    ])
    const completion = made.completion(metadata)
    assert.deepStrictEqual([completion.id, completion.model, made.model()], ["resp_2", "real", "real"])
    assert.isUndefined(completion.system_fingerprint)
  })

  it("reasoning comes back as parts with their origin", () => {
    const origin = { provider: "somewhere", model: "canonical" }
    const made = message([
      { type: "reasoning", choice: 0, block: 0, text: "think" },
      { type: "reasoning", choice: 0, block: 0, text: "ing" },
      { type: "reasoning_opaque", choice: 0, block: 0, format: "f-v1", signature: "sig" },
      { type: "reasoning_opaque", choice: 0, block: 1, format: "f-v1", data: "sealed", id: "rs_1" },
      { type: "reasoning", choice: 0, block: 2, text: "in short", kind: "summary" },
      { type: "reasoning_opaque", choice: 0, block: 3, format: "f-v1", signature: "alone" },
      ...end
    ])
    const marked = { format: "f-v1", origin: { format: "f-v1", ...origin } }
    assert.strictEqual(made.reasoning_content, "thinkingin short")
    assert.deepStrictEqual<unknown>(made.reasoning_details, [
      { type: "reasoning.text", text: "thinking", signature: "sig", index: 0, ...marked },
      { type: "reasoning.encrypted", data: "sealed", id: "rs_1", index: 1, ...marked },
      {
        type: "reasoning.summary",
        summary: "in short",
        index: 2,
        format: "unknown",
        origin: { format: "unknown", ...origin }
      },
      { type: "reasoning.text", text: "", signature: "alone", index: 3, ...marked }
    ])
  })

  it("a second end of a choice is not told, and the first reason stands", () => {
    const made = Fold.make(envelope)
    const chunks = made.chunks([
      ...hello,
      ...end,
      { type: "finish", choice: 0, reason: "length" },
      { type: "end" }
    ])
    assert.strictEqual(chunks.filter(({ choices }) => choices[0]!.finish_reason !== null).length, 1)
    assert.strictEqual(made.completion(metadata).choices[0]!.finish_reason, "stop")
  })

  it("an answer has ended when every choice has and the terminal was seen", () => {
    const made = Fold.make(envelope)
    assert.isFalse(made.finished())
    made.push([{ type: "end" }])
    assert.isFalse(made.finished())
    made.push([...hello, { type: "text", choice: 1, text: "other" }, ...end])
    assert.isFalse(made.finished())
    made.push([{ type: "finish", choice: 1, reason: "stop" }])
    assert.isTrue(made.finished())
  })

  it("only what a caller can see is content", () => {
    const seen = (event: Event) => fold([event]).hasContent()
    assert.isFalse(seen({ type: "start", id: "x" }))
    assert.isFalse(seen({ type: "text", choice: 0, text: "" }))
    assert.isFalse(seen({ type: "usage", usage: Usage.zero }))
    assert.isFalse(seen({ type: "finish", choice: 0, reason: "stop" }))
    assert.isTrue(seen({ type: "text", choice: 0, text: "a" }))
    assert.isTrue(seen({ type: "reasoning_opaque", choice: 0, block: 0, format: "f", data: "x" }))
    assert.isTrue(seen(call(0, 0, "a")))
  })

  it("usage that nobody reported is absent; the last report counts", () => {
    assert.notProperty(fold(end).completion(metadata), "usage")
    assert.notProperty(fold(end).lastChunk(metadata), "usage")
    const made = fold([
      { type: "usage", usage: Usage.make({ output: 1 }), tier: "priority" },
      { type: "usage", usage: Usage.make({ output: 9 }) },
      ...end
    ])
    assert.strictEqual(made.usage()!.output, 9)
    assert.strictEqual(made.servedTier(), "priority")
  })

  it("an unknown cost is absent, a free one is zero", () => {
    assert.notProperty(Fold.toCompletionUsage(Usage.zero), "cost")
    assert.strictEqual(Fold.toCompletionUsage(Usage.zero, 0).cost, 0)
  })

  it("events are never changed", () => {
    const logprobs = [{ token: "a", logprob: 0, bytes: null, top_logprobs: [] }]
    const events: ReadonlyArray<Event> = [
      { type: "logprobs", choice: 0, content: logprobs },
      { type: "logprobs", choice: 0, content: [{ token: "b" }] },
      ...end
    ]
    const before = JSON.stringify(events)
    Fold.make(envelope).chunks(events)
    fold(events)
    assert.strictEqual(JSON.stringify(events), before)
  })
})
