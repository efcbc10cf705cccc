import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import { isFailure } from "@turnout/core/Failure"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import { delta, finished, readAll, textOf } from "./chunks.ts"

const reasoningOf = (events: ReadonlyArray<Event>): string =>
  events.map((event) => (event.type === "reasoning" ? event.text : "")).join("")

const whole = (choice: object) => OpenAiChat.protocol.whole({ id: "c", choices: [{ index: 0, ...choice }] })

describe("what a host says in its own way is heard", () => {
  it("texts in a list that are no parts", () => {
    assert.strictEqual(textOf(readAll([delta({ content: ["a", "b"] }), finished("stop")]).events), "ab")
    assert.strictEqual(textOf(whole({ message: { content: ["a", "b"] } }) as ReadonlyArray<Event>), "ab")
  })

  const forms: ReadonlyArray<object> = [
    { reasoning: { content: "why" } },
    { reasoning: { text: "why" } },
    { content: [{ type: "reasoning", summary: [{ type: "summary_text", text: "why" }] }] },
    { content: [{ type: "reasoning", text: "why" }] },
    { content: [{ type: "thinking", thinking: [{ type: "text", text: "wh" }, "y"] }] }
  ]
  for (const form of forms) {
    it(`reasoning as ${JSON.stringify(form)}`, () => {
      const streamed = readAll([delta(form), delta({ content: "x" }), finished("stop")])
      assert.strictEqual(reasoningOf(streamed.events), "why")
      assert.strictEqual(textOf(streamed.events), "x")
      assert.strictEqual(reasoningOf(whole({ message: form }) as ReadonlyArray<Event>), "why")
    })
  }

  it("a list of errors, and no answer beside it", () => {
    const errors = [{ message: "No such model", code: 404 }]
    const failure = OpenAiChat.protocol.whole({ errors })
    assert.isTrue(isFailure(failure) && failure._tag === "ModelNotFound")
    assert.strictEqual(readAll([{ errors }]).failure?._tag, "ModelNotFound")
  })

  it("an error that says nothing beside an answer is none", () => {
    const answered = readAll([{ ...delta({ content: "x" }), error: {} }, finished("stop")])
    assert.isUndefined(answered.failure)
    assert.strictEqual(textOf(answered.events), "x")
  })

  const finishes: ReadonlyArray<readonly [string, string]> = [
    ["sensitive", "content_filter"],
    ["RECITATION", "content_filter"],
    ["PROHIBITED_CONTENT", "content_filter"],
    ["guardrail_intervened", "content_filter"],
    ["TOOL_CALL", "tool_calls"],
    ["COMPLETE", "stop"],
    ["network_error", "ServerError"],
    ["MALFORMED_FUNCTION_CALL", "MalformedResponse"],
    ["malformed_tool_use", "MalformedResponse"]
  ]
  for (const [native, reason] of finishes) {
    it(`the end "${native}" is ${reason}`, () => {
      const said = whole({ message: { content: "x" }, finish_reason: native })
      if (isFailure(said)) assert.strictEqual(said._tag, reason)
      else assert.deepInclude(said, { type: "finish", choice: 0, reason, native } as Event)
    })
  }
})
