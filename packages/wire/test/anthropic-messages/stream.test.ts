import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import { isFailure } from "@turnout/core/Failure"
import * as Usage from "@turnout/core/Usage"
import * as Cuts from "@turnout/testing/Cuts"
import { protocol } from "@turnout/wire/AnthropicMessages"
import * as Streams from "./streams.ts"

const { begun, closed, concluded, fixtures, moved, opened, stopped, stream } = Streams

const read = (sse: string) => Cuts.readAll(protocol, [Cuts.bytesOf(sse)])

describe("a streamed answer", () => {
  for (const { name, sse, events } of fixtures) {
    it(`says exactly: ${name}`, () => {
      assert.deepStrictEqual(read(sse), { events })
    })

    it(`says the same however its bytes are cut: ${name}`, () => {
      const bytes = Cuts.bytesOf(sse)
      assert.isAtMost(bytes.length, 4096)
      const all = [...Cuts.twoParts(bytes), Cuts.byteWise(bytes), ...Cuts.manySeeded(bytes, 50)]
      for (const pieces of all) assert.deepStrictEqual(Cuts.readAll(protocol, pieces).events, events)
    })
  }

  it("is truncated without its terminal, even when it has said why it stopped", () => {
    const { events, failure } = read(
      stream(begun, opened(0, { type: "text", text: "Hi" }), closed(0), concluded("end_turn"))
    )
    assert.strictEqual(failure?._tag, "StreamTruncated")
    assert.isFalse(events.some(({ type }) => type === "end" || type === "finish"))
  })

  it("is cut wherever its bytes end early, and never ends well", () => {
    const { sse } = fixtures[3]!
    const bytes = Cuts.bytesOf(sse)
    // Without the very last line feed the terminal stands all the same.
    for (let length = 0; length < bytes.length - 3; length++) {
      const { failure, events } = Cuts.readAll(protocol, [bytes.subarray(0, length)])
      assert.isDefined(failure)
      assert.isFalse(events.some(({ type }) => type === "end"))
    }
  })

  it("counts blocks of a kind densely, whatever the vendor's indexes", () => {
    const { events } = read(
      stream(
        begun,
        opened(4, { type: "thinking", thinking: "a", signature: "s" }),
        closed(4),
        opened(9, { type: "tool_use", id: "x", name: "f", input: { a: 1 } }),
        closed(9),
        opened(12, { type: "thinking", thinking: "b", signature: "t" }),
        closed(12),
        opened(20, { type: "tool_use", id: "y", name: "g", input: {} }),
        closed(20),
        concluded("tool_use"),
        stopped
      )
    )
    const places = events.flatMap((event) =>
      event.type === "reasoning" ? [event.block] : event.type === "tool_start" ? [event.call] : []
    )
    assert.deepStrictEqual(places, [0, 0, 1, 1])
    const said = events.filter(({ type }) => type === "tool_arguments")
    assert.deepStrictEqual(said, [
      { type: "tool_arguments", choice: 0, call: 0, text: '{"a":1}' },
      { type: "tool_arguments", choice: 0, call: 1, text: "{}" }
    ])
  })

  it("ends for the reason that the vendor gives", () => {
    const reasons: ReadonlyArray<readonly [string, string]> = [
      ["end_turn", "stop"],
      ["stop_sequence", "stop"],
      ["pause_turn", "stop"],
      ["compaction", "stop"],
      ["max_tokens", "length"],
      ["model_context_window_exceeded", "length"],
      ["refusal", "content_filter"]
    ]
    for (const [native, reason] of reasons) {
      const finish = read(stream(begun, concluded(native), stopped)).events.find(
        (event) => event.type === "finish"
      )
      assert.deepStrictEqual(finish, { type: "finish", choice: 0, reason, native } as Event)
    }
  })

  it("fails when a second answer begins inside it", () => {
    const other = { ...begun, message: { ...begun.message, id: "msg_2" } }
    assert.strictEqual(read(stream(begun, other, stopped)).failure?._tag, "MalformedResponse")
  })

  it("fails when arguments come for a call that never began", () => {
    const delta = moved(0, { type: "input_json_delta", partial_json: "{}" })
    assert.strictEqual(read(stream(begun, delta, stopped)).failure?._tag, "MalformedResponse")
  })

  it("fails on a frame that is not JSON", () => {
    assert.strictEqual(read("event: message_start\ndata: {oops\n\n").failure?._tag, "MalformedResponse")
    assert.strictEqual(read("data: [1]\n\n").failure?._tag, "MalformedResponse")
  })

  it("fails with the class that an error inside it names", () => {
    const classes: ReadonlyArray<readonly [string, string, number]> = [
      ["overloaded_error", "Overloaded", 503],
      ["api_error", "ServerError", 500],
      ["rate_limit_error", "RateLimited", 429],
      ["authentication_error", "AuthenticationFailed", 401],
      ["permission_error", "PermissionDenied", 403],
      ["not_found_error", "ModelNotFound", 404],
      ["billing_error", "QuotaExhausted", 402],
      ["invalid_request_error", "InvalidRequest", 400],
      ["timeout_error", "TimedOut", 504],
      ["something_new", "ServerError", 500]
    ]
    for (const [type, tag, status] of classes) {
      const error = { type: "error", error: { type, message: "No." }, request_id: "req_1" }
      const { events, failure } = read(stream(begun, error))
      assert.strictEqual(failure?._tag, tag, type)
      assert.strictEqual(failure?.status, status, type)
      assert.strictEqual(failure?.request_id, "req_1")
      assert.strictEqual(failure?.provider_message, "No.")
      assert.strictEqual(events.at(-1)?.type, "usage")
    }
  })
})

