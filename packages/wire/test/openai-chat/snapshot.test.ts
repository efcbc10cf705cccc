import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import { callsOf, chunk, delta, finished, readAll, textOf } from "./chunks.ts"

const message = (said: object, more: object = {}) => chunk({ message: said, ...more })
const call = { index: 0, id: "t", function: { name: "f", arguments: '{"q":1}' } }

describe("a message in a stream", () => {
  it("that repeats what deltas said adds nothing, and says what they left out", () => {
    const again = { role: "assistant", content: "hello", reasoning_content: "hm", tool_calls: [call] }
    const { events } = readAll([
      delta({ reasoning_content: "hm" }),
      delta({ content: "hel" }),
      delta({ content: "lo" }),
      delta({ tool_calls: [call] }),
      message(again, { finish_reason: "tool_calls" }),
      "[DONE]"
    ])
    assert.strictEqual(textOf(events), "hello")
    assert.deepStrictEqual(callsOf(events), [["f", '{"q":1}']])
    assert.strictEqual(events.filter(({ type }) => type === "reasoning").length, 1)
    const alone = readAll([delta({ role: "assistant" }), message(again, { finish_reason: "stop" })]).events
    assert.strictEqual(textOf(alone), "hello")
    assert.deepStrictEqual(callsOf(alone), [["f", '{"q":1}']])
  })

  it("that grows beside its delta is read once", () => {
    const both = (content: string, all: string) => chunk({ delta: { content }, message: { content: all } })
    assert.strictEqual(textOf(readAll([both("a", "a"), both("b", "ab"), finished("stop")]).events), "ab")
    assert.strictEqual(textOf(readAll([both("", "a"), both("", "ab"), finished("stop")]).events), "ab")
  })

  it("that stands in place of every delta is one, cumulative or not", () => {
    const read = (...words: ReadonlyArray<string>) =>
      textOf(readAll([...words.map((content) => message({ content })), finished("stop")]).events)
    assert.strictEqual(read("hel", "lo"), "hello")
    assert.strictEqual(read("hel", "hello"), "hello")
  })
})

describe("a whole reply", () => {
  const whole = (choice: object) => OpenAiChat.protocol.whole({ choices: [choice] })

  it("is its message, though an empty delta stands beside it, and the delta where there is none", () => {
    const read = (choice: object) =>
      textOf(whole({ ...choice, finish_reason: "stop" }) as ReadonlyArray<Event>)
    assert.strictEqual(read({ message: { content: "4" }, delta: { content: "" } }), "4")
    assert.strictEqual(read({ message: { content: "4" }, delta: { content: "4" } }), "4")
    assert.strictEqual(read({ message: { content: "" }, delta: { content: "4" } }), "4")
    assert.strictEqual(read({ delta: { content: "4" } }), "4")
  })

  it("without a message is a filter's verdict where it says so, else malformed", () => {
    const verdict = whole({ index: 0, finish_reason: "content_filter", content_filter_results: {} })
    assert.deepInclude(verdict as ReadonlyArray<Event>, {
      type: "finish",
      choice: 0,
      reason: "content_filter",
      native: "content_filter"
    })
    assert.deepInclude(whole({ index: 0, finish_reason: "stop" }), { _tag: "MalformedResponse" })
  })
})

describe("a second finish reason", () => {
  it("never says less than the first", () => {
    const last = (...reasons: ReadonlyArray<string>) => {
      const { events } = readAll([delta({ content: "a" }), ...reasons.map(finished), "[DONE]"])
      const finish = events.find((event) => event.type === "finish")
      return [finish?.reason, finish?.native]
    }
    assert.deepStrictEqual(last("length", "stop"), ["length", "length"])
    assert.deepStrictEqual(last("content_filter", "stop"), ["content_filter", "content_filter"])
    assert.deepStrictEqual(last("content_filter", "tool_calls", "eos"), ["content_filter", "content_filter"])
    assert.deepStrictEqual(last("stop", "length"), ["length", "length"])
    assert.deepStrictEqual(last("", "stop"), ["stop", "stop"])
  })
})

describe("the end of a stream", () => {
  it("is [DONE] alone where a host leaves the reason out, and only behind content", () => {
    const lenient = { doneFinishes: true }
    const { events } = readAll([delta({ content: "a" }), "[DONE]"], lenient)
    assert.deepInclude(events, { type: "finish", choice: 0, reason: "stop", native: null })
    const called = readAll([delta({ tool_calls: [call] }), "[DONE]"], lenient).events
    assert.deepInclude(called, { type: "finish", choice: 0, reason: "tool_calls", native: null })
    assert.strictEqual(readAll([delta({}), "[DONE]"], lenient).failure?._tag, "StreamTruncated")
    assert.strictEqual(readAll([delta({ content: "a" })], lenient).failure?._tag, "StreamTruncated")
    assert.strictEqual(readAll([delta({ content: "a" }), "[DONE]"]).failure?._tag, "StreamTruncated")
  })

  it("is usage or [DONE] at a vendor that always sends them", () => {
    const said = [delta({ content: "a" }), finished("stop")]
    const usage = {
      id: "c1",
      choices: [],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }
    }
    const strict = { terminal: "usage" as const }
    assert.strictEqual(readAll(said, strict).failure?._tag, "StreamTruncated")
    assert.isUndefined(readAll([...said, usage], strict).failure)
    assert.isUndefined(readAll([...said, "[DONE]"], strict).failure)
    assert.isUndefined(readAll(said).failure)
  })

  it("may bring a fingerprint that the first chunk had not", () => {
    const { events } = readAll([
      delta({ content: "a" }),
      chunk({ delta: {}, finish_reason: "stop" }, { system_fingerprint: "fp" }),
      "[DONE]"
    ])
    assert.deepInclude(events, { type: "start", system_fingerprint: "fp" })
  })
})

describe("reasoning", () => {
  it("keeps the format and id of a summary that nothing seals", () => {
    const detail = {
      type: "reasoning.summary",
      summary: "s",
      format: "openai-responses-v1",
      id: "rs",
      index: 0
    }
    assert.deepInclude(readAll([delta({ reasoning_details: [detail] }), finished("stop")]).events, {
      type: "reasoning",
      choice: 0,
      block: 0,
      text: "s",
      kind: "summary",
      format: "openai-responses-v1",
      id: "rs"
    })
  })
})
