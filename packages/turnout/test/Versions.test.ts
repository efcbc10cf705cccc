import { assert, describe, it } from "@effect/vitest"
import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import { openaiCompatible } from "@turnout/openai-compatible"
import { createRouter, type TurnoutRouter } from "turnout"

/* A dated name pins the version: it goes out as asked, and who has the model without it is no candidate. */

const messages = [{ role: "user", content: "Hello." }] as const
const vendors = [openai({ apiKey: "k" }), anthropic({ apiKey: "k" })]
const gateway = openaiCompatible({ id: "openrouter", catalog: "openrouter", baseUrl: "http://localhost:1" })
const azure = openaiCompatible({ id: "azure", catalog: "azure", baseUrl: "http://localhost:1" })

const plan = async (model: string, version?: "prefer", providers = vendors) => {
  const router: TurnoutRouter = createRouter({ providers })
  try {
    return await router.plan({ model, messages, gateway: { routing: { version } } })
  } finally {
    await router.close()
  }
}

const sent = async (...asked: Parameters<typeof plan>) =>
  (await plan(...asked)).steps.map(({ endpoint, model }) => `${endpoint} as ${model}`).sort()

describe("a dated name", () => {
  it("goes out as asked, with its provider named or not", async () => {
    const own = ["openai/gpt-4o-mini-2024-07-18 as gpt-4o-mini"]
    assert.deepStrictEqual(await sent("gpt-4o-mini-2024-07-18"), own)
    assert.deepStrictEqual(await sent("gpt-4o-mini-2024-07-18@openai"), own)
    assert.deepStrictEqual(await sent("gpt-4o-2024-08-06"), ["openai/gpt-4o-2024-08-06 as gpt-4o"])
  })

  it("resolves to its maker where nobody lists it any more", async () => {
    assert.deepStrictEqual(await sent("claude-sonnet-4-20250514"), [
      "anthropic/claude-sonnet-4-20250514 as claude-sonnet-4"
    ])
  })

  it("is each endpoint's own id of the version", async () => {
    assert.deepStrictEqual(await sent("gpt-4o-mini-2024-07-18", undefined, [...vendors, gateway]), [
      "openai/gpt-4o-mini-2024-07-18 as gpt-4o-mini",
      "openrouter/openai/gpt-4o-mini-2024-07-18 as gpt-4o-mini"
    ])
  })

  it("has that version's price", async () => {
    const costs = await Promise.all(
      ["gpt-4o-2024-05-13", "gpt-4o-2024-08-06"].map(async (model) => {
        const { decision } = await plan(model)
        return decision.candidates[0]!.expected_cost.expected!
      })
    )
    assert.isAbove(costs[0]!, costs[1]!)
  })

  it("rules out who has the model without the version, and says so", async () => {
    const { decision, steps } = await plan("claude-sonnet-4-5-20250929", undefined, [...vendors, gateway])
    assert.deepStrictEqual(
      steps.map(({ endpoint }) => endpoint),
      ["anthropic/claude-sonnet-4-5-20250929"]
    )
    const out = decision.candidates.find(
      ({ endpoint }) => endpoint === "openrouter/anthropic/claude-sonnet-4.5"
    )
    assert.strictEqual(out?.reason, "version")
    const error = await plan("gpt-4o-mini-2024-07-18", undefined, [azure]).then(
      () => undefined,
      (error: unknown) => error as { readonly code: string; readonly suggestion: string }
    )
    assert.strictEqual(error?.code, "model_not_found")
    assert.include(error?.suggestion, "gateway.routing.version")
  })

  it("may be preferred: who has it comes first, and who has not says which version answers", async () => {
    const { steps } = await plan("claude-sonnet-4-5-20250929", "prefer", [...vendors, gateway])
    assert.deepStrictEqual(
      steps.map(({ endpoint, warnings }) => [endpoint, warnings.map(({ from, to }) => [from, to])]),
      [
        ["anthropic/claude-sonnet-4-5-20250929", []],
        [
          "openrouter/anthropic/claude-sonnet-4.5",
          [["claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4.5"]]
        ]
      ]
    )
  })

  it("stays out of what the plain name stands for", async () => {
    assert.deepStrictEqual(await sent("gpt-4o"), ["openai/gpt-4o as gpt-4o"])
    const { decision } = await plan("gpt-4o")
    assert.strictEqual(decision.candidates.length, 1)
  })
})
