import { assert, describe, it } from "@effect/vitest"
import { isFailure } from "@turnout/core/Failure"
import * as Cuts from "@turnout/testing/Cuts"
import { protocol } from "@turnout/wire/AnthropicMessages"
import * as fc from "fast-check"
import { fixtures, frame } from "./streams.ts"

const known = new Set([
  "start",
  "text",
  "reasoning",
  "reasoning_opaque",
  "tool_start",
  "tool_arguments",
  "annotation",
  "finish",
  "usage",
  "item",
  "provider_fields",
  "end"
])

type Frame = Parameters<typeof frame>[0]

const frames: ReadonlyArray<Frame> = fixtures.flatMap(({ sse }) =>
  sse
    .split("\n")
    .filter((line) => line.startsWith("data: "))
    .map((line) => JSON.parse(line.slice(6)) as Frame)
)

const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(null, -1, 1e308, "", "__proto__", "constructor", [], {}, [{}], "\ud800"),
  fc.constant(JSON.parse('{"__proto__":{"type":"text"}}') as unknown)
)

/** The value with another one somewhere inside it. */
const mutated = (value: unknown): fc.Arbitrary<unknown> => {
  if (typeof value !== "object" || value === null) return junk
  const keys = Object.keys(value)
  const inside = keys.map((key) =>
    mutated((value as Record<string, unknown>)[key]).map((changed) =>
      Array.isArray(value)
        ? value.map((one: unknown, index) => (String(index) === key ? changed : one))
        : { ...value, [key]: changed }
    )
  )
  const without = keys.map((key) =>
    fc.constant(Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)))
  )
  return fc.oneof(junk, ...inside, ...without)
}

const anyFrame = fc.constantFrom(...frames).chain((one) => fc.oneof(fc.constant<unknown>(one), mutated(one)))

const check = (sse: string): void => {
  const { events, failure } = Cuts.readAll(protocol, [Cuts.bytesOf(sse)])
  for (const event of events) assert.isTrue(known.has(event.type))
  if (failure !== undefined) assert.isTrue(isFailure(failure))
  else assert.deepStrictEqual(events.at(-1), { type: "end" })
  assert.isAtMost(events.filter(({ type }) => type === "end").length, 1)
}

describe("whatever a vendor sends", () => {
  it("a stream of mutated frames ends in events and an end, or in a failure", () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 12 }), (list) =>
        check(list.map((data) => `data: ${JSON.stringify(data)}\n\n`).join(""))
      ),
      { numRuns: 1000 }
    )
  })

  it("an answer with one mutated frame ends in events and an end, or in a failure", () => {
    const answers = fixtures.map(({ sse }) => sse.split(/(?<=\n\n)/))
    const one = fc
      .constantFrom(...answers)
      .chain((list) => fc.tuple(fc.constant(list), fc.nat(list.length - 1)))
      .chain(([list, at]) => {
        const data = list[at]!.split("\n")[1]!.slice(6)
        return mutated(JSON.parse(data)).map((changed) =>
          list.map((text, index) => (index === at ? `data: ${JSON.stringify(changed)}\n\n` : text)).join("")
        )
      })
    fc.assert(fc.property(one, check), { numRuns: 1000 })
  })

  it("bytes of any kind end in a failure", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const { failure } = Cuts.readAll(protocol, [bytes])
        assert.isTrue(isFailure(failure))
      })
    )
  })

  it("a unary answer of any shape is events or a failure", () => {
    const answer = {
      id: "msg_1",
      model: "m",
      content: [
        { type: "text", text: "a", citations: [{ url: "u" }] },
        { type: "thinking", thinking: "t", signature: "s" },
        { type: "tool_use", id: "i", name: "n", input: { a: 1 } },
        { type: "server_tool_use", id: "i", name: "n", input: {} }
      ],
      stop_reason: "tool_use",
      usage: { input_tokens: 1, output_tokens: 2, iterations: [{ type: "compaction", input_tokens: 1 }] }
    }
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
    const error = { type: "error", error: { type: "api_error", message: "m", details: { error_code: "c" } } }
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

  it("arguments nested beyond the stack are no crash", () => {
    const deep = "[".repeat(200_000) + "]".repeat(200_000)
    const sse = [
      frame({ type: "message_start", message: { id: "m" } }),
      `data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","name":"f","input":{"a":${deep}}}}\n\n`,
      frame({ type: "content_block_stop", index: 0 }),
      frame({ type: "message_stop" })
    ]
    check(sse.join(""))
  })
})
