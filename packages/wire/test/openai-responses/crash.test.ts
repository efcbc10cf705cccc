import { assert, describe, it } from "@effect/vitest"
import { isFailure } from "@turnout/core/Failure"
import * as Cuts from "@turnout/testing/Cuts"
import { protocol } from "@turnout/wire/OpenAiResponses"
import * as fc from "fast-check"
import {
  added,
  called,
  completed,
  created,
  done,
  type Frame,
  message,
  on,
  output,
  spoken
} from "./streams.ts"

const known = new Set([
  "start",
  "text",
  "refusal",
  "reasoning",
  "reasoning_opaque",
  "tool_start",
  "tool_arguments",
  "logprobs",
  "annotation",
  "provider_fields",
  "finish",
  "usage",
  "item",
  "end"
])

const reasoning = {
  type: "reasoning",
  summary: [{ type: "summary_text", text: "s" }],
  content: [{ type: "reasoning_text", text: "t" }],
  encrypted_content: "e"
}
const annotation = { type: "url_citation", start_index: 0, end_index: 1, title: "t", url: "u" }

const frames: ReadonlyArray<Frame> = [
  created,
  added(0, { type: "reasoning", summary: [] }),
  on("reasoning_summary_text.delta", 0, { summary_index: 0, delta: "s" }),
  on("reasoning_text.delta", 0, { content_index: 0, delta: "t" }),
  done(0, reasoning),
  ...spoken(1, "a", "b"),
  on("output_text.delta", 1, { delta: "c", logprobs: [{ token: "c", logprob: -1, top_logprobs: [] }] }),
  on("output_text.annotation.added", 1, { content_index: 0, annotation }),
  on("refusal.delta", 1, { content_index: 1, delta: "no" }),
  ...called(2, "f", "call_a", "{", "}"),
  done(3, { type: "web_search_call", action: { type: "search" } }),
  { type: "error", error: { code: "c", message: "m" } },
  completed([reasoning, message(output("ab", [annotation]))], {
    tool_usage: { web_search: { num_requests: 1 } }
  })
]

const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(null, -1, 1e308, "", "__proto__", "constructor", [], {}, [{}], "\ud800")
)

/** The same JSON with one place of it changed or taken out. */
const mutated = (value: unknown): fc.Arbitrary<unknown> => {
  if (typeof value !== "object" || value === null) return junk
  const keys = Object.keys(value)
  if (keys.length === 0) return junk
  return fc.constantFrom(...keys).chain((key) => {
    const { [key]: inner, ...rest } = value as { readonly [key: string]: unknown }
    const changed = fc
      .oneof(junk, mutated(inner))
      .map((other) =>
        Array.isArray(value)
          ? value.map((each, index) => (String(index) === key ? other : each))
          : { ...value, [key]: other }
      )
    return Array.isArray(value) ? changed : fc.oneof(changed, fc.constant<unknown>(rest))
  })
}

const anyFrame = fc.constantFrom(...frames).chain((one) => fc.oneof(fc.constant<unknown>(one), mutated(one)))

const check = (list: ReadonlyArray<unknown>): void => {
  const sse = list.map((data) => `data: ${JSON.stringify(data)}\n\n`).join("")
  const { events, failure } = Cuts.readAll(protocol, [Cuts.bytesOf(sse)])
  for (const event of events) assert.isTrue(known.has(event.type))
  if (failure !== undefined) assert.isTrue(isFailure(failure))
  else assert.deepStrictEqual(events.at(-1), { type: "end" })
  assert.isAtMost(events.filter(({ type }) => type === "end").length, 1)
  const started = new Set<number>()
  for (const event of events) {
    if (event.type === "tool_start") started.add(event.call)
    if (event.type === "tool_arguments") assert.isTrue(started.has(event.call))
  }
}

describe("whatever a vendor sends", () => {
  it("a stream of mutated frames ends in events and an end, or in a failure", () => {
    fc.assert(fc.property(fc.array(anyFrame, { maxLength: 12 }), check), { numRuns: 1000 })
  })

  it("an answer with one mutated frame ends in events and an end, or in a failure", () => {
    const one = fc
      .nat(frames.length - 1)
      .chain((at) =>
        mutated(frames[at]).map((changed) =>
          frames
            .filter(({ type }, index) => type !== "error" || index === at)
            .map((frame) => (frame === frames[at] ? changed : frame))
        )
      )
    fc.assert(fc.property(one, check), { numRuns: 1000 })
  })

  it("a unary answer of any shape is events or a failure", () => {
    const answer = frames.at(-1)!["response"]
    fc.assert(
      fc.property(fc.oneof(junk, mutated(answer)), (json) => {
        const result = protocol.whole(json)
        if (isFailure(result)) return
        for (const event of result) assert.isTrue(known.has(event.type))
        assert.deepStrictEqual(result.at(-1), { type: "end" })
      }),
      { numRuns: 1000 }
    )
  })

  it("an error body of any shape is a failure", () => {
    const error = { error: { type: "t", message: "m", code: "c", param: "p" } }
    const bodies = fc.oneof(
      fc.string(),
      mutated(error).map((json) => JSON.stringify(json) ?? "")
    )
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), bodies, (status, text) => {
        assert.isTrue(isFailure(protocol.failure(status, {}, text, 0)))
      })
    )
  })

  it("an item nested beyond the stack is no crash", () => {
    const deep = "[".repeat(200_000) + "]".repeat(200_000)
    const sse = `data: {"type":"response.output_item.done","output_index":0,"item":{"type":"function_call","name":"f","call_id":"c","arguments":{"a":${deep}}}}\n\n`
    const { events } = Cuts.readAll(protocol, [Cuts.bytesOf(sse)])
    assert.isTrue(events.some(({ type }) => type === "tool_start"))
  })
})
