import { assert, describe, it } from "@effect/vitest"
import { Catalog } from "@turnout/core/Catalog"
import * as Failure from "@turnout/core/Failure"
import * as ProviderRegistry from "@turnout/core/ProviderRegistry"
import type { Provider } from "@turnout/core/Provider"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Fiber, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import { Router } from "@turnout/router/Router"
import type { RouterOptions } from "@turnout/router/RouterOptions"

const messages = [{ role: "user", content: "hello" }] as const

export const house = (providers: ReadonlyArray<Provider>, options: RouterOptions = {}) => {
  const registered = Layer.mergeAll(
    Layer.empty,
    ...providers.map((provider) => ProviderRegistry.register(Effect.succeed(provider)))
  )
  return Router.layer(options).pipe(
    Layer.provide(registered),
    Layer.provide([ProviderRegistry.ProviderRegistry.layer, Catalog.layerEmpty])
  )
}

const text = (content: string) => FakeProvider.text(content)
const order = (...providers: ReadonlyArray<string>) => ({
  routing: { order: providers },
  include: ["attempts", "decision"] as const
})

describe("Router", () => {
  it.effect("a plain answer says how it came about", () =>
    Effect.gen(function* () {
      const router = yield* Router
      const answer = yield* router.chat({ model: "m", messages })
      assert.strictEqual(answer.choices[0]?.message.content, "hello")
      assert.strictEqual(answer.routing_metadata.provider, "a")
      assert.strictEqual(answer.routing_metadata.routing_strategy, "balanced")
      assert.deepStrictEqual(answer.routing_metadata.warnings, [])
    }).pipe(Effect.provide(house([FakeProvider.make({ id: "a", models: ["m"] })])))
  )

  it.effect("the second candidate answers when the first fails, and both are in the answer", () => {
    const a = FakeProvider.make({
      id: "a",
      models: ["m"],
      script: FakeProvider.fail(new Failure.Overloaded({ message: "busy", status: 503 }))
    })
    const b = FakeProvider.make({ id: "b", models: ["m"], script: text("from b") })
    return Effect.gen(function* () {
      const router = yield* Router
      const answer = yield* router.chat({ model: "m", messages, gateway: order("a", "b") })
      assert.strictEqual(answer.choices[0]?.message.content, "from b")
      assert.deepStrictEqual(
        answer.routing_metadata.attempts?.map((attempt) => [
          attempt.endpoint,
          attempt.outcome,
          attempt.reason
        ]),
        [
          ["a/m", "failed", "Overloaded"],
          ["b/m", "answered", undefined]
        ]
      )
      assert.strictEqual(a.journal().length, 1)
    }).pipe(Effect.provide(house([a, b])))
  })

  it.effect("a stream reaches the caller with no trace of dead endpoints but the attempts", () => {
    const dead = (id: string) =>
      FakeProvider.make({
        id,
        models: ["m"],
        script: FakeProvider.fail(new Failure.ConnectionFailed({ message: "refused" }))
      })
    const c = FakeProvider.make({ id: "c", models: ["m"], script: text("alive") })
    return Effect.gen(function* () {
      const router = yield* Router
      const chunks = yield* router
        .chatStream({ model: "m", messages, stream: true, gateway: order("a", "b", "c") })
        .pipe(Stream.runCollect)
      assert.strictEqual(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join(""), "alive")
      const last = chunks.at(-1)
      assert.deepStrictEqual(last?.choices, [])
      assert.deepStrictEqual(
        last?.routing_metadata?.attempts?.map((attempt) => attempt.endpoint),
        ["a/m", "a/m", "b/m", "b/m", "c/m"]
      )
    }).pipe(Effect.provide(house([dead("a"), dead("b"), c])))
  })

  it.effect("when everything fails the error carries every attempt", () => {
    const a = FakeProvider.make({
      id: "a",
      models: ["m"],
      script: FakeProvider.fail(new Failure.ServerError({ message: "broke", status: 500 }))
    })
    return Effect.gen(function* () {
      const router = yield* Router
      const fiber = yield* router
        .chat({ model: "m", messages })
        .pipe(Effect.flip, Effect.forkChild({ startImmediately: true }))
      yield* TestClock.adjust("10 seconds")
      const error = yield* Fiber.join(fiber)
      assert.deepStrictEqual([error.status, error.code, error.provider], [502, "upstream_error", "a"])
      assert.strictEqual(error.attempts.length, 2)
    }).pipe(Effect.provide(house([a])))
  })

  it.effect("a caller's fault stops at once, and no other endpoint is bothered", () => {
    const a = FakeProvider.make({
      id: "a",
      models: ["m"],
      script: FakeProvider.fail(new Failure.InvalidRequest({ message: "bad", status: 400 }))
    })
    const b = FakeProvider.make({ id: "b", models: ["m"] })
    return Effect.gen(function* () {
      const router = yield* Router
      const error = yield* Effect.flip(router.chat({ model: "m", messages, gateway: order("a", "b") }))
      assert.deepStrictEqual([error.status, error.code], [400, "invalid_request"])
      assert.strictEqual(b.journal().length, 0)
    }).pipe(Effect.provide(house([a, b])))
  })

  it.effect("a plan calls nothing and holds what each step would be sent", () => {
    const a = FakeProvider.make({ id: "a", models: ["m"] })
    return Effect.gen(function* () {
      const router = yield* Router
      const plan = yield* router.plan({ model: "m", messages })
      assert.strictEqual(plan.steps.length, 1)
      assert.strictEqual(plan.decision.candidates[0]?.verdict, "viable")
      assert.strictEqual(a.journal().length, 0)
    }).pipe(Effect.provide(house([a])))
  })
})
