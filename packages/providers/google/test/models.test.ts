import { assert, describe, it } from "@effect/vitest"
import type { CatalogRow } from "@turnout/core/Catalog"
import * as Fit from "@turnout/core/Fit"
import type { Request } from "@turnout/core/Request"
import { Google } from "@turnout/google"
import { Transport } from "@turnout/wire/Transport"
import { Effect } from "effect"

const silent = Transport.of({ send: () => Effect.die("no request leaves here") })
const provider = await Effect.runPromise(
  Effect.provideService(Google.make({ apiKey: "k" }), Transport, silent)
)

interface Sent {
  readonly tools?: ReadonlyArray<object>
  readonly serviceTier?: string
  readonly generationConfig?: {
    readonly thinkingConfig?: { readonly thinkingBudget?: number; readonly thinkingLevel?: string }
    readonly [field: string]: unknown
  }
}

const sent = (model: string, rest: Partial<Request>, tier?: string): Sent => {
  const endpoint = provider.passthrough(model)
  const request: Request = { messages: [{ role: "user", content: "Hi" }], stream: false, ...rest }
  const fitted = Fit.fit(request, endpoint, provider)
  return provider.prepare(tier === undefined ? fitted : { ...fitted, tier }, endpoint).body as Sent
}

const row = (id: string): CatalogRow => ({
  provider: "google",
  id,
  name: id,
  tier: "standard",
  limits: {},
  input: ["text"],
  output: ["text"],
  capabilities: {},
  prices: [],
  seen: "2026-11-01"
})

const asked = ["none", "minimal", "low", "medium", "high", "xhigh", "max"] as const

describe("efforts of Google's models", () => {
  const levels: { readonly [model: string]: ReadonlyArray<string> } = {
    "gemini-3.1-pro-preview": ["LOW", "LOW", "LOW", "MEDIUM", "HIGH", "HIGH", "HIGH"],
    "gemini-3.7-flash": ["LOW", "LOW", "LOW", "MEDIUM", "HIGH", "HIGH", "HIGH"],
    "gemini-3.8-flash": ["LOW", "LOW", "LOW", "MEDIUM", "HIGH", "HIGH", "HIGH"],
    "gemini-3-flash-preview": ["MINIMAL", "MINIMAL", "LOW", "MEDIUM", "HIGH", "HIGH", "HIGH"],
    "gemini-3.6-flash": ["MINIMAL", "MINIMAL", "LOW", "MEDIUM", "HIGH", "HIGH", "HIGH"],
    "gemini-3.5-flash-lite": ["MINIMAL", "MINIMAL", "LOW", "MEDIUM", "HIGH", "HIGH", "HIGH"],
    "gemini-4-argon": ["MINIMAL", "MINIMAL", "LOW", "MEDIUM", "HIGH", "HIGH", "HIGH"],
    "gemini-4-carbon": ["MINIMAL", "MINIMAL", "LOW", "MEDIUM", "HIGH", "HIGH", "HIGH"],
    "gemini-4-hydrogen": ["LOW", "LOW", "LOW", "MEDIUM", "HIGH", "XHIGH", "XHIGH"]
  }
  for (const [model, expected] of Object.entries(levels)) {
    it(`are levels: ${model}`, () => {
      const native = asked.map(
        (reasoning_effort) => sent(model, { reasoning_effort }).generationConfig?.thinkingConfig
      )
      assert.deepStrictEqual(
        native.map((config) => config?.thinkingLevel),
        expected as never
      )
      assert.isTrue(native.every((config) => config?.thinkingBudget === undefined))
    })
  }

  const budgets: { readonly [model: string]: ReadonlyArray<number> } = {
    "gemini-2.5-flash": [0, 1311, 6554, 19_661, 24_576, 24_576, 24_576],
    "gemini-2.5-flash-lite": [0, 1311, 6554, 19_661, 24_576, 24_576, 24_576],
    "gemini-2.5-pro": [128, 1311, 6554, 19_661, 32_768, 32_768, 32_768]
  }
  for (const [model, expected] of Object.entries(budgets)) {
    it(`are budgets: ${model}`, () => {
      const native = asked.map(
        (reasoning_effort) => sent(model, { reasoning_effort }).generationConfig?.thinkingConfig
      )
      assert.deepStrictEqual(
        native.map((config) => config?.thinkingBudget),
        expected as never
      )
      assert.isTrue(native.every((config) => config?.thinkingLevel === undefined))
    })
  }

  it("leave room for an answer", () => {
    const most = (model: string) =>
      sent(model, { reasoning_effort: "high", max_completion_tokens: 500 }).generationConfig?.thinkingConfig
        ?.thinkingBudget
    assert.deepStrictEqual(
      ["gemini-2.5-flash", "gemini-2.5-flash-lite", "gemini-2.5-pro"].map(most),
      [300, 0, 300]
    )
  })
})

describe("what Google's models refuse", () => {
  it("is penalties in the second generation", () => {
    const config = (model: string) =>
      sent(model, { presence_penalty: 1, frequency_penalty: 1 }).generationConfig
    assert.isUndefined(config("gemini-2.5-pro"))
    assert.deepStrictEqual(config("gemini-3.5-flash"), { presencePenalty: 1, frequencyPenalty: 1 })
  })

  it("is a search, and a format, next to functions before the third", () => {
    const tools = [{ type: "function" as const, function: { name: "f" } }]
    const both = { tools, web_search_options: {}, response_format: { type: "json_object" as const } }
    assert.lengthOf(sent("gemini-2.5-flash", both).tools!, 1)
    assert.isUndefined(sent("gemini-2.5-flash", both).generationConfig)
    assert.lengthOf(sent("gemini-flash-latest", both).tools!, 2)
    assert.strictEqual(
      sent("gemini-flash-latest", both).generationConfig?.["responseMimeType"],
      "application/json"
    )
  })
})

describe("Google's account", () => {
  it("serves what answers a chat", () => {
    const chat = ["gemini-2.5-flash", "gemini-3-pro-image", "gemma-4-31b-it", "gemini-flash-latest"]
    const other = [
      "gemini-embedding-2",
      "veo-3.1-generate-preview",
      "lyria-3-pro-preview",
      "gemini-3.1-flash-live-preview",
      "gemini-2.5-pro-preview-tts",
      "deep-research-max-preview-04-2026"
    ]
    assert.deepStrictEqual(
      provider.endpoints([...chat, ...other].map(row)).map(({ provider_model_id }) => provider_model_id),
      chat
    )
  })

  it("asks for a service tier in the vendor's word", () => {
    assert.strictEqual(sent("gemini-3.5-flash", {}, "flex").serviceTier, "flex")
    assert.strictEqual(sent("gemini-3.5-flash", {}, "priority").serviceTier, "priority")
    assert.notProperty(sent("gemini-3.5-flash", {}), "serviceTier")
  })

  it("takes images by their address from the third generation on, and is not sure before", () => {
    const known = (model: string) => provider.passthrough(model).facts.capabilities.features.image_url
    assert.deepStrictEqual(["gemini-3.5-flash", "gemini-2.5-flash"].map(known), ["yes", "unknown"])
  })
})
