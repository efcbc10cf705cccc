import { assert, describe, it } from "@effect/vitest"
import type { UsageReport } from "@turnout/core/Event"
import { isFailure } from "@turnout/core/Failure"
import * as Usage from "@turnout/core/Usage"
import * as fc from "fast-check"
import * as OpenAiChat from "../../src/OpenAiChat.ts"
import { toUsage } from "../../src/openai-chat/usage.ts"
import * as Cuts from "@turnout/testing/Cuts"

const totals = (usage: Usage.Usage | undefined) => [Usage.inputTotal(usage!), Usage.outputTotal(usage!)]

const costs: ReadonlyArray<OpenAiChat.CostField> = [
  { at: ["cost"], usd: 1, besides: { when: ["is_byok"], at: ["cost_details", "upstream_inference_cost"] } },
  { at: ["cost", "total_cost"], usd: 1 },
  { at: ["cost_in_usd_ticks"], usd: 1e-10 },
  { at: ["estimated_cost"], usd: 1, estimate: true }
]
const protocol = OpenAiChat.make({ costs, servedTiers: { on_demand: "default" } })

const whole = (usage: object, more: object = {}): UsageReport | undefined => {
  const choices = [{ index: 0, message: { role: "assistant", content: "ok" }, finish_reason: "stop" }]
  const events = protocol.whole({ id: "c", choices, usage, ...more })
  if (isFailure(events)) throw new Error(events.message)
  return events.find((event) => event.type === "usage")
}

const streamed = (...reports: ReadonlyArray<object>): UsageReport | undefined => {
  const frames = [
    { id: "c", choices: [{ index: 0, delta: { content: "x" }, finish_reason: null }], usage: reports[0] },
    { id: "c", choices: [{ index: 0, delta: {}, finish_reason: "stop" }], usage: reports[1] },
    ...reports.slice(2).map((usage) => ({ id: "c", choices: [], usage }))
  ].map((frame) => `data: ${JSON.stringify(frame)}\n\n`)
  const { events } = Cuts.readAll(protocol, [Cuts.bytesOf(`${frames.join("")}data: [DONE]\n\n`)])
  return events.findLast((event) => event.type === "usage")
}

describe("counts that do not agree are the larger reading, and assumed", () => {
  it("Mistral's audio stands beside the prompt", () => {
    const usage = toUsage({
      prompt_tokens: 9,
      completion_tokens: 248,
      total_tokens: 632,
      prompt_tokens_details: { audio_tokens: 375 }
    })
    assert.deepStrictEqual(usage, { input: 9, input_audio: 375, output: 248, assumed: true })
  })

  it("Google's OpenAI door leaves the thinking out of the completion, and counts it in the total", () => {
    const usage = toUsage({ prompt_tokens: 35, completion_tokens: 12, total_tokens: 109 })
    assert.deepStrictEqual(usage, { input: 35, output: 74, assumed: true })
  })

  it("Azure's Grok counts the cache apart from the prompt", () => {
    const usage = toUsage({
      prompt_tokens: 7,
      completion_tokens: 20,
      total_tokens: 188,
      prompt_tokens_details: { cached_tokens: 161 }
    })
    assert.deepStrictEqual(usage, { input: 7, cache_read: 161, output: 20, assumed: true })
  })

  it("both spellings of a cache are read, inside the prompt or beside it as the total shows", () => {
    const base = { prompt_tokens: 100, completion_tokens: 10 }
    const beside = toUsage({ ...base, total_tokens: 9110, cache_read_input_tokens: 9000 })
    assert.deepInclude(beside, { input: 100, cache_read: 9000 })
    const larger = toUsage({
      ...base,
      prompt_tokens: 9100,
      total_tokens: 18_110,
      cache_read_input_tokens: 9000
    })
    assert.deepInclude(larger, { input: 9100, cache_read: 9000 })
    const written = toUsage({ ...base, total_tokens: 110, cache_creation_input_tokens: 9000 })
    assert.deepInclude(written, { input: 100, cache_write: 9000, assumed: true })
    const both = toUsage({ ...base, cached_tokens: 80, cache_creation_input_tokens: 60 })
    assert.deepInclude(both, { input: 100, cache_read: 80, cache_write: 60, assumed: true })
    const inside = toUsage({
      ...base,
      prompt_tokens: 9100,
      total_tokens: 9110,
      cache_read_input_tokens: 9000
    })
    assert.deepStrictEqual(inside, { input: 100, cache_read: 9000, output: 10 })
    const zero = { prompt_tokens_details: { cached_tokens: 0 }, cache_read_input_tokens: 60 }
    assert.deepStrictEqual(toUsage({ ...base, ...zero }), { input: 40, cache_read: 60, output: 10 })
  })

  it("cache writes of an hour are told apart where the vendor does", () => {
    const usage = toUsage({
      prompt_tokens: 100,
      completion_tokens: 1,
      cache_creation_input_tokens: 50,
      cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 30 }
    })
    assert.deepStrictEqual(usage, { input: 50, cache_write: 20, cache_write_1h: 30, output: 1 })
  })

  it("half a report is half a report", () => {
    assert.deepStrictEqual(toUsage({ completion_tokens: 5 }), { output: 5, assumed: true })
    assert.deepStrictEqual(toUsage({ prompt_tokens: 5 }), { input: 5, assumed: true })
    assert.deepStrictEqual(toUsage({ completion_tokens: 5, total_tokens: 15 }), {
      input: 10,
      output: 5,
      assumed: true
    })
    assert.deepStrictEqual(toUsage({ prompt_tokens: 0, completion_tokens: 5, total_tokens: 15 }), {
      input: 10,
      output: 5,
      assumed: true
    })
  })

  it("a sum below its parts is not believed", () => {
    const usage = toUsage({ prompt_tokens: 11, completion_tokens: 7, total_tokens: 9 })
    assert.deepStrictEqual(usage, { input: 11, output: 7, assumed: true })
  })

  it("whatever is counted, no count of the vendor's is larger than ours of the same tokens", () => {
    const tokens = fc.option(fc.nat({ max: 300 }), { nil: undefined })
    const counts = fc.record({
      prompt_tokens: tokens,
      completion_tokens: tokens,
      total_tokens: tokens,
      cached_tokens: tokens,
      reasoning_tokens: tokens
    })
    fc.assert(
      fc.property(counts, (given) => {
        const usage = toUsage(JSON.parse(JSON.stringify(given)))
        if (usage === undefined)
          return given.prompt_tokens === undefined && given.completion_tokens === undefined
        const [input = 0, output = 0] = totals(usage)
        assert.isAtLeast(input, Math.max(given.prompt_tokens ?? 0, given.cached_tokens ?? 0))
        assert.isAtLeast(output, given.completion_tokens ?? 0)
        if (given.prompt_tokens !== undefined && given.completion_tokens !== undefined)
          assert.isAtLeast(input + output, given.total_tokens ?? 0)
        // Exact is only what agrees with itself.
        if (usage.assumed === true) return true
        const thought = given.reasoning_tokens ?? 0
        assert.include([input + output, undefined], given.total_tokens)
        assert.strictEqual(input, given.prompt_tokens)
        assert.include([given.completion_tokens, given.completion_tokens! + thought], output)
        return true
      })
    )
  })
})