describe("usage", () => {
  const usageOf = (usage: object): Usage.Usage | undefined => {
    const { events } = read(stream({ ...begun, message: { id: "m", usage } }, stopped))
    const report = events.findLast((event) => event.type === "usage")
    return report?.type === "usage" ? report.usage : undefined
  }

  it("stands in buckets that share no token", () => {
    const usage = usageOf({
      input_tokens: 5,
      cache_read_input_tokens: 100,
      cache_creation_input_tokens: 70,
      cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 50 },
      output_tokens: 40,
      output_tokens_details: { thinking_tokens: 30 },
      service_tier: "standard"
    })
    const buckets = {
      input: 5,
      cache_read: 100,
      cache_write: 20,
      cache_write_1h: 50,
      output: 10,
      reasoning: 30
    }
    assert.deepStrictEqual(usage, Usage.make(buckets))
    assert.strictEqual(Usage.inputTotal(usage!), 175)
    assert.strictEqual(Usage.outputTotal(usage!), 40)
  })

  it("counts what compacting the context took", () => {
    const round = (type: string, input_tokens: number, output_tokens: number) => ({
      type,
      input_tokens,
      output_tokens
    })
    const rounds = [round("compaction", 100, 9), round("message", 20, 5)]
    const totals = { input_tokens: 20, output_tokens: 5 }
    assert.deepStrictEqual(usageOf({ ...totals, iterations: rounds }), Usage.make({ input: 120, output: 14 }))
    const fallback = [...rounds, round("fallback_message", 1, 1)]
    assert.deepStrictEqual(usageOf({ ...totals, iterations: fallback }), Usage.make({ input: 20, output: 5 }))
  })

  it("is absent when the vendor reports none, and never nonsense", () => {
    assert.isUndefined(usageOf({}))
    assert.isUndefined(usageOf({ input_tokens: "5", output_tokens: -1 }))
    assert.deepStrictEqual(
      usageOf({ input_tokens: 5, output_tokens: 3, output_tokens_details: { thinking_tokens: 9 } }),
      Usage.make({ input: 5, output: 0, reasoning: 9, assumed: true })
    )
  })
})

describe("a unary answer", () => {
  const answer = {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "some-model-20250514",
    content: [
      { type: "thinking", thinking: "Hm.", signature: "c2ln" },
      { type: "text", text: "It is so", citations: [{ url: "https://example.org", title: "X" }] },
      { type: "tool_use", id: "toolu_a", name: "add", input: { a: 2, b: 3 } },
      { type: "tool_use", id: "toolu_b", name: "now", input: {} },
      { type: "tool_use", id: "toolu_c", name: "json_response_", input: {} }
    ],
    stop_reason: "tool_use",
    usage: { input_tokens: 10, output_tokens: 20, service_tier: "priority" }
  }

  it("is the same events as a stream of it, in one go", () => {
    assert.deepStrictEqual(protocol.whole(answer), [
      { type: "start", id: "msg_1", model: "some-model-20250514", service_tier: "priority" },
      { type: "reasoning", choice: 0, block: 0, text: "Hm." },
      { type: "reasoning_opaque", choice: 0, block: 0, format: "anthropic-claude-v1", signature: "c2ln" },
      { type: "text", choice: 0, text: "It is so" },
      {
        type: "annotation",
        choice: 0,
        annotation: {
          type: "url_citation",
          url_citation: { start_index: 0, end_index: 8, title: "X", url: "https://example.org" }
        }
      },
      { type: "tool_start", choice: 0, call: 0, id: "toolu_a", name: "add" },
      { type: "tool_arguments", choice: 0, call: 0, text: '{"a":2,"b":3}' },
      { type: "tool_start", choice: 0, call: 1, id: "toolu_b", name: "now" },
      { type: "tool_arguments", choice: 0, call: 1, text: "{}" },
      { type: "tool_start", choice: 0, call: 2, id: "toolu_c", name: "json_response" },
      { type: "tool_arguments", choice: 0, call: 2, text: "{}" },
      { type: "usage", usage: Usage.make({ input: 10, output: 20 }), tier: "priority" },
      {
        type: "provider_fields",
        choice: 0,
        fields: { citations: [{ url: "https://example.org", title: "X" }] }
      },
      { type: "finish", choice: 0, reason: "tool_calls", native: "tool_use" },
      { type: "end" }
    ])
  })

  it("is malformed when it is no message", () => {
    for (const json of [null, 1, "text", [], {}, { content: "Hi" }]) {
      const result = protocol.whole(json)
      assert.strictEqual(isFailure(result) ? result._tag : "events", "MalformedResponse")
    }
  })

  it("is the failure that it names", () => {
    const result = protocol.whole({ type: "error", error: { type: "overloaded_error", message: "Busy" } })
    assert.strictEqual(isFailure(result) ? result._tag : "events", "Overloaded")
  })
})
