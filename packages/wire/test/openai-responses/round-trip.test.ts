import { assert, describe, it } from "@effect/vitest"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import * as Fold from "@turnout/core/Fold"
import * as Normalize from "@turnout/core/Normalize"
import * as Cuts from "@turnout/testing/Cuts"
import { protocol } from "@turnout/wire/OpenAiResponses"
import { Result } from "effect"
import { said } from "./endpoints.ts"
import { called, completed, created, done, type Frame, on, spoken, stream } from "./streams.ts"

/** The answer as a caller has it, streamed. */
const answer = (frames: ReadonlyArray<Frame>) => {
  const { events, failure } = Cuts.readAll(protocol, [Cuts.bytesOf(stream(...frames))])
  assert.isUndefined(failure)
  const fold = Fold.make({
    requestId: "r",
    createdMs: 0,
    model: "some-model",
    historyCallIds: new Set(),
    origin: { provider: "somewhere", model: "some-model" }
  })
  fold.push(events)
  return fold.completion({
    provider: "somewhere",
    provider_model_id: "some-model-1",
    model_canonical: "some-model",
    routing_strategy: "cost",
    warnings: []
  }).choices[0]!.message
}

/** What the vendor gets of it in the next turn. */
const next = (message: object, ...more: ReadonlyArray<object>) => {
  const messages = [{ role: "user", content: "Hi" }, message, ...more] as unknown as ChatRequest["messages"]
  const { request } = Result.getOrThrow(Normalize.normalize({ model: "some-model", messages }))
  return said(request).input.slice(1) as ReadonlyArray<unknown>
}

const summary = (...texts: ReadonlyArray<string>) => texts.map((text) => ({ type: "summary_text", text }))
const reasoning = (id: string, data: string, ...texts: ReadonlyArray<string>) => ({
  type: "reasoning",
  id,
  summary: summary(...texts),
  encrypted_content: data
})

describe("an answer of one turn in the next", () => {
  it("has its reasoning as the very items that it came in, before the calls that it led to", () => {
    const first = reasoning("item_0", "Zmlyc3Q=", "**One**\n\nA.", "\n\n**Two**")
    const second = reasoning("item_1", "c2Vjb25k")
    const { id: _, ...streamed } = first
    const message = answer([
      created,
      on("reasoning_summary_text.delta", 0, { summary_index: 0, delta: "**One**\n\nA." }),
      done(0, streamed),
      done(1, { ...second }),
      ...called(2, "now", "call_a", "{}"),
      completed()
    ])
    assert.strictEqual(message.reasoning_content, "**One**\n\nA.\n\n\n\n**Two**")
    const result = { role: "tool", tool_call_id: "call_a", content: "12:00" }
    assert.deepStrictEqual(next(message, result), [
      first,
      second,
      { type: "function_call", call_id: "call_a", name: "now", arguments: "{}" },
      { type: "function_call_output", call_id: "call_a", output: "12:00" }
    ])
  })

  it("has no reasoning where the vendor gave nothing to give back", () => {
    const message = answer([
      created,
      done(0, { type: "reasoning", summary: summary("Hm.") }),
      ...spoken(1, "Yes."),
      completed()
    ])
    assert.strictEqual(message.reasoning_content, "Hm.")
    assert.deepStrictEqual(next(message), [{ type: "message", role: "assistant", content: "Yes." }])
  })
})
