import { assert, describe, it } from "@effect/vitest"
import * as Growth from "@turnout/testing/Growth"
import * as FastCheck from "fast-check"
import * as Framing from "../src/Framing.ts"

const encode = (text: string) => new TextEncoder().encode(text)

/** The frames of these reads, and the failure that ended them. */
const readAll = (reads: ReadonlyArray<Uint8Array>, framing = Framing.sse) => {
  const reader = framing.reader()
  const frames: Array<Framing.SseFrame> = []
  for (const bytes of reads) {
    const failure = reader.push(bytes, frames)
    if (failure !== undefined) return { frames, failure }
  }
  const failure = reader.finish(frames)
  return failure === undefined ? { frames } : { frames, failure }
}

const parse = (text: string) => readAll([encode(text)]).frames

const cutAt = (bytes: Uint8Array, cuts: ReadonlyArray<number>): ReadonlyArray<Uint8Array> => {
  const sorted = [0, ...[...cuts].sort((a, b) => a - b), bytes.length]
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end))
}

/** Every feature in one stream: a mark, all line ends, comments, several lines, wide characters, no end. */
const everything = [
  "\uFEFF: a comment\r\n",
  "event: first\r\ndata: one\r\n\r\n",
  "retry: 10\nid: 7\ndata: zwölf 🦊 猫\n\n",
  ":\n\ndata\n\ndata:\n\ndata:  two spaces\rdata:three\r\r",
  "event: lost\n\nevent: kept\r\ndata: a\r\ndata: b\n\n\n\n",
  "dat: unknown\n data: indented\ndatax: no\ndata: yes\n\n",
  "data: [DONE]"
].join("")

const expected: ReadonlyArray<Framing.SseFrame> = [
  { event: "first", data: "one" },
  { data: "zwölf 🦊 猫" },
  { data: "" },
  { data: "" },
  { data: " two spaces\nthree" },
  { event: "kept", data: "a\nb" },
  { data: "yes" },
  { data: "[DONE]" }
]

describe("Framing.sse", () => {
  it("reads what the standard says", () => {
    assert.deepStrictEqual(parse(everything), expected)
  })

  it("gives the same frames when the bytes are cut in two anywhere", () => {
    const bytes = encode(everything)
    for (let cut = 0; cut <= bytes.length; cut++) {
      assert.deepStrictEqual(readAll(cutAt(bytes, [cut])).frames, expected, `cut at ${cut}`)
    }
  })

  it("gives the same frames one byte at a time", () => {
    const bytes = encode(everything)
    const cuts = Array.from(bytes, (_, index) => index)
    assert.deepStrictEqual(readAll(cutAt(bytes, cuts)).frames, expected)
  })

  it("gives the same frames for any stream and any cuts", () => {
    const part = FastCheck.oneof(
      FastCheck.constantFrom(
        "data:",
        "data: ",
        "event:",
        ":",
        "id: 1",
        "\n",
        "\r",
        "\r\n",
        "\n\n",
        "\r\n\r\n",
        "\uFEFF",
        " "
      ),
      FastCheck.string({ unit: "binary", maxLength: 5 })
    )
    const stream = FastCheck.array(part, { maxLength: 40 }).map((parts) => encode(parts.join("")))
    FastCheck.assert(
      FastCheck.property(stream, FastCheck.array(FastCheck.nat(), { maxLength: 12 }), (bytes, seeds) => {
        const cuts = seeds.map((seed) => seed % (bytes.length + 1))
        assert.deepStrictEqual(readAll(cutAt(bytes, cuts)), readAll([bytes]))
      }),
      { numRuns: 2_000 }
    )
  })

  it("decodes bytes that are no UTF-8 as a streaming decoder does, at any cut", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.uint8Array({ maxLength: 24 }).map((bytes) =>
          bytes.map((byte) => (byte < 0x20 ? 0xf0 + (byte & 7) : byte))
        ),
        FastCheck.array(FastCheck.nat(), { maxLength: 6 }),
        (noise, seeds) => {
          const bytes = Uint8Array.from([...encode("data:"), 0x2e, ...noise, 0x0a])
          const cuts = seeds.map((seed) => seed % (bytes.length + 1))
          const text = new TextDecoder().decode(bytes)
          const got = readAll(cutAt(bytes, cuts)).frames
          assert.deepStrictEqual(got, [{ data: text.slice("data:".length, -1) }])
        }
      ),
      { numRuns: 2_000 }
    )
  })

  it("takes a frame as soon as its blank line is there", () => {
    const reader = Framing.sse.reader()
    const frames: Array<Framing.SseFrame> = []
    reader.push(encode("data: a\r\n\r"), frames)
    assert.deepStrictEqual(frames, [{ data: "a" }])
    reader.push(encode("\ndata: b\n"), frames)
    assert.strictEqual(frames.length, 1)
    reader.push(encode("\n"), frames)
    assert.deepStrictEqual(frames, [{ data: "a" }, { data: "b" }])
  })

  it("a stream of nothing has no frames", () => {
    for (const text of ["", "\uFEFF", "\n\n", ": ping\n\n", "event: only\n\n"])
      assert.deepStrictEqual(parse(text), [])
  })

  it("bounds an endless line, an endless event and an endless name", () => {
    const framing = Framing.makeSse({ limit: 1_000 })
    for (const piece of [
      "data: " + "x".repeat(90),
      "x".repeat(90),
      "data: y\n".repeat(12),
      "\ndata: z\nevent: " + "e".repeat(90)
    ]) {
      const reads = Array.from({ length: 100 }, () => encode(piece))
      const { failure } = readAll(reads, framing)
      if (piece.startsWith("\n")) assert.isUndefined(failure)
      else assert.strictEqual(failure?._tag, "MalformedResponse")
    }
  })

  it("an event that is complete has no bound", () => {
    const framing = Framing.makeSse({ limit: 10 })
    assert.deepStrictEqual(readAll([encode(`data: ${"x".repeat(100)}\n\n`)], framing).frames.length, 1)
  })

  it("a line in a thousand pieces costs no more than the line", () => {
    const piece = encode("x".repeat(1_000))
    const line = (pieces: number) => {
      const reads = [encode("data:"), ...Array.from({ length: pieces }, () => piece), encode("\n\n")]
      return () => assert.strictEqual(readAll(reads).frames[0]?.data.length, pieces * 1_000)
    }
    assert.isBelow(Growth.perUnit(line, { small: 500, large: 8_000 }), 4)
  })
})

describe("server-sent events of plain text", () => {
  it("are told as they are, whatever they look like, and one that is cut off is not", () => {
    const reader = Framing.makeSse({ plain: true }).reader()
    const frames: Array<Framing.SseFrame> = []
    const body = 'event: output\ndata: }\ndata: {\ndata: data: [DONE]\n\n{"no":"field"}\ndata: cut o'
    reader.push(new TextEncoder().encode(body), frames)
    reader.finish(frames)
    assert.deepStrictEqual(frames, [{ event: "output", data: "}\n{\ndata: [DONE]" }])
  })
})
