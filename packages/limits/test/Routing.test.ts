import { assert, describe, it } from "@effect/vitest"
import { Catalog } from "@turnout/core/Catalog"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import * as RateLimits from "@turnout/limits/RateLimits"
import type { CallOptions } from "@turnout/router/Principal"
import { Router } from "@turnout/router/Router"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Fiber, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"

const fake = (id: string, script: FakeProvider.Script = FakeProvider.text("an answer")) =>
  FakeProvider.make({ id, models: ["m"], script })

const house = (providers: ReadonlyArray<FakeProvider.FakeProvider>, limits: RateLimits.LimitsOptions) =>
  Effect.provide(
    Router.layer().pipe(
      Layer.provide(Layer.mergeAll(Layer.empty, ...providers.map(FakeProvider.layer))),
      Layer.provide([ProviderRegistry.layer, Catalog.layerEmpty, RateLimits.layer(limits)])
    )
  )

const ask = (...order: ReadonlyArray<string>): ChatRequest => ({
  model: "m",
  messages: [{ role: "user", content: "hello" }],
  gateway: { routing: { order }, include: ["attempts"] }
})

const chat = (request: ChatRequest, options?: CallOptions) =>
  Effect.flatMap(Router, (router) => router.chat(request, options))

const stream = (request: ChatRequest, options?: CallOptions) =>
  Effect.flatMap(Router, (router) => Stream.runDrain(router.chatStream(request, options)))

describe("a call over its principal's limit", () => {
  it.effect("is a 429 of our own that says when to come back, and no endpoint is tried", () => {
    const a = fake("a")
    return Effect.gen(function* () {
      const mine = { principal: { api_key_id: "k", rate_limit_rpm: 1 } }
      yield* chat(ask("a"), mine)
      const error = yield* Effect.flip(chat(ask("a"), mine))
      assert.deepStrictEqual(
        [error._tag, error.status, error.code, error.rate_limit_source, error.retry_after_ms],
        ["RateLimitError", 429, "rate_limit_exceeded", "local", 60_000]
      )
      assert.strictEqual(error.message, "The limit of 1 requests per minute is reached.")
      assert.isUndefined(error.provider)
      yield* chat(ask("a"), { principal: { api_key_id: "another", rate_limit_rpm: 1 } })
      assert.strictEqual(a.journal().length, 2)
    }).pipe(house([a], {}))
  })

  it.effect("a request that is refused as invalid takes none of it", () =>
    Effect.gen(function* () {
      const mine = { principal: { rate_limit_rpm: 1 } }
      const wrong = yield* Effect.flip(chat({ ...ask("a"), temperature: 9 }, mine))
      assert.strictEqual(wrong.status, 400)
      yield* chat(ask("a"), mine)
    }).pipe(house([fake("a")], {}))
  )

  it.effect("owes the tokens of its answers", () =>
    Effect.gen(function* () {
      yield* chat(ask("a"))
      yield* stream(ask("a"))
      const error = yield* Effect.flip(chat(ask("a")))
      assert.deepStrictEqual([error.code, error.rate_limit_source], ["tokens_per_min_exceeded", "local"])
      // 1,500 tokens of 1,000 a minute were used: until 10 more are there, it takes 510 × 60 ms.
      assert.strictEqual(error.retry_after_ms, 30_600)
      yield* TestClock.adjust(30_600)
      yield* chat(ask("a"))
    }).pipe(
      house([fake("a", FakeProvider.text("an answer", { usage: { input: 250, output: 500 } }))], {
        principal: { tokens_per_minute: 1000 }
      })
    )
  )

  for (const [kind, send] of [
    ["unary", chat],
    ["streamed", stream]
  ] as const) {
    it.effect(
      `keeps its place as long as it is under way, and no longer when it is interrupted, ${kind}`,
      () =>
        Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(Effect.asVoid(send(ask("a"))), { startImmediately: true })
          yield* TestClock.adjust("1 second")
          const error = yield* Effect.flip(Effect.asVoid(send(ask("a"))))
          assert.deepStrictEqual(
            [error.code, error.rate_limit_source, error.retry_after_ms],
            ["concurrent_requests_exceeded", "local", 1000]
          )
          yield* Fiber.interrupt(fiber)
          yield* Effect.asVoid(send(ask("b")))
          yield* Effect.asVoid(send(ask("b")))
        }).pipe(house([fake("a", FakeProvider.hang), fake("b")], { principal: { concurrent: 1 } }))
    )
  }
})

describe("a provider over its limit", () => {
  it.effect("is a skipped step with a reason, and the next one answers", () => {
    const [a, b] = [fake("a"), fake("b")]
    return Effect.gen(function* () {
      yield* chat(ask("a", "b"))
      const answer = yield* chat(ask("a", "b"))
      assert.deepStrictEqual(
        answer.routing_metadata.attempts?.map(({ message, outcome, provider }) => [
          provider,
          outcome,
          message
        ]),
        [
          ["a", "skipped", "The provider's limit of 1 requests per minute is reached."],
          ["b", "answered", undefined]
        ]
      )
      assert.deepStrictEqual([a.journal().length, b.journal().length], [1, 1])
    }).pipe(house([a, b], { providers: { a: { requests_per_minute: 1 } } }))
  })

  it.effect("is the error where there is no other: the limit that ends first", () =>
    Effect.gen(function* () {
      yield* chat(ask("a"))
      yield* chat(ask("b"))
      const error = yield* Effect.flip(chat(ask("a", "b")))
      assert.deepStrictEqual(
        [error.code, error.provider, error.rate_limit_source, error.retry_after_ms],
        ["tokens_per_min_exceeded", "b", "local", 9000]
      )
      // 13 of 20 tokens were used, and 3 more are there in 9 s.
      assert.strictEqual(error.attempts.length, 2)
    }).pipe(
      house([fake("a"), fake("b")], {
        providers: (id) => (id === "a" ? { requests_per_minute: 1 } : { tokens_per_minute: 20 })
      })
    )
  )

  it.effect("gives its places back when an attempt fails, answers or is interrupted", () =>
    Effect.gen(function* () {
      for (let index = 0; index < 3; index++) {
        yield* chat(ask("a"))
        yield* stream(ask("a"))
      }
      const fiber = yield* Effect.forkChild(stream(ask("hangs", "a")), { startImmediately: true })
      yield* TestClock.adjust("1 second")
      const other = yield* chat(ask("hangs", "a"))
      assert.deepStrictEqual(
        other.routing_metadata.attempts?.map(({ outcome }) => outcome),
        ["skipped", "answered"]
      )
      yield* Fiber.interrupt(fiber)
      const third = yield* Effect.forkChild(stream(ask("hangs")), { startImmediately: true })
      yield* TestClock.adjust("1 second")
      assert.isUndefined(third.pollUnsafe(), "it was let through")
      yield* Fiber.interrupt(third)
    }).pipe(house([fake("a"), fake("hangs", FakeProvider.hang)], { providers: () => ({ concurrent: 1 }) }))
  )
})
