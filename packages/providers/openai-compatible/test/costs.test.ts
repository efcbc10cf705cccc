import { assert, describe, it } from "@effect/vitest"
import type { UsageReport } from "@turnout/core/Event"
import { isFailure } from "@turnout/core/Failure"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import { costs, servedTiers } from "../src/openai-compatible/costs.ts"

const protocol = OpenAiChat.make({ costs, servedTiers })

const told = (usage: object, more: object = {}): UsageReport | undefined => {
  const choices = [{ index: 0, message: { role: "assistant", content: "ok" }, finish_reason: "stop" }]
  const events = protocol.whole({ id: "c", choices, usage, ...more })
  if (isFailure(events)) throw new Error(events.message)
  return events.find((event) => event.type === "usage")
}

/** Usage as the hosts were recorded to report it, and the nano-dollars that it states. */
const hosts: { readonly [name: string]: readonly [usage: object, nanos: number] } = {
  OpenRouter: [
    {
      prompt_tokens: 727,
      completion_tokens: 59,
      total_tokens: 786,
      cost: 0.001022,
      is_byok: false,
      prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 0, audio_tokens: 0, video_tokens: 0 },
      cost_details: { upstream_inference_cost: 0.001022, upstream_inference_prompt_cost: 0.000727 }
    },
    1_022_000
  ],
  "Vercel's gateway": [
    {
      prompt_tokens: 206,
      completion_tokens: 256,
      total_tokens: 462,
      cost: 0.0047375,
      is_byok: false,
      cost_details: { upstream_inference_cost: null },
      cache_creation_input_tokens: 0,
      market_cost: 0.0047375
    },
    4_737_500
  ],
  Avian: [{ prompt_tokens: 145, completion_tokens: 78, total_tokens: 223, cost: 0.00022245 }, 222_450],
  xAI: [
    {
      prompt_tokens: 331,
      completion_tokens: 11,
      total_tokens: 674,
      prompt_tokens_details: { text_tokens: 331, audio_tokens: 0, image_tokens: 0, cached_tokens: 283 },
      completion_tokens_details: { reasoning_tokens: 332 },
      num_sources_used: 0,
      cost_in_usd_ticks: 2_071_250
    },
    207_125
  ],
  Perplexity: [
    {
      prompt_tokens: 10,
      completion_tokens: 20,
      total_tokens: 30,
      search_context_size: "low",
      cost: {
        input_tokens_cost: 0.00001,
        output_tokens_cost: 0.00002,
        request_cost: 0.005,
        total_cost: 0.00503
      }
    },
    5_030_000
  ],
  DeepInfra: [
    { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30, estimated_cost: 0.0000123 },
    12_300
  ]
}

describe("what hosts of the family state as the cost", () => {
  for (const [name, [usage, nanos]] of Object.entries(hosts)) {
    it(`is read in its unit: ${name}`, () => {
      const report = told(usage)!
      assert.strictEqual(Math.round(report.cost!.usd * 1e9), nanos)
      assert.strictEqual(report.cost!.confidence, name === "DeepInfra" ? "assumed" : "exact")
      assert.notProperty(report.usage, "assumed")
    })
  }

  it("a host's own table stands in place of ours", () => {
    const cents = OpenAiChat.make({ costs: [{ at: ["price_in_cents"], usd: 0.01 }] })
    const choices = [{ index: 0, message: { role: "assistant", content: "ok" }, finish_reason: "stop" }]
    const usage = { prompt_tokens: 1, completion_tokens: 1, cost: 7, price_in_cents: 3 }
    const events = cents.whole({ id: "c", choices, usage })
    if (isFailure(events)) throw new Error(events.message)
    assert.deepInclude(
      events.find(({ type }) => type === "usage")!,
      {
        cost: { usd: 0.03, confidence: "exact" }
      }
    )
  })
})

describe("the ordinary tier under another name", () => {
  it("is the ordinary one", () => {
    const usage = { prompt_tokens: 1, completion_tokens: 1 }
    assert.strictEqual(told(usage, { service_tier: "on_demand" })?.tier, "default")
  })
})
