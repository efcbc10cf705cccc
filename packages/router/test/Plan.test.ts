import { assert, describe, it } from "@effect/vitest"
import { Catalog } from "@turnout/core/Catalog"
import * as Failure from "@turnout/core/Failure"
import { Router } from "@turnout/router/Router"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { answered, ask, endpoints, failed, fake, house, messages, observed, tell } from "./house.ts"

const seedless = { models: { m: { capabilities: { params: { seed: { support: "no" } } } } } } as const

describe("the index of names", () => {
  it.effect("is made once, however many calls are the first, also when one of them leaves", () => {
    let reads = 0
    const slow = Layer.succeed(Catalog, {
      version: "",
      rows: () =>
        Effect.andThen(
          Effect.sync(() => {
            reads++
          }),
          Effect.as(Effect.sleep("1 second"), [])
        ),
      models: Effect.succeed({ models: new Map(), aliases: new Map() })
    })
    return Effect.gen(function* () {
      const router = yield* Router
      const call = router.plan({ model: "m", messages })
      const first = yield* Effect.forkChild(call, { startImmediately: true })
      const others = yield* Effect.forEach([1, 2, 3], () =>
        Effect.forkChild(call, { startImmediately: true })
      )
      yield* TestClock.adjust(500)
      yield* Fiber.interrupt(first)
      yield* TestClock.adjust(500)
      for (const other of others) assert.strictEqual((yield* Fiber.join(other)).steps.length, 1)
      yield* call
      assert.strictEqual(reads, 1)
    }).pipe(Effect.provide(house([fake("a")], {}, undefined, slow)))
  })

  it.effect("is built again if its build was interrupted, because every caller left", () => {
    let reads = 0
    const stuckOnce = Layer.succeed(Catalog, {
      version: "",
      rows: () => Effect.suspend(() => (reads++ === 0 ? Effect.never : Effect.succeed([]))),
      models: Effect.succeed({ models: new Map(), aliases: new Map() })
    })
    return Effect.gen(function* () {
      const router = yield* Router
      const call = router.plan({ model: "m", messages })
      const first = yield* Effect.forkChild(call, { startImmediately: true })
      yield* Fiber.interrupt(first)
      assert.strictEqual((yield* call).steps.length, 1)
    }).pipe(Effect.provide(house([fake("a")], {}, undefined, stuckOnce)))
  })
})