describe("counts of one answer only grow", () => {
  const full = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 }

  it("a tail of zeros erases nothing", () => {
    const zeros = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }
    assert.deepStrictEqual(streamed({}, full, zeros)?.usage, { input: 11, output: 7 })
  })

  it("a later report without the prompt leaves it", () => {
    const first = { prompt_tokens: 11, completion_tokens: 1 }
    assert.deepStrictEqual(streamed(first, { completion_tokens: 7 })?.usage, { input: 11, output: 7 })
  })

  it("a later zero of a detail leaves it", () => {
    const first = { ...full, prompt_tokens_details: { cached_tokens: 9 } }
    const last = { ...full, prompt_tokens_details: { cached_tokens: 0 } }
    assert.deepStrictEqual(streamed(first, last)?.usage, { input: 2, cache_read: 9, output: 7 })
  })
})

describe("what changes the price is told", () => {
  const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }

  it("the tier, under the contract's name, from the usage where the envelope names none", () => {
    assert.strictEqual(whole({ ...usage, service_tier: "priority" })?.tier, "priority")
    assert.strictEqual(whole(usage, { service_tier: "on_demand" })?.tier, "default")
  })

  it("speed, place, paid sources and tools of the vendor's; not what is ordinary or free", () => {
    const told = (more: object) => whole({ ...usage, ...more })?.modifiers
    assert.deepStrictEqual(told({ speed: "fast" }), ["speed: fast"])
    assert.deepStrictEqual(told({ inference_geo: "us" }), ["inference_geo: us"])
    assert.deepStrictEqual(told({ num_sources_used: 3 }), ["num_sources_used"])
    assert.deepStrictEqual(told({ prompt_audio_seconds: 30 }), ["prompt_audio_seconds"])
    assert.deepStrictEqual(told({ server_side_tool_usage_details: { x_search_calls: 2 } }), [
      "x_search_calls"
    ])
    assert.isUndefined(
      told({
        speed: "standard",
        inference_geo: "global",
        num_sources_used: 0,
        server_tool_use: { web_search_requests: 2, web_fetch_requests: 1 }
      })
    )
  })
})

describe("what the vendor states as the cost", () => {
  const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }

  it("is read in the vendor's unit", () => {
    assert.deepStrictEqual(whole({ ...usage, cost: 0.0042 })?.cost, { usd: 0.0042, confidence: "exact" })
    assert.deepStrictEqual(whole({ ...usage, cost: "0.0042" })?.cost, { usd: 0.0042, confidence: "exact" })
    assert.deepStrictEqual(whole({ ...usage, cost: { total_cost: 0.006 } })?.cost?.usd, 0.006)
    assert.closeTo(whole({ ...usage, cost_in_usd_ticks: 2_071_250 })!.cost!.usd, 0.000207125, 1e-15)
    assert.strictEqual(whole({ ...usage, estimated_cost: 0.1 })?.cost?.confidence, "assumed")
    assert.isUndefined(whole({ ...usage, cost: -1 })?.cost)
    assert.isUndefined(whole({ ...usage, cost: null })?.cost)
  })

  it("counts what another vendor is paid beside the gateway", () => {
    const byok = { ...usage, cost: 0.0001, is_byok: true }
    const details = { cost_details: { upstream_inference_cost: 0.002 } }
    assert.deepStrictEqual(whole({ ...byok, ...details })?.cost, { usd: 0.0021, confidence: "exact" })
    assert.deepStrictEqual(whole(byok)?.cost, { usd: 0.0001, confidence: "exact", partial: true })
    assert.strictEqual(whole({ ...usage, cost: 0.002, is_byok: false, ...details })?.cost?.usd, 0.002)
  })

  it("stands alone where no tokens are counted, and is not erased by a later zero", () => {
    assert.deepStrictEqual(whole({ cost: 0.01 }), {
      type: "usage",
      usage: {},
      cost: { usd: 0.01, confidence: "exact" }
    })
    assert.strictEqual(streamed({ ...usage, cost: 0.01 }, { ...usage, cost: 0 })?.cost?.usd, 0.01)
  })
})
