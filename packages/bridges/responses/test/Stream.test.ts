import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import * as RouterError from "@turnout/core/RouterError"
import * as FastCheck from "fast-check"
import * as Envelope from "../src/responses/envelope.ts"
import { formOf, helped, fold, streamed, whole } from "./told.ts"

const text = FastCheck.string({ maxLength: 6 })
const choice = FastCheck.constantFrom(0, 0, 0, 0, 1)
const small = FastCheck.nat({ max: 2 })
const token = text.map((token) => ({ token, logprob: -1, bytes: null, top_logprobs: [] }))

const anyEvent: FastCheck.Arbitrary<Event> = FastCheck.oneof(
  FastCheck.record({ type: FastCheck.constant("text" as const), choice, text }),
  FastCheck.record({ type: FastCheck.constant("refusal" as const), choice, text }),
  FastCheck.record({ type: FastCheck.constant("reasoning" as const), choice, block: small, text }),
  FastCheck.record({
    type: FastCheck.constant("reasoning_opaque" as const),
    choice,
    block: small,
    format: FastCheck.constant("acme-v1"),
    signature: text
  }),
  FastCheck.record(
    {
      type: FastCheck.constant("tool_start" as const),
      choice,
      call: small,
      id: FastCheck.constantFrom("call_0", "call_0", "", "x"),
      name: FastCheck.constantFrom("f", "g"),
      kind: FastCheck.constant("custom" as const),
      signature: text
    },
    { requiredKeys: ["type", "choice", "call", "id", "name"] }
  ),
  FastCheck.record({ type: FastCheck.constant("tool_arguments" as const), choice, call: small, text }),
  FastCheck.record({
    type: FastCheck.constant("logprobs" as const),
    choice,
    content: FastCheck.array(token, { maxLength: 2 })
  }),
  FastCheck.record({
    type: FastCheck.constant("annotation" as const),
    choice,
    annotation: FastCheck.constantFrom(
      {
        type: "url_citation",
        url_citation: { url: "https://a.test", title: "a", start_index: 0, end_index: 1 }
      },
      { type: "file_citation", file_id: "f" }
    )
  }),
  FastCheck.record({
    type: FastCheck.constant("provider_fields" as const),
    choice,
    fields: FastCheck.constant({ a: 1 })
  }),
  FastCheck.record({
    type: FastCheck.constant("item" as const),
    item: FastCheck.constantFrom(
      { type: "web_search_call", id: "ws_1" },
      { type: "odd" },
      { type: "message" }
    )
  })
)

const ended = FastCheck.constantFrom("stop", "length", "tool_calls", "content_filter" as const).map(
  (reason): ReadonlyArray<Event> => [
    { type: "finish", choice: 0, reason: reason as "stop" },
    { type: "usage", usage: { input: 3, output: 4 } },
    { type: "end" }
  ]
)

const answers = FastCheck.tuple(FastCheck.array(anyEvent, { maxLength: 24 }), ended).map(
  ([events, end]): ReadonlyArray<Event> => {
    const own = events.filter(
      (event, index) =>
        event.type !== "item" ||
        events.findIndex((other) => JSON.stringify(other) === JSON.stringify(event)) === index
    )
    return [{ type: "start", id: "chatcmpl-1", model: "m-1" }, ...own, ...end]
  }
)

/** The same events in reads of any size. */
const reads = FastCheck.tuple(answers, FastCheck.array(FastCheck.nat({ max: 5 }))).map(([events, sizes]) => {
  const parts: Array<ReadonlyArray<Event>> = []
  let at = 0
  for (const size of sizes) parts.push(events.slice(at, (at += size)))
  return [...parts, events.slice(at)]
})

/** Logprobs come in the frame of their text. */
const framed = (parts: ReadonlyArray<ReadonlyArray<Event>>): ReadonlyArray<ReadonlyArray<Event>> => {
  const events = parts.flat()
  const sizes = parts.map(({ length }) => length)
  const made: Array<ReadonlyArray<Event>> = []
  let at = 0
  let total = 0
  for (const size of sizes) {
    total += size
    if (total <= at) continue
    let end = total
    while (events[end]?.type === "logprobs") end++
    made.push(events.slice(at, end))
    at = end
  }
  return made
}

