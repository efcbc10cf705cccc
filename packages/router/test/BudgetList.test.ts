import { assert, describe, it } from "@effect/vitest"
import * as Price from "@turnout/core/Price"
import * as Usage from "@turnout/core/Usage"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import * as Budget from "@turnout/router/Budget"
import { Router } from "@turnout/router/Router"
import { Effect, Layer } from "effect"
import { ask, fake, house } from "./house.ts"

const rules: ReadonlyArray<Budget.Rule> = [
  { scope: "workspace", period: "daily", limit_usd: 2 },
  { scope: "workspace", id: "vip", period: "daily", limit_usd: 20 },
  { scope: "api_key", id: "k", period: "monthly", limit_usd: 5, enforce: false }
]

const paid = fake("a", FakeProvider.text("hi", { usage: Usage.make({ input: 10, output: 5 }) }), {
  models: {
    m: { prices: [{ rates: Price.rates({ input: 10, output: 10 }), source: "test", date: "2026-01-01" }] }
  }
})

describe("the list of budgets", () => {
  it.effect(
    "holds those that rules name and those of every subject that was seen; of a principal its own alone",
    () =>
      Effect.gen(function* () {
        const router = yield* Router
        const lists = yield* router.lists
        const named = (yield* lists.budgets()).data
        assert.deepStrictEqual(
          named.map(({ enforce, id, scope, spend_usd }) => [scope, id, enforce, spend_usd]),
          [
            ["workspace", "vip", true, 0],
            ["api_key", "k", false, 0]
          ]
        )
        yield* router.chat(ask(["a"], {}, { max_completion_tokens: 9 }), {
          principal: { workspace_id: "acme" }
        })
        const { at, data, object } = yield* lists.budgets()
        assert.deepStrictEqual([object, at], ["list", 0])
        assert.deepStrictEqual(data.at(-1), {
          scope: "workspace",
          id: "acme",
          period: "daily",
          enforce: true,
          limit_usd: 2,
          spend_usd: 0.00015,
          reserved_usd: 0,
          unpriced: 0,
          resets_at: 86_400_000
        })
        const own = (yield* lists.budgets({ workspace_id: "acme" })).data
        assert.deepStrictEqual(
          own,
          data.filter(({ id, scope }) => scope === "workspace" && id === "acme")
        )
        assert.deepStrictEqual([own[0]?.spend_usd, own[0]?.limit_usd], [0.00015, 2])
      }).pipe(Effect.provide(house([paid]).pipe(Layer.provide(Budget.Budget.layer({ rules })))))
  )

  it("remembers no more subjects than there are counters", () => {
    const budget = Budget.make({ rules: [rules[0]!], counters: 3 })
    for (let each = 0; each < 50; each++) {
      const spender = { principal: { workspace_id: `w${each}` }, payer: "platform", provider: "a" } as const
      const lease = budget.reserve(spender, () => ({ upper: 1, expected: 1 }), 0)
      if (lease !== undefined && !Budget.isRefused(lease)) budget.settle(lease, 1, 0)
    }
    assert.deepStrictEqual(
      budget.list(0).map(({ id }) => id),
      ["w47", "w48", "w49"]
    )
  })

  it.effect("is empty where there are no budgets", () =>
    Effect.gen(function* () {
      const lists = yield* (yield* Router).lists
      assert.deepStrictEqual((yield* lists.budgets()).data, [])
    }).pipe(Effect.provide(house([paid])))
  )
})
