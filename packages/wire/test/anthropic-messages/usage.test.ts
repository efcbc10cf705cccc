import { assert, describe, it } from "@effect/vitest"
import type { UsageReport } from "@turnout/core/Event"
import * as AnthropicMessages from "../../src/AnthropicMessages.ts"
import * as Cuts from "@turnout/testing/Cuts"

const protocol = AnthropicMessages.make({ costs: [{ at: ["cost"], usd: 1 }] })

const told = (first: object, last: object): UsageReport | undefined => {
  const frames = [
    { type: "message_start", message: { id: "m", content: [], usage: first } },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "hi" } },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: last },
    { type: "message_stop" }
  ]
  const text = frames.map((frame) => `event: ${frame.type}\ndata: ${JSON.stringify(frame)}\n\n`).join("")
  const { events } = Cuts.readAll(protocol, [Cuts.bytesOf(text)])
  return events.findLast((event) => event.type === "usage")
}

describe("counts of one answer", () => {
  it("only grow: a later zero or missing field erases nothing", () => {
    assert.deepStrictEqual(
      told({ input_tokens: 1500, output_tokens: 1 }, { input_tokens: 0, output_tokens: 20 }),
      {
        type: "usage",
        usage: { input: 1500, output: 20 }
      }
    )
    const cached = { input_tokens: 10, cache_read_input_tokens: 9000, output_tokens: 1 }
    assert.deepStrictEqual(
      told(cached, { input_tokens: 10, cache_read_input_tokens: 0, output_tokens: 20 })?.usage,
      {
        input: 10,
        cache_read: 9000,
        output: 20
      }
    )
  })

  it("that were never told are absent, and what is left is assumed", () => {
    assert.deepStrictEqual(told({ output_tokens: 1 }, { output_tokens: 20 })?.usage, {
      output: 20,
      assumed: true
    })
    assert.deepStrictEqual(told({ input_tokens: 10 }, {})?.usage, { input: 10, assumed: true })
  })

  it("of cache writes are the larger of the sum and its lifetimes", () => {
    const usage = {
      input_tokens: 1,
      output_tokens: 1,
      cache_creation_input_tokens: 0,
      cache_creation: { ephemeral_5m_input_tokens: 5, ephemeral_1h_input_tokens: 7 }
    }
    assert.deepInclude(told({}, usage)?.usage, { cache_write: 5, cache_write_1h: 7, assumed: true })
  })
})

describe("what was served", () => {
  const usage = { input_tokens: 10, output_tokens: 5, service_tier: "standard" }

  it("fast is a rate of its own, whatever the tier is called", () => {
    assert.deepInclude(told(usage, { speed: "fast" }), { tier: "fast" })
    assert.deepInclude(told({ ...usage, service_tier: "priority" }, { speed: "fast" }), {
      tier: "priority",
      modifiers: ["speed: fast"]
    })
    assert.deepInclude(told(usage, { speed: "standard" }), { tier: "standard" })
  })

  it("place, other models' rounds and paid tools are told", () => {
    assert.deepStrictEqual(told(usage, { ...usage, inference_geo: "us" })?.modifiers, ["inference_geo: us"])
    const iterations = [
      { type: "message", input_tokens: 10, output_tokens: 5 },
      { type: "advisor_message", input_tokens: 900, output_tokens: 90 }
    ]
    const advised = told(usage, { ...usage, iterations })
    assert.deepStrictEqual(advised?.modifiers, ["iteration: advisor_message"])
    assert.deepStrictEqual(advised?.usage, { input: 10, output: 5 })
    const tools = { server_tool_use: { web_search_requests: 2, code_execution_requests: 1 } }
    const searched = told(usage, { ...usage, ...tools })
    assert.deepStrictEqual(searched?.modifiers, ["code_execution_requests"])
    assert.strictEqual(searched?.usage.web_search, 2)
    assert.isUndefined(told(usage, { ...usage, inference_geo: "not_available" })?.modifiers)
  })

  it("a cost that the host states is read", () => {
    assert.deepStrictEqual(told(usage, { ...usage, cost: 0.5 })?.cost, { usd: 0.5, confidence: "exact" })
  })
})