describe("the stream of a translated answer", () => {
  it("holds no block of another API among its items", () => {
    const items = [
      { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} },
      { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [] },
      { executableCode: { code: "1" } },
      { type: "web_search_call", id: "ws_1", status: "completed" }
    ]
    const output = streamed([
      [{ type: "start", id: "r", model: "m" }],
      items.map((item): Event => ({ type: "item", item })),
      [
        { type: "text", choice: 0, text: "a" },
        { type: "finish", choice: 0, reason: "stop", native: "stop" }
      ]
    ]).flatMap((event) => (event.type === "response.output_item.done" ? [event.item.type] : []))
    assert.deepStrictEqual(output, ["web_search_call", "message"])
  })

  it("is one that the official SDK's helper takes, whatever the events and their reads", async () => {
    await FastCheck.assert(
      FastCheck.asyncProperty(reads, async (parts) => {
        const events = streamed(parts)
        assert.deepStrictEqual(
          events.map(({ sequence_number }) => sequence_number),
          events.map((_, index) => index)
        )
        const last = events.at(-1) as { readonly response: { readonly output: ReadonlyArray<object> } }
        const response = await helped(events)
        const { parsed: _, output_parsed: __, ...told } = JSON.parse(JSON.stringify(response))
        assert.strictEqual(told.output.length, last.response.output.length)
        const done = events.flatMap((event) =>
          event.type === "response.output_item.done" ? [[event.output_index, event.item] as const] : []
        )
        assert.deepStrictEqual(
          done.toSorted(([one], [other]) => one - other).map(([, item]) => item) as ReadonlyArray<object>,
          last.response.output
        )
      })
    )
  })

  it("ends with the response that a whole answer of the same events is", () => {
    FastCheck.assert(
      FastCheck.property(reads, (parts) => {
        const last = streamed(parts).at(-1) as { readonly response: object }
        assert.deepStrictEqual(whole(parts.flat()), last.response as never)
      })
    )
  })

  it("is the same however its events are read", () => {
    FastCheck.assert(
      FastCheck.property(reads, (parts) => {
        const single = parts.flat().map((event) => [event])
        assert.deepStrictEqual(streamed(framed(parts)), streamed(framed(single)))
      })
    )
  })

  it("says of every delta what the end of its part says", () => {
    FastCheck.assert(
      FastCheck.property(reads, (parts) => {
        const texts = new Map<string, string>()
        for (const event of streamed(parts)) {
          if (event.type === "response.output_text.delta" || event.type === "response.refusal.delta") {
            const key = `${event.item_id} ${event.content_index}`
            texts.set(key, (texts.get(key) ?? "") + event.delta)
          } else if (event.type === "response.output_text.done") {
            assert.strictEqual(texts.get(`${event.item_id} ${event.content_index}`) ?? "", event.text)
          } else if (event.type === "response.function_call_arguments.delta") {
            texts.set(event.item_id, (texts.get(event.item_id) ?? "") + event.delta)
          } else if (event.type === "response.function_call_arguments.done") {
            assert.strictEqual(texts.get(event.item_id) ?? "", event.arguments)
          }
        }
      })
    )
  })
})

const start: Event = { type: "start", id: "chatcmpl-1", model: "m-1" }
const stop: ReadonlyArray<Event> = [{ type: "finish", choice: 0, reason: "stop" }, { type: "end" }]
const typesOf = (events: ReadonlyArray<{ readonly type: string }>) => events.map(({ type }) => type.slice(9))

