import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import { chunk, delta, finished, readAll } from "./chunks.ts"

const told = (events: ReadonlyArray<Event>) => ({
  text: events.map((event) => (event.type === "text" ? event.text : "")).join(""),
  thought: events.map((event) => (event.type === "reasoning" ? event.text : "")).join("")
})

const tags = { thinkTags: true }

describe("reasoning between tags", () => {
  const whole = "\n<think>\nIs 1 < 2? </thi yes.\n</think>\n\n4 <think>not</think>"

  it("is reasoning wherever the content is cut, and what stands behind it is text", () => {
    for (let at = 0; at <= whole.length; at++) {
      for (let then = at; then <= whole.length; then += 7) {
        const pieces = [whole.slice(0, at), whole.slice(at, then), whole.slice(then)]
        const { events, failure } = readAll(
          [...pieces.map((content) => delta({ content })), finished("stop")],
          tags
        )
        assert.isUndefined(failure)
        assert.deepStrictEqual(told(events).thought.trimStart(), "Is 1 < 2? </thi yes.\n", String([at, then]))
        assert.deepStrictEqual(told(events).text, "4 <think>not</think>", String([at, then]))
      }
    }
  })

  it("is text where the vendor has no such tags, and where the content does not open with one", () => {
    const says = (content: string, dialect: object) =>
      told(readAll([delta({ content }), finished("stop")], dialect).events)
    assert.deepStrictEqual(says("<think>a</think>b", {}), { text: "<think>a</think>b", thought: "" })
    assert.deepStrictEqual(says("a <think>b</think>", tags), { text: "a <think>b</think>", thought: "" })
    assert.deepStrictEqual(says("<thin", tags), { text: "<thin", thought: "" })
    assert.deepStrictEqual(says("<think>a</thi", tags), { text: "", thought: "a</thi" })
  })

  it("is the same of a message beside deltas, which is not said twice", () => {
    const message = { role: "assistant", content: "<think>a</think>b" }
    const { events } = readAll(
      [delta({ content: "<think>a</think>b" }), chunk({ message, finish_reason: "stop" })],
      tags
    )
    assert.deepStrictEqual(told(events), { text: "b", thought: "a" })
  })
})

describe("reasoning that repeats itself with every delta", () => {
  it("is told once", () => {
    const said = ["Ea", "Easy", "Easy.", "Easy."]
    const { events } = readAll(
      [
        ...said.map((reasoning_content) => delta({ reasoning_content })),
        delta({ content: "4" }),
        finished("stop")
      ],
      { cumulativeReasoning: true }
    )
    assert.deepStrictEqual(told(events), { text: "4", thought: "Easy." })
  })

  it("is told as it comes where it does not", () => {
    const said = ["Ea", "sy", "."]
    const { events } = readAll(
      [
        ...said.map((reasoning_content) => delta({ reasoning_content })),
        delta({ content: "4" }),
        finished("stop")
      ],
      { cumulativeReasoning: true }
    )
    assert.deepStrictEqual(told(events), { text: "4", thought: "Easy." })
  })
})
