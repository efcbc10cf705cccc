import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import { openaiCompatible } from "@turnout/openai-compatible"
import type { RouterError } from "@turnout/core/RouterError"
import { createRouter } from "turnout"

/** Nothing is sent: lists are made of what is registered and of the catalog. */
const routed = async (use: (router: ReturnType<typeof createRouter>) => Promise<void>) => {
  const router = createRouter({
    providers: [
      openai({ apiKey: "sk-1" }),
      openaiCompatible({
        id: "own",
        baseUrl: "http://127.0.0.1:9/v1",
        models: {
          "gpt-4o-mini": { price: { input: 0.1, output: 0.2 }, data_policy: "zdr" },
          "my-model": { limits: { context: 1000 } }
        }
      })
    ],
    limits: { principal: { requests_per_minute: 90 } },
    budgets: { rules: [{ scope: "workspace", id: "w", period: "daily", limit_usd: 2, enforce: true }] }
  })
  try {
    await use(router)
  } finally {
    await router.close()
  }
}

const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.fail("it was answered"),
    (error: RouterError) => error
  )

describe("lists of a router", () => {
  it("models are those that can be called, with each provider's list price and what is not known as such", () =>
    routed(async ({ models }) => {
      const { catalog_age_seconds, catalog_version, data } = await models.list()
      assert.match(catalog_version, /^\d{4}-\d\d-\d\d$/)
      assert.isAbove(catalog_age_seconds ?? -1, 0)
      const mini = data.find(({ id }) => id === "gpt-4o-mini")
      assert.strictEqual(mini?.owned_by, "openai")
      assert.strictEqual(mini?.context_window, 128_000)
      assert.deepStrictEqual(mini?.providers, [
        { name: "openai", input_price: 0.15, output_price: 0.6, data_policy: "unknown" },
        { name: "own", input_price: 0.1, output_price: 0.2, data_policy: "zdr" }
      ])
      const mine = data.find(({ id }) => id === "my-model")
      assert.deepStrictEqual(mine, {
        id: "my-model",
        object: "model",
        created: null,
        owned_by: "unknown",
        context_window: 1000,
        supported_endpoints: ["chat_completions", "responses"],
        providers: [{ name: "own", input_price: null, output_price: null, data_policy: "unknown" }]
      })
      const answering = (api: string) =>
        data.filter(({ supported_endpoints: apis }) => apis.some((each) => each === api))
      const chat = (await models.list({ endpoint: "chat" })).data
      assert.deepStrictEqual(chat, answering("chat_completions"))
      const embedding = (await models.list({ endpoint: "embeddings" })).data
      assert.deepStrictEqual(embedding, answering("embeddings"))
      assert.deepStrictEqual(
        embedding.map(({ id }) => id),
        ["text-embedding-3-large", "text-embedding-3-small", "text-embedding-ada-002"]
      )
      assert.strictEqual(chat.length + embedding.length, data.length)
      assert.deepStrictEqual((await models.list({ endpoint: "responses" })).data, chat)
    }))

  it("a model goes by id or alias, and one that is not there is not found, with the nearest", () =>
    routed(async ({ models }) => {
      const { data } = await models.list()
      const { id } = await models.retrieve("gpt-4o-mini-2024-07-18")
      assert.strictEqual(id, "gpt-4o-mini")
      for (const model of data.slice(0, 5)) assert.deepStrictEqual(await models.retrieve(model.id), model)
      const error = await refused(models.retrieve("gpt-4o-minni"))
      assert.strictEqual(error.code, "model_not_found")
      assert.include(error.suggestion ?? "", "gpt-4o-mini")
    }))

  it("the directory has every endpoint with prices by bucket, limits and parameters", () =>
    routed(async ({ directory }) => {
      const { data } = await directory()
      const mini = data.find(({ id }) => id === "openai/gpt-4o-mini")
      assert.deepInclude(mini?.prices, { input: 0.15, output: 0.6, cache_read: 0.075 })
      assert.include(mini?.supported_parameters ?? [], "temperature")
      const mine = data.find(({ id }) => id === "own/my-model")
      assert.strictEqual(mine?.prices, "unknown")
      assert.deepStrictEqual(mine?.limits, { context: 1000, input: "unknown", output: "unknown" })
    }))

  it("canonical models have aliases, and the providers that serve them", () =>
    routed(async ({ registry }) => {
      const { data } = await registry.models()
      const mini = data.find(({ id }) => id === "gpt-4o-mini")
      assert.deepStrictEqual(mini?.providers, ["openai", "own"])
      assert.include(mini?.aliases ?? [], "gpt-4o-mini-2024-07-18")
      assert.deepStrictEqual(data.find(({ owned_by }) => owned_by === "anthropic")?.providers, [])
    }))

  it("who a principal is, with the limit that holds for it", () =>
    routed(async (router) => {
      const unknown = { user_id: null, workspace_id: null, tier: null }
      assert.deepStrictEqual(await router.me(), {
        object: "api_key_identity" as const,
        ...unknown,
        rate_limit_rpm: 90
      })
      const known = { user_id: "u", workspace_id: "w", tier: "gold" }
      const expected = { object: "api_key_identity" as const, ...known, rate_limit_rpm: 5 }
      assert.deepStrictEqual(await router.me({ ...known, rate_limit_rpm: 5 }), expected)
      assert.deepStrictEqual(await router.with({ principal: { ...known, rate_limit_rpm: 5 } }).me(), expected)
    }))

  it("a balance is told to the host and to its own workspace, and to nobody else", () =>
    routed(async (router) => {
      const balance = {
        object: "credit_balance",
        workspace_id: "w",
        balance_microdollars: 2_000_000,
        currency: "USD"
      }
      assert.deepStrictEqual(await router.budgets.balance("w"), balance)
      const own = router.with({ principal: { workspace_id: "w" } })
      assert.deepStrictEqual(await own.budgets.balance("w"), balance)
      const another = router.with({ principal: { workspace_id: "v" } })
      for (const promise of [another.budgets.balance("w"), router.budgets.balance("nobody")]) {
        assert.strictEqual((await refused(promise)).code, "resource_not_found")
      }
    }))

  it("health is every endpoint's, and budgets are all, or those of the principal that the router is bound to", () =>
    routed(async (router) => {
      const health = await router.health.list()
      assert.deepStrictEqual(
        health.data.map(({ id }) => id),
        (await router.directory()).data.map(({ id }) => id).sort()
      )
      assert.isTrue(health.data.every(({ status }) => status === "unmeasured"))
      const { data } = await router.budgets.list()
      assert.deepStrictEqual(
        data.map(({ id, limit_usd, scope, spend_usd }) => [scope, id, limit_usd, spend_usd]),
        [["workspace", "w", 2, 0]]
      )
      const bound = (workspace_id: string) => router.with({ principal: { workspace_id } }).budgets.list()
      assert.deepStrictEqual((await bound("w")).data, data)
      assert.deepStrictEqual((await bound("another")).data, [])
      const response = await router.fetch("http://any/v1/registry/health")
      assert.strictEqual(response.status, 404, "fetch tells nobody")
    }))
})
