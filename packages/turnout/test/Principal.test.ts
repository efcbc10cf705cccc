import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import {
  type BudgetOptions,
  createRouter,
  isRouterError,
  type LimitsOptions,
  type TurnoutRouter
} from "turnout"
import * as Upstream from "./upstream.ts"

const request = { model: "gpt-4o-mini", messages: [{ role: "user", content: "hi" }] } as const

const routed = (
  options: { readonly budgets?: BudgetOptions; readonly limits?: LimitsOptions },
  use: (router: TurnoutRouter) => Promise<void>
) =>
  Upstream.withUpstream(
    () => Upstream.text("hello"),
    async (server) => {
      const router = createRouter({
        ...options,
        providers: [openai({ apiKey: "sk-1", baseUrl: server.url })]
      })
      try {
        await use(router)
      } finally {
        await router.close()
      }
    }
  )

const codeOf = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (cause: unknown) => cause
  )
  return isRouterError(error) ? error.code : error
}

describe("the principal of a call", () => {
  it("has its own limit, whichever way it asks", () =>
    routed({ limits: { principal: { requests_per_minute: 1 } } }, async (router) => {
      const create = (api_key_id: string, stream: boolean) =>
        stream
          ? router.chat.completions
              .create({ ...request, stream }, { principal: { api_key_id } })
              .then((chunks) => Array.fromAsync(chunks))
          : router.chat.completions.create({ ...request, stream }, { principal: { api_key_id } })
      await create("one", false)
      await create("other", true)
      assert.strictEqual(await codeOf(create("one", true)), "rate_limit_exceeded")
      assert.strictEqual(await codeOf(create("other", false)), "rate_limit_exceeded")
      const { requests } = await router.quotaStatus({ principal: { api_key_id: "one" } })
      assert.deepStrictEqual([requests?.limit, requests?.remaining], [1, 0])
    }))

  it("spends its own budget", () =>
    routed(
      { budgets: { rules: [{ scope: "workspace", id: "w", period: "monthly", limit_usd: 5 }] } },
      async (router) => {
        const principal = { workspace_id: "w" }
        const { routing_metadata } = await router.chat.completions.create(request, { principal })
        await router.chat.completions.create(request)
        await router.chat.completions.create(request, { principal: null })
        const { balance, budgets } = await router.quotaStatus({ principal })
        assert.strictEqual(budgets[0]?.spend_usd, routing_metadata.cost?.usd)
        assert.isAbove(budgets[0]!.spend_usd, 0)
        assert.strictEqual(balance?.balance_microdollars, Math.floor(5e6 - budgets[0]!.spend_usd * 1e6))
        assert.deepStrictEqual(await router.quotaStatus(), { budgets: [] })
      }
    ))

  it("without enough in its budget is told so, and nothing is sent", () =>
    routed(
      { budgets: { rules: [{ scope: "api_key", period: "daily", limit_usd: 0.000_01 }] } },
      async (router) => {
        const response = await router.fetch("http://in.process/v1/chat/completions", {
          method: "POST",
          body: JSON.stringify(request)
        })
        assert.strictEqual(response.status, 429)
        assert.strictEqual(response.headers.get("x-budget-exceeded"), "true")
        assert.isAbove(Number(response.headers.get("retry-after")), 0)
      }
    ))
})

describe("a budget of no sum of money", () => {
  it("is told by the first call, with the name of the rule", () =>
    routed(
      { budgets: { rules: [{ scope: "api_key", period: "daily", limit_usd: Number.NaN }] } },
      async (router) => {
        const error = await router.ready().catch((cause: unknown) => cause)
        assert.ok(isRouterError(error))
        assert.strictEqual(error.param, "budgets.rules[0].limit_usd")
      }
    ))
})
