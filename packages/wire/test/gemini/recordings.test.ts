import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import { isFailure } from "@turnout/core/Failure"
import * as Usage from "@turnout/core/Usage"
import * as Cuts from "@turnout/testing/Cuts"
import { protocol } from "@turnout/wire/Gemini"
import { existsSync, readdirSync, readFileSync } from "node:fs"

interface Recording {
  readonly path: string
  readonly n: number
  readonly protocol: string
  readonly stream: boolean
  readonly body: string
}

const linesOf = (file: URL): ReadonlyArray<Recording> =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Recording)

/** A few small ones stand here; the others outside of the house, where they are. */
const folder = new URL("recorded/", import.meta.url)
const shared = new URL("../../../../../shared/recorded/fantasy.jsonl", import.meta.url)
const recordings = [
  ...readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl"))
    .flatMap((name) => linesOf(new URL(name, folder))),
  ...(existsSync(shared) ? linesOf(shared) : []).filter(({ protocol }) =>
    ["gemini", "vertex-gemini"].includes(protocol)
  )
]

interface Chunk {
  readonly candidates?: ReadonlyArray<{
    readonly content?: { readonly parts?: ReadonlyArray<Record<string, unknown>> }
    readonly finishReason?: string
  }>
  readonly usageMetadata?: { readonly [name: string]: number }
}

interface Said {
  readonly text: string
  readonly thoughts: string
  readonly signatures: ReadonlyArray<unknown>
  readonly calls: ReadonlyArray<{ readonly id: unknown; readonly name: unknown; readonly args: unknown }>
  readonly finish: string | null | undefined
  readonly usage: Record<string, number | undefined>
}

/** What an answer says, read from the vendor's JSON by other means than the protocol's. */
const expected = (chunks: ReadonlyArray<Chunk>): Said => {
  const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? [])
  const words = (thought: boolean) =>
    parts.map((part) => ((part["thought"] === true) === thought ? (part["text"] ?? "") : "")).join("")
  const calls = parts.flatMap((part) => {
    const call = part["functionCall"] as { id?: string; name: string; args: unknown } | undefined
    return call === undefined ? [] : [{ id: call.id ?? "", name: call.name, args: call.args }]
  })
  const native = chunks.flatMap((chunk) => chunk.candidates?.[0]?.finishReason ?? []).at(-1)
  const most = (name: string) => {
    const counts = chunks.flatMap((chunk) => chunk.usageMetadata?.[name] ?? [])
    return counts.length === 0 ? undefined : Math.max(...counts)
  }
  const reasoning = most("thoughtsTokenCount")
  return {
    text: words(false),
    thoughts: words(true),
    signatures: parts.flatMap((part) => part["thoughtSignature"] ?? []),
    calls,
    finish: native,
    usage: {
      prompt: most("promptTokenCount"),
      completion: (most("candidatesTokenCount") ?? 0) + (reasoning ?? 0),
      reasoning,
      cached: most("cachedContentTokenCount"),
      total: most("totalTokenCount")
    }
  }
}

const told = (events: ReadonlyArray<Event>): Said => {
  const join = (type: "text" | "reasoning") =>
    events.map((event) => (event.type === type ? event.text : "")).join("")
  const finish = events.find((event) => event.type === "finish")
  const usage = events.findLast((event) => event.type === "usage")?.usage ?? {}
  return {
    text: join("text"),
    thoughts: join("reasoning"),
    signatures: events.flatMap((event) =>
      event.type === "reasoning_opaque" ? [event.signature ?? event.data] : []
    ),
    calls: events.flatMap((event) =>
      event.type === "tool_start"
        ? [
            {
              id: event.id,
              name: event.name,
              args: JSON.parse(
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
    finish: finish?.native,
    usage: {
      prompt: Usage.inputTotal(usage),
      completion: Usage.outputTotal(usage),
      reasoning: usage.reasoning,
      cached: usage.cache_read,
      total: Usage.total(usage)
    }
  }
}

const chunksOf = (sse: string): ReadonlyArray<Chunk> =>
  sse
    .split("\n")
    .filter((line) => line.startsWith("data:"))
    .map((line) => JSON.parse(line.slice(5)) as Chunk)

describe("what the vendor once sent", () => {
  for (const { path, n, body } of recordings.filter(({ stream }) => stream)) {
    it(`is read whole, and the same however it is cut: ${path} ${n}`, () => {
      const bytes = Cuts.bytesOf(body)
      const { events, failure } = Cuts.readAll(protocol, [bytes])
      assert.isUndefined(failure)
      assert.deepStrictEqual(told(events), expected(chunksOf(body)))
      assert.deepStrictEqual(events.at(-1), { type: "end" })
      const calls = events.filter(({ type }) => type === "tool_start").length
      const finish = events.find((event) => event.type === "finish")
      assert.strictEqual(finish?.reason, calls > 0 ? "tool_calls" : "stop")
      const cuts = [Cuts.byteWise(bytes), ...Cuts.manySeeded(bytes, 20)]
      if (bytes.length <= 1024) cuts.push(...Cuts.twoParts(bytes))
      // Compared as text: thousands of deep comparisons would be most of this test's time.
      const whole = JSON.stringify(events)
      for (const pieces of cuts) {
        assert.strictEqual(JSON.stringify(Cuts.readAll(protocol, pieces).events), whole)
      }
    })
  }

  for (const { path, n, body } of recordings.filter(({ stream }) => !stream)) {
    it(`is read whole: ${path} ${n}`, () => {
      const json = JSON.parse(body) as Chunk
      const events = protocol.whole(json)
      if (isFailure(events)) return assert.fail(events.message)
      assert.deepStrictEqual(told(events), expected([json]))
      assert.deepStrictEqual(events.at(-1), { type: "end" })
    })
  }
})
