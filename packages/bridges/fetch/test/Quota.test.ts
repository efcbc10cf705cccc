import { assert, describe, it } from "@effect/vitest"
import * as RouterError from "@turnout/core/RouterError"
import * as FetchDoor from "@turnout/fetch/FetchDoor"
import type { Principal } from "@turnout/router/Principal"
import type { QuotaStatus } from "@turnout/router/QuotaStatus"
import { Effect, Fiber, Redacted } from "effect"
import { TestClock } from "effect/testing"
import * as FakeRouter from "./FakeRouter.ts"

const url = "http://door/v1/chat/completions"
const ask = (more: object = {}, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers,
  body: JSON.stringify({ model: "m", messages: [], ...more })
})

const through = (script: FakeRouter.Script, init: RequestInit, options: Partial<FetchDoor.Options> = {}) => {
  const { layer, state } = FakeRouter.make(script)
  return Effect.gen(function* () {
    const door = yield* FetchDoor.make({ requestId: () => "id", ...options })
    const response = yield* door.handle(url, init)
    const body = yield* Effect.promise(() => response.text())
    return { response, body, state, headers: Object.fromEntries(response.headers) }
  }).pipe(Effect.scoped, Effect.provide(layer))
}

const budget = (more: Partial<QuotaStatus["budgets"][number]>): QuotaStatus["budgets"][number] => ({
  scope: "workspace",
  id: "w",
  period: "daily",
  enforce: true,
  limit_usd: 10,
  spend_usd: 0,
  reserved_usd: 0,
  unpriced: 0,
  resets_at: 0,
  ...more
})

const quota: QuotaStatus = {
  balance: { object: "credit_balance", workspace_id: "w", balance_microdollars: 9_876_543, currency: "USD" },
  budgets: [
    budget({ limit_usd: 100, spend_usd: 20 }),
    budget({ scope: "api_key", limit_usd: 10, spend_usd: 0.123_456_789 }),
    budget({ period: "monthly", limit_usd: 2000, spend_usd: 1e-9 })
  ],
  requests: { limit: 60, remaining: 59, resets_at: Date.parse("2026-11-10T00:00:01Z") }
}

const shown = {
  "x-ratelimit-limit-requests": "60",
  "x-ratelimit-remaining-requests": "59",
  "x-ratelimit-reset-requests": "2026-11-10T00:00:01.000Z",
  "x-credits-balance-microdollars": "9876543",
  // Of two budgets of a day the one that ends first.
  "x-budget-daily-limit": "10",
  "x-budget-daily-spend": "0.123456789",
  "x-budget-monthly-limit": "2000",
  "x-budget-monthly-spend": "0.000000001"
}

const quotaOf = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => /^x-(ratelimit|credits|budget)/.test(name)))

describe("the headers of every answer", () => {
  const exhausted = RouterError.make("budget_exhausted", "It is exhausted.", {
    retry_after_ms: 1500,
    rate_limit_source: "local",
    budget: { scope: "api_key", period: "daily", limit_usd: 10, spend_usd: 10 }
  })

  it.effect("say what is left of limits and budgets: whole, streamed and failed", () =>
    Effect.gen(function* () {
      for (const [script, init, status] of [
        [{}, ask(), 200],
        [{}, ask({ stream: true }), 200],
        [{ unary: Effect.fail(RouterError.make("upstream_error", "It broke.")) }, ask(), 502]
      ] as const) {
        const { headers, response } = yield* through({ ...script, quota }, init)
        assert.strictEqual(response.status, status)
        assert.deepStrictEqual(quotaOf(headers), shown)
      }
    })
  )

  it.effect("say nothing where nothing is limited", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(quotaOf((yield* through({}, ask())).headers), {})
    })
  )

  it.effect("name the budget that is exhausted", () =>
    Effect.gen(function* () {
      const { headers, response } = yield* through({ unary: Effect.fail(exhausted) }, ask())
      assert.strictEqual(response.status, 429)
      assert.deepStrictEqual(quotaOf(headers), {
        "x-budget-exceeded": "true",
        "x-budget-exceeded-period": "daily",
        "x-budget-exceeded-scope": "api_key",
        "x-budget-period": "daily",
        "x-budget-scope": "api_key"
      })
      assert.deepStrictEqual(
        ["retry-after", "x-rate-limit-source", "x-error-retryable", "x-should-retry"].map(
          (name) => headers[name]
        ),
        ["2", "local", "false", "false"]
      )
    })
  )
})

describe("who calls", () => {
  const seen: Array<string | undefined> = []
  const authenticate: FetchDoor.Options["authenticate"] = (key) => {
    seen.push(key === undefined ? undefined : Redacted.value(key))
    const principal: Principal = { workspace_id: "w", api_key_id: "k" }
    return key !== undefined && Redacted.value(key) === "ak_1"
      ? Effect.succeed(principal)
      : Effect.fail(RouterError.make("invalid_api_key", "The key is not known."))
  }

  it.effect("is found by the key, and told to the router", () =>
    Effect.gen(function* () {
      for (const init of [
        ask({}, { Authorization: "Bearer ak_1" }),
        ask({ stream: true }, { authorization: "bearer  ak_1 " })
      ]) {
        const { response, state } = yield* through({}, init, { authenticate })
        assert.strictEqual(response.status, 200)
        assert.deepStrictEqual(state.principals, [{ workspace_id: "w", api_key_id: "k" }])
      }
    })
  )

  it.effect("without a key that is known is refused, before anything is read of the request", () =>
    Effect.gen(function* () {
      const inits = [
        ask(),
        ask({}, { authorization: "Bearer ak_secret" }),
        ask({}, { authorization: "Basic ak_1" }),
        ask({}, { authorization: "Bearer " }),
        { method: "POST", body: "{" }
      ]
      for (const init of inits) {
        const { body, response, state } = yield* through({}, init, { authenticate })
        assert.strictEqual(response.status, 401)
        assert.strictEqual(JSON.parse(body).error.code, "invalid_api_key")
        assert.notInclude(body, "ak_secret")
        assert.strictEqual(state.requests.length, 0)
      }
      assert.deepStrictEqual(seen.slice(-5), [undefined, "ak_secret", undefined, undefined, undefined])
    })
  )

  it.effect("headers that are none are no reason to fail", () =>
    Effect.gen(function* () {
      const wrong = { ...ask(), headers: { "no name": "x" } }
      assert.strictEqual((yield* through({}, wrong)).response.status, 200)
      assert.strictEqual((yield* through({}, wrong, { authenticate })).response.status, 401)
    })
  )

  it.effect("and does not learn it in time is told 500, and no vendor is asked", () =>
    Effect.gen(function* () {
      const options = { authenticate: () => Effect.never, authenticate_timeout_ms: 700 }
      const asked = yield* Effect.forkChild(through({}, ask(), options), { startImmediately: true })
      yield* TestClock.adjust(700)
      const { body, response, state } = yield* Fiber.join(asked)
      assert.strictEqual(response.status, 500)
      assert.strictEqual(JSON.parse(body).error.code, "internal_error")
      assert.strictEqual(state.requests.length, 0)
    })
  )
})