describe("the events of an answer", () => {
  it("are those of a text, in their order", () => {
    const events = streamed([[start, { type: "text", choice: 0, text: "a" }], stop])
    assert.deepStrictEqual(typesOf(events), [
      "created",
      "in_progress",
      "output_item.added",
      "content_part.added",
      "output_text.delta",
      "output_text.done",
      "content_part.done",
      "output_item.done",
      "completed"
    ])
  })

  it("close reasoning ahead of text, and give no arguments as an object", () => {
    const events = streamed([
      [
        start,
        { type: "reasoning", choice: 0, block: 0, text: "hm" },
        { type: "text", choice: 0, text: "a" },
        { type: "tool_start", choice: 0, call: 0, id: "c", name: "f" }
      ],
      [{ type: "finish", choice: 0, reason: "tool_calls" }, { type: "end" }]
    ])
    assert.deepStrictEqual(typesOf(events).slice(2, 17), [
      "output_item.added",
      "reasoning_summary_part.added",
      "reasoning_summary_text.delta",
      "reasoning_summary_text.done",
      "reasoning_summary_part.done",
      "output_item.done",
      "output_item.added",
      "content_part.added",
      "output_text.delta",
      "output_text.done",
      "content_part.done",
      "output_item.done",
      "output_item.added",
      "function_call_arguments.delta",
      "function_call_arguments.done"
    ])
    const done = events.find(({ type }) => type === "response.function_call_arguments.done")
    assert.strictEqual((done as { arguments: string }).arguments, "{}")
  })

  it("take calls apart that came under one id, and keep the arguments of each", async () => {
    const response = await helped(
      streamed([
        [
          start,
          { type: "tool_start", choice: 0, call: 0, id: "call_0", name: "f" },
          { type: "tool_start", choice: 0, call: 1, id: "call_0", name: "g" },
          { type: "tool_arguments", choice: 0, call: 1, text: "[1]" },
          { type: "tool_arguments", choice: 0, call: 0, text: "[0]" }
        ],
        stop
      ])
    )
    const calls = response.output as ReadonlyArray<{ call_id: string; arguments: string; id: string }>
    assert.deepStrictEqual(
      calls.map((call) => call.arguments),
      ["[0]", "[1]"]
    )
    assert.strictEqual(new Set(calls.flatMap(({ call_id, id }) => [call_id, id])).size, 4)
  })

  it("tell a cut answer as incomplete and a refusal as completed", () => {
    const cut = whole([
      start,
      { type: "text", choice: 0, text: "a" },
      { type: "finish", choice: 0, reason: "length" }
    ])
    assert.strictEqual(cut.status, "incomplete")
    assert.deepStrictEqual(cut.incomplete_details, { reason: "max_output_tokens" })
    assert.strictEqual((cut.output[0] as { status: string }).status, "incomplete")
    const refused = whole([
      start,
      { type: "refusal", choice: 0, text: "No." },
      { type: "finish", choice: 0, reason: "content_filter" }
    ])
    assert.strictEqual(refused.status, "completed")
    assert.deepStrictEqual((refused.output[0] as { content: unknown }).content, [
      { type: "refusal", refusal: "No." }
    ])
    assert.strictEqual(refused.output_text, "")
    assert.notProperty(refused, "usage")
  })

  it("end an answer that broke with its error, nested and flat, and the response so far", async () => {
    const form = formOf()
    const answer = fold()
    const { each } = form.tell()
    const events: ReadonlyArray<Event> = [start, { type: "text", choice: 0, text: "half" }]
    answer.push(events)
    const told = each(events, answer)
    const error = RouterError.make("upstream_error", "The stream ended early.")
    const broken = form.broken(error)
    assert.deepStrictEqual(
      broken.map(({ sequence_number, type }) => [type, sequence_number - told.length]),
      [
        ["error", 0],
        ["response.failed", 1]
      ]
    )
    const [first, last] = broken as unknown as ReadonlyArray<{
      response: object & { error: object }
      error: object
    }>
    assert.deepInclude(first as object, { code: "upstream_error", message: error.message, param: null })
    assert.deepInclude(first?.error as object, { code: "upstream_error", type: "api_error" })
    assert.deepInclude(last?.response as object, { status: "failed", output_text: "half" })
    assert.deepStrictEqual(last?.response.error as object, { code: "server_error", message: error.message })
    const reason = await helped([...told, ...broken]).then(
      () => assert.fail("should have rejected"),
      (error: unknown) => error
    )
    assert.include(String(reason), "The stream ended early.")
    assert.deepStrictEqual(formOf().broken(error), [])
  })

  it("seal what the vendor wants back with where it came from", () => {
    const response = whole([
      start,
      { type: "reasoning", choice: 0, block: 0, text: "hm" },
      { type: "reasoning_opaque", choice: 0, block: 0, format: "acme-v1", signature: "s" },
      { type: "tool_start", choice: 0, call: 0, id: "c", name: "f", signature: "of the call" },
      ...stop
    ])
    const [reasoning] = response.output as ReadonlyArray<{ encrypted_content: string }>
    assert.deepStrictEqual(Envelope.open(reasoning!.encrypted_content), {
      details: [
        {
          type: "reasoning.text",
          text: "hm",
          signature: "s",
          format: "acme-v1",
          index: 0,
          origin: { format: "acme-v1", provider: "acme", model: "m" }
        }
      ],
      signatures: { c: "of the call" }
    })
  })
})
