import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import { isFailure } from "@turnout/core/Failure"
import * as Cuts from "@turnout/testing/Cuts"
import { protocol } from "@turnout/wire/AnthropicMessages"
import { existsSync, readFileSync } from "node:fs"

interface Recording {
  readonly path: string
  readonly n: number
  readonly protocol: string
  readonly stream: boolean
  readonly body: string
}

const file = new URL("../../../../../shared/recorded/fantasy.jsonl", import.meta.url)
const recordings = (existsSync(file) ? readFileSync(file, "utf8").split("\n") : [])
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as Recording)
  .filter(({ protocol }) => protocol === "anthropic" || protocol === "vertex-claude")

interface Said {
  readonly text: string
  readonly thinking: string
  readonly signatures: ReadonlyArray<unknown>
  readonly calls: ReadonlyArray<{ readonly id: unknown; readonly name: unknown; readonly input: unknown }>
  readonly citations: number
}

/** What an answer says, read from the vendor's JSON by other means than the protocol's. */
const expected = (blocks: ReadonlyArray<Record<string, unknown>>): Said => ({
  text: blocks.map((block) => (block["type"] === "text" ? block["text"] : "")).join(""),
  thinking: blocks.map((block) => block["thinking"] ?? "").join(""),
  signatures: blocks.flatMap((block) => block["signature"] ?? []),
  calls: blocks
    .filter((block) => block["type"] === "tool_use")
    .map(({ id, name, input }) => ({ id, name, input })),
  citations: blocks.flatMap(
    (block) => (block["citations"] as ReadonlyArray<unknown> | null | undefined) ?? []
  ).length
})

const told = (events: ReadonlyArray<Event>): Said => {
  const join = (type: "text" | "reasoning") =>
    events.map((event) => (event.type === type ? event.text : "")).join("")
  return {
    text: join("text"),
    thinking: join("reasoning"),
    signatures: events.flatMap((event) => (event.type === "reasoning_opaque" ? [event.signature] : [])),
    calls: events.flatMap((event) =>
      event.type === "tool_start"
        ? [
            {
              id: event.id,
              name: event.name,
              input: JSON.parse(
                events
                  .map((other) =>
                    other.type === "tool_arguments" && other.call === event.call ? other.text : ""
                  )
                  .join("")
              ) as unknown
            }
          ]
        : []
    ),
    citations: events.filter(({ type }) => type === "annotation").length
  }
}

/** The blocks of a recorded stream, put together line by line. */
const blocksOf = (sse: string): ReadonlyArray<Record<string, unknown>> => {
  const blocks: Array<Record<string, unknown> & { json: string }> = []
  for (const line of sse.split("\n")) {
    if (!line.startsWith("data:")) continue
    const data = JSON.parse(line.slice(5)) as {
      type: string
      index: number
      content_block: Record<string, unknown>
      delta: Record<string, unknown>
    }
    if (data.type === "content_block_start") blocks[data.index] = { ...data.content_block, json: "" }
    if (data.type !== "content_block_delta") continue
    const block = blocks[data.index]!
    const { type, text, thinking, signature, partial_json, citation } = data.delta
    if (type === "text_delta") block["text"] = `${block["text"] as string}${text as string}`
    if (type === "thinking_delta") block["thinking"] = `${block["thinking"] as string}${thinking as string}`
    if (type === "signature_delta") block["signature"] = signature
    if (type === "input_json_delta") block.json += partial_json as string
    if (type === "citations_delta") {
      block["citations"] = [...((block["citations"] as ReadonlyArray<unknown>) ?? []), citation]
    }
  }
  return blocks.map((block) =>
    block.json === "" ? block : { ...block, input: JSON.parse(block.json) as unknown }
  )
}

describe.skipIf(recordings.length === 0)("what the vendor once sent", () => {
  for (const { path, n, body } of recordings.filter(({ stream }) => stream)) {
    it(`is read whole, and the same however it is cut: ${path} ${n}`, () => {
      const bytes = Cuts.bytesOf(body)
      const { events, failure } = Cuts.readAll(protocol, [bytes])
      assert.isUndefined(failure)
      assert.deepStrictEqual(told(events), expected(blocksOf(body)))
      assert.deepStrictEqual(events.at(-1), { type: "end" })
      const cuts = [Cuts.byteWise(bytes), ...Cuts.manySeeded(bytes, 50)]
      if (bytes.length <= 4096) cuts.push(...Cuts.twoParts(bytes))
      // Compared as text: thousands of deep comparisons would be most of this test's time.
      const whole = JSON.stringify(events)
      for (const pieces of cuts) {
        assert.strictEqual(JSON.stringify(Cuts.readAll(protocol, pieces).events), whole)
      }
    })
  }

  for (const { path, n, body } of recordings.filter(({ stream }) => !stream)) {
    it(`is read whole: ${path} ${n}`, () => {
      const json = JSON.parse(body) as { readonly content: ReadonlyArray<Record<string, unknown>> }
      const events = protocol.whole(json)
      if (isFailure(events)) return assert.fail(events.message)
      assert.deepStrictEqual(told(events), expected(json.content))
      assert.deepStrictEqual(events.at(-1), { type: "end" })
    })
  }
})
