import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import * as Continuation from "../../src/answer/Continuation.ts"
import * as fc from "fast-check"

const textOf = (events: ReadonlyArray<Event>) =>
  events.map((event) => (event.type === "text" ? event.text : "")).join("")

const inPieces = (text: string, size: number): ReadonlyArray<Event> =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, index) => ({
    type: "text",
    choice: 0,
    text: text.slice(index * size, (index + 1) * size)
  }))

const done: ReadonlyArray<Event> = [{ type: "finish", choice: 0, reason: "stop" }, { type: "end" }]

/** What the caller has in the end, who was told `said` before. */
const joined = (said: string, continuation: string, size = 1000): string => {
  const joiner = Continuation.make(Continuation.overlap(said))
  let text = said
  for (const event of inPieces(continuation, size)) text += textOf(joiner.join([event]))
  return text + textOf(joiner.join(done))
}

/** Whether a continuation cannot be told from a repetition: it happens to begin as the answer ends. */
const isAmbiguous = (sent: string, rest: string): boolean => {
  for (let length = 12; length <= Math.min(sent.length, rest.length); length++) {
    if (sent.endsWith(rest.slice(0, length))) return true
  }
  return false
}

const texts = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 80 }),
  fc.string({ unit: fc.constantFrom("a", "b", " ", "\n", "😀"), maxLength: 60 }),
  fc.lorem({ maxCount: 12 })
)
const sizes = fc.integer({ min: 1, max: 9 })

describe("the seam of two answers", () => {
  it("loses and doubles nothing at any cut, where the target goes on", () => {
    fc.assert(
      fc.property(texts, sizes, (text, size) => {
        for (let cut = 1; cut <= text.length; cut++) {
          const said = text.slice(0, cut)
          const { sent } = Continuation.overlap(said)
          if (sent === "" || isAmbiguous(sent, text.slice(sent.length))) continue
          assert.strictEqual(joined(said, text.slice(sent.length), size), text, `cut at ${cut}`)
        }
      }),
      { numRuns: 300 }
    )
  })

  it("nor where it begins anew, once the answer is long enough to be known again", () => {
    fc.assert(
      fc.property(texts, sizes, (text, size) => {
        for (let cut = 12; cut <= text.length; cut++) {
          const said = text.slice(0, cut)
          const { sent } = Continuation.overlap(said)
          if (sent.length < 12) continue
          assert.strictEqual(joined(said, text, size), text, `cut at ${cut}`)
        }
      }),
      { numRuns: 300 }
    )
  })

  it("nor where it repeats the last words", () => {
    const text = "It was the best of times, it was the worst of times, it was the age of wisdom."
    for (let cut = 20; cut < text.length; cut++) {
      const said = text.slice(0, cut)
      const { sent } = Continuation.overlap(said)
      for (let overlap = 12; overlap <= sent.length; overlap++) {
        const from = sent.length - overlap
        if (isAmbiguous(sent.slice(0, from + 1), text.slice(from))) continue
        assert.strictEqual(joined(said, text.slice(from), 3), text, `cut at ${cut}, ${overlap} again`)
      }
    }
  })

  it("a word that is meant twice stays twice", () => {
    assert.strictEqual(joined("ha ha", " ha ha!"), "ha ha ha ha!")
    assert.strictEqual(joined("1", "1 apples"), "11 apples")
  })

  it("white space at the end is not sent, and comes once", () => {
    assert.deepStrictEqual(Continuation.overlap("one \n"), { sent: "one", tail: " \n" })
    assert.strictEqual(joined("one \n", " \ntwo"), "one \ntwo")
    assert.strictEqual(joined("one \n", "two"), "one \ntwo")
    assert.strictEqual(joined("one ", "\ntwo"), "one \ntwo")
  })

  it("half a character is not sent, and comes whole", () => {
    const said = "smile \ud83d"
    assert.deepStrictEqual(Continuation.overlap(said), { sent: "smile", tail: " \ud83d" })
    assert.strictEqual(joined(said, " 😀!", 1), "smile 😀!")
  })

  it("what is held is told when the answer ends with it", () => {
    const said = "a sentence of some length"
    assert.strictEqual(joined(said, "a sentence", 1), `${said}a sentence`)
  })

  it("reasoning anew is left out, and what else comes is passed on in its place", () => {
    const joiner = Continuation.make(Continuation.overlap("one"))
    const start: Event = { type: "start", model: "x" }
    const thought: Event = { type: "reasoning", choice: 0, block: 0, text: "hm" }
    const sealed: Event = { type: "reasoning_opaque", choice: 0, block: 0, format: "f", signature: "s" }
    const two: Event = { type: "text", choice: 0, text: " two" }
    assert.deepStrictEqual(joiner.join([start, thought, sealed, two, ...done]), [start, two, ...done])
  })
})
