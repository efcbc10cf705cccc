import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import { layer as compatible } from "@turnout/openai-compatible/OpenAiCompatible"
import * as Price from "@turnout/core/Price"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { createRouter } from "turnout"

const rates = Price.rates({ input: 1, output: 2 })
const dear = Price.rates({ input: 10, output: 20 })
const priced = {
  prices: [{ rates, service: { priority: dear, batch: rates }, source: "host", date: "2026-11-01" }]
}

const answer = (tier?: string) => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({
    id: "c",
    object: "chat.completion",
    created: 1,
    model: "m",
    ...(tier === undefined ? {} : { service_tier: tier }),
    choices: [{ index: 0, message: { role: "assistant", content: "hi" }, finish_reason: "stop" }],
    usage: { prompt_tokens: 1000, completion_tokens: 1000, total_tokens: 2000 }
  })
})

describe("a tier that the catalog prices at a vendor is asked for in the vendor's own field", () => {
  let server: ScriptedHttp.ScriptedHttp
  let served: string | undefined
  beforeAll(async () => {
    server = await ScriptedHttp.start(() => answer(served))
  })
  afterAll(() => server.close())

  const ask = (tier: string, more: object = {}) => ({
    model: "m",
    messages: [{ role: "user", content: "hello" }] as const,
    gateway: { routing: { tier } },
    ...more
  })
  const router = () =>
    createRouter({
      providers: [
        openai({ apiKey: "k", baseUrl: `${server.url}/v1`, models: { m: priced } }),
        compatible({
          id: "unpriced",
          baseUrl: `${server.url}/v1`,
          models: { m: { price: rates } },
          tiers: { priority: { service_tier: "priority" } }
        })
      ]
    })

  it("sends it, names it in the ledger, costs what was served, and leaves out who has no price for it", async () => {
    await using one = router()
    const plan = await one.plan(ask("priority") as never)
    assert.deepStrictEqual(
      plan.steps.map(({ endpoint }) => endpoint),
      ["openai/m"]
    )
    assert.strictEqual((plan.steps[0]!.body as { service_tier?: string }).service_tier, "priority")
    assert.deepInclude(plan.steps[0]!.ledger, {
      action: "translated",
      param: "gateway.routing.tier",
      from: "priority",
      to: { service_tier: "priority" },
      reason: "dialect"
    })
    const costs: Array<readonly [number | undefined, string | undefined]> = []
    for (served of ["priority", "default", undefined]) {
      const { routing_metadata: told } = (await one.chat.completions.create(
        ask("priority", { include: [] }) as never
      )) as unknown as { routing_metadata: { cost?: { usd?: number; confidence?: string } } }
      costs.push([told.cost?.usd, told.cost?.confidence])
    }
    assert.deepStrictEqual(
      costs.map(([usd]) => usd),
      [0.03, 0.003, 0.03]
    )
  })

  it("refuses a tier that nobody prices, and `batch`, which answers no chat", async () => {
    await using one = router()
    for (const tier of ["flex", "batch", "toString"]) {
      const error = await one.plan(ask(tier) as never).then(
        () => undefined,
        (error: { code?: string }) => error
      )
      assert.strictEqual(error?.code, "no_provider_available", tier)
    }
  })

  it("asks for nothing where no tier was asked for", async () => {
    await using one = router()
    const plan = await one.plan({ ...ask("x"), gateway: {} } as never)
    for (const { body, ledger } of plan.steps) {
      assert.notProperty(body, "service_tier")
      assert.isFalse(ledger.some(({ param }) => param === "gateway.routing.tier"))
    }
  })

  it("asks Anthropic for `fast` only where the host's `beta` has it", async () => {
    const fast = { prices: [{ rates, service: { fast: dear }, source: "host", date: "2026-11-01" }] }
    const of = (beta: ReadonlyArray<string>) =>
      createRouter({
        providers: [anthropic({ apiKey: "k", baseUrl: server.url, beta, models: { m: fast } })]
      })
    await using without = of([])
    await using having = of(["fast-mode-2026-02-01"])
    assert.isTrue(
      await without.plan(ask("fast") as never).then(
        () => false,
        () => true
      )
    )
    const plan = await having.plan(ask("fast") as never)
    assert.strictEqual((plan.steps[0]!.body as { speed?: string }).speed, "fast")
  })
})
