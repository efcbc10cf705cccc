import { assert, describe, it } from "@effect/vitest"
import { Bedrock } from "@turnout/bedrock"
import type { Event } from "@turnout/core/Event"
import * as Cuts from "@turnout/testing/Cuts"
import * as Mutations from "@turnout/testing/Mutations"
import { messages } from "../src/bedrock/invoke.ts"
import { eventStream } from "../src/bedrock/events.ts"
import { bytes, chunk, event, exception } from "./events.ts"

const delta = (contentBlockIndex: number, change: object) =>
  event("contentBlockDelta", { contentBlockIndex, delta: change, p: "abcdefghij" })
const stop = (contentBlockIndex: number) => event("contentBlockStop", { contentBlockIndex })

/** A Claude's answer through Converse: sealed reasoning, a redacted block, text, a call without arguments, indexes that skip. */
const claude = bytes(
  event("messageStart", { role: "assistant", p: "abc" }),
  delta(0, { reasoningContent: { text: "Let me " } }),
  delta(0, { reasoningContent: { text: "see." } }),
  delta(0, { reasoningContent: { signature: "c2ln" } }),
  stop(0),
  delta(1, { reasoningContent: { redactedContent: btoa("ab") } }),
  delta(1, { reasoningContent: { redactedContent: btoa("cd") } }),
  stop(1),
  delta(2, { text: "I look. 🌤" }),
  stop(2),
  event("contentBlockStart", { contentBlockIndex: 4, start: { toolUse: { toolUseId: "t1", name: "time" } } }),
  stop(4),
  event("messageStop", { stopReason: "tool_use" }),
  event("metadata", {
    usage: { inputTokens: 5, outputTokens: 7, totalTokens: 12 },
    metrics: { latencyMs: 3 }
  })
)

const told: ReadonlyArray<Event> = [
  { type: "start" },
  { type: "reasoning", choice: 0, block: 0, text: "Let me " },
  { type: "reasoning", choice: 0, block: 0, text: "see." },
  { type: "reasoning_opaque", choice: 0, block: 0, format: "anthropic-claude-v1", signature: "c2ln" },
  { type: "reasoning_opaque", choice: 0, block: 1, format: "anthropic-claude-v1", data: btoa("abcd") },
  { type: "text", choice: 0, text: "I look. 🌤" },
  { type: "tool_start", choice: 0, call: 0, id: "t1", name: "time" },
  { type: "tool_arguments", choice: 0, call: 0, text: "{}" },
  { type: "usage", usage: { input: 5, output: 7 } },
  { type: "provider_fields", choice: 0, fields: { metrics: { latencyMs: 3 } } },
  { type: "finish", choice: 0, reason: "tool_calls", native: "tool_use" },
  { type: "end" }
]

describe("a binary event stream of Converse", () => {
  it("is told exactly, wherever its bytes are cut", () => {
    for (const pieces of [
      [claude],
      Cuts.byteWise(claude),
      ...Cuts.twoParts(claude),
      ...Cuts.manySeeded(claude)
    ]) {
      assert.deepStrictEqual(Cuts.readAll(Bedrock.converse, pieces), { events: told })
    }
  })

  it("with a damaged byte is malformed, or truncated where the length was hit", () => {
    for (let at = 0; at < claude.length; at += 7) {
      const damaged = claude.slice()
      damaged[at]! ^= 0x10
      const { failure } = Cuts.readAll(Bedrock.converse, [damaged])
      assert.include(["MalformedResponse", "StreamTruncated"], failure?._tag, `byte ${at}`)
    }
  })

  it("holds exceptions in either spelling, and errors that the service does not model", () => {
    for (const [type, expected] of [
      ["throttlingException", "RateLimited"],
      ["ThrottlingException", "RateLimited"],
      ["modelStreamErrorException", "ServerError"],
      ["serviceUnavailableException", "Overloaded"],
      ["validationException", "InvalidRequest"],
      ["internalServerException", "ServerError"],
      ["somethingNewException", "ServerError"]
    ] as const) {
      for (const protocol of [Bedrock.converse, messages()]) {
        const { failure } = Cuts.readAll(protocol as typeof Bedrock.converse, [
          exception(type, "It did not work.")
        ])
        assert.strictEqual(failure?._tag, expected, type)
      }
    }
  })

  it("never crashes, whatever stands in its messages", () => {
    Mutations.check(Bedrock.converse, claude, (frame, data) => ({ ...frame, data }))
  })

  it("is bounded", () => {
    const endless = new Uint8Array(12)
    new DataView(endless.buffer).setUint32(0, 0x7fffffff)
    const { failure } = Cuts.readAll(Bedrock.converse, [endless])
    assert.strictEqual(failure?.rule, "framing:limit")
  })
})

const invoked = bytes(
  chunk({
    type: "message_start",
    message: {
      id: "msg_bdrk_1",
      type: "message",
      role: "assistant",
      model: "claude-sonnet-4-5",
      content: [],
      usage: { input_tokens: 5, output_tokens: 1 }
    }
  }),
  chunk({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } }),
  chunk({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Grüße 🌤" } }),
  chunk({ type: "content_block_stop", index: 0 }),
  chunk({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 7 } }),
  chunk({ type: "message_stop", "amazon-bedrock-invocationMetrics": { inputTokenCount: 5 } })
)

describe("a binary event stream of InvokeModel", () => {
  it("holds a Claude's own events, wherever its bytes are cut", () => {
    const protocol = messages()
    const whole = Cuts.readAll(protocol, [invoked])
    assert.isUndefined(whole.failure)
    assert.deepStrictEqual(
      whole.events.map((each) => (each.type === "text" ? each.text : each.type)),
      ["start", "usage", "Grüße 🌤", "usage", "finish", "end"]
    )
    for (const pieces of [Cuts.byteWise(invoked), ...Cuts.twoParts(invoked)]) {
      assert.deepStrictEqual(Cuts.readAll(protocol, pieces), whole)
    }
  })

  it("never crashes, whatever stands in its messages", () => {
    Mutations.check(messages(), invoked, (frame, data) => ({ ...frame, data }))
  })

  it("is cut into messages by the service's own library", () => {
    const reader = eventStream.reader()
    const frames: Array<unknown> = []
    assert.isUndefined(reader.push(bytes(event("a", {}), exception("b", "c")), frames as never))
    assert.deepStrictEqual(frames, [
      { kind: "event", type: "a", data: "{}" },
      { kind: "exception", type: "b", data: '{"message":"c"}' }
    ])
  })
})