describe("plan", () => {
  it.effect("holds what each step would get, in the order in which they would be tried", () => {
    const signals = observed()
    const [a, b] = [fake("a"), fake("b", undefined, seedless)]
    return Effect.gen(function* () {
      const router = yield* Router
      const plan = yield* router.plan({ ...ask(["b", "a"]), seed: 7 })
      assert.deepStrictEqual(
        plan.steps.map(({ endpoint, provider, provider_model_id, model }) => [
          endpoint,
          provider,
          provider_model_id,
          model
        ]),
        [
          ["b/m", "b", "m", "m"],
          ["a/m", "a", "m", "m"]
        ]
      )
      const [first, second] = plan.steps
      assert.notProperty(first?.body as object, "seed")
      assert.deepStrictEqual(first?.ledger, [
        { action: "dropped", param: "seed", from: 7, reason: "unsupported" }
      ])
      assert.deepStrictEqual(
        first?.warnings.map(({ code }) => code),
        ["seed"]
      )
      assert.propertyVal(second?.body as object, "seed", 7)
      assert.deepStrictEqual([second?.ledger, second?.warnings], [[], []])
      assert.deepStrictEqual([a.journal().length, b.journal().length, signals.outcomes.length], [0, 0, 0])
    }).pipe(Effect.provide(house([a, b], {}, signals.layer)))
  })

  it.effect("says what the call then does", () => {
    const broke = new Failure.MalformedResponse({ message: "broke" })
    const providers = ["a", "b", "c"].map((id) => fake(id, FakeProvider.fail(broke)))
    return Effect.gen(function* () {
      const router = yield* Router
      const request = { model: "m", messages, gateway: { routing: { seed: 3 } } } as const
      const plan = yield* router.plan(request)
      const error = yield* failed(router.chat(request))
      assert.deepStrictEqual(endpoints(error.attempts), endpoints(plan.steps))
      for (const provider of providers) {
        const sent = provider.journal()[0]?.prepared.body
        const planned = plan.steps.find((step) => step.provider === provider.id)?.body
        assert.deepStrictEqual(sent, planned)
      }
    }).pipe(Effect.provide(house(providers)))
  })

  it.effect("the same seed makes the same plan, byte for byte", () =>
    Effect.gen(function* () {
      const router = yield* Router
      const request = { model: "m", messages, gateway: { routing: { seed: 11 } } } as const
      const [one, other] = [yield* router.plan(request), yield* router.plan(request)]
      assert.strictEqual(JSON.stringify(one), JSON.stringify(other))
      assert.strictEqual(one.decision.seed, 11)
    }).pipe(Effect.provide(house(["a", "b", "c"].map((id) => fake(id)))))
  )

  it.effect("is JSON, whole", () =>
    Effect.gen(function* () {
      const router = yield* Router
      const plan = yield* router.plan({ ...ask(["a"]), store: true })
      assert.deepStrictEqual(JSON.parse(JSON.stringify(plan)), plan)
      assert.deepStrictEqual(
        plan.warnings.map(({ code }) => code),
        ["store"]
      )
    }).pipe(Effect.provide(house([fake("a")])))
  )

  it.effect("`stream` in the request says how it would be sent", () =>
    Effect.gen(function* () {
      const router = yield* Router
      const bodies = [
        (yield* router.plan(ask(["a"]))).steps[0]?.body,
        (yield* router.plan({ ...ask(["a"]), stream: true })).steps[0]?.body
      ]
      assert.deepStrictEqual(
        bodies.map((body) => (body as { readonly stream?: boolean }).stream),
        [false, true]
      )
    }).pipe(Effect.provide(house([fake("a")])))
  )

  it.effect("what a call learned is in the next plan", () => {
    const limited = new Failure.RateLimited({ message: "slow", retry_after_ms: 30_000 })
    const [a, b] = [fake("a", FakeProvider.fail(limited)), fake("b")]
    return Effect.gen(function* () {
      const router = yield* Router
      yield* tell("unary", ask(["a", "b"]))
      const cooling = yield* router.plan(ask(["a", "b"]))
      assert.deepStrictEqual(endpoints(cooling.steps), ["b/m"])
      const excluded = cooling.decision.candidates.find(({ endpoint }) => endpoint === "a/m")
      assert.deepStrictEqual([excluded?.verdict, excluded?.reason], ["excluded", "cooling"])
      yield* TestClock.adjust("31 seconds")
      assert.deepStrictEqual(endpoints((yield* router.plan(ask(["a", "b"]))).steps), ["a/m", "b/m"])
    }).pipe(Effect.provide(house([a, b])))
  })

  it.effect("the host's defaults hold where the request is silent", () =>
    Effect.gen(function* () {
      const router = yield* Router
      const request = { model: "m", messages } as const
      assert.deepStrictEqual(endpoints((yield* router.plan(request)).steps), ["b/m"])
      const plan = yield* router.plan({ ...request, gateway: { routing: { providers: ["a"] } } })
      assert.deepStrictEqual(endpoints(plan.steps), ["a/m"])
    }).pipe(Effect.provide(house([fake("a"), fake("b")], { routing: { providers: ["b"] } })))
  )

  it.effect("each attempt is made from the caller's request, not from the one before", () => {
    const broke = FakeProvider.fail(new Failure.MalformedResponse({ message: "broke" }))
    const [a, b] = [fake("a", broke, seedless), fake("b")]
    return Effect.gen(function* () {
      yield* answered(tell("unary", { ...ask(["a", "b"]), seed: 7 }))
      assert.notProperty(a.journal()[0]?.prepared.body as object, "seed")
      assert.propertyVal(b.journal()[0]?.prepared.body as object, "seed", 7)
    }).pipe(Effect.provide(house([a, b])))
  })
})
