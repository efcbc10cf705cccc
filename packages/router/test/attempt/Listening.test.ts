import { assert, describe, it } from "@effect/vitest"
import type { Provider, Run } from "@turnout/core/Provider"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import * as Listened from "@turnout/testing/Listened"
import { Router } from "@turnout/router/Router"
import { make, Signals } from "@turnout/router/Signals"
import { Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { ask, failureOf, fake, house, observed, timed } from "../house.ts"

const answers: ReadonlyArray<FakeProvider.Answer> = [
  FakeProvider.text("hi"),
  FakeProvider.paced(60, FakeProvider.text("a slow answer")),
  FakeProvider.after(99, FakeProvider.text("late")),
  FakeProvider.after(5_000, FakeProvider.text("very late")),
  FakeProvider.hang,
  FakeProvider.fail(failureOf("Overloaded")),
  FakeProvider.fail(failureOf("RateLimited", { retry_after_ms: 500 })),
  FakeProvider.fail(failureOf("AuthenticationFailed")),
  FakeProvider.fail(failureOf("ConnectionFailed", { stale: true })),
  FakeProvider.after(50, FakeProvider.fail(failureOf("InvalidRequest"))),
  FakeProvider.events([{ type: "start" }, { type: "end" }]),
  FakeProvider.events([{ type: "text", choice: 0, text: "no end" }])
]

const world = fc.record({
  scripts: fc.array(fc.array(fc.constantFrom(...answers), { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 3
  }),
  routing: fc.record({
    deadline_ms: fc.constantFrom(undefined, 1, 100, 3_000),
    attempt_timeout_ms: fc.constantFrom(undefined, 100, 1_000),
    first_token_timeout_ms: fc.constantFrom(undefined, 80),
    stall_timeout_ms: fc.constantFrom(undefined, 50),
    hedge: fc.constantFrom(undefined, { after_ms: 50 })
  })
})

/** All that can be seen of a call of this world. */
const seen = (
  { routing, scripts }: typeof world extends fc.Arbitrary<infer W> ? W : never,
  as: (provider: Provider) => Effect.Effect<Provider>
) =>
  Effect.gen(function* () {
    const fakes = scripts.map((script, index) => fake(`p${index}`, script))
    const providers = yield* Effect.forEach(fakes, as)
    const { layer, outcomes } = observed()
    const given = Object.fromEntries(Object.entries(routing).filter(([, value]) => value !== undefined))
    const order = fakes.map(({ id }) => id)
    const { exit, took } = yield* timed(
      Effect.flatMap(Router, (router) => Effect.result(router.chat(ask(order, { ...given, seed: 7 })))).pipe(
        Effect.provide(house(providers, {}, layer))
      )
    )
    if (exit._tag === "Failure") return assert.fail(String(exit.cause))
    const { value } = exit
    return {
      took,
      outcomes,
      journal: fakes.map(({ journal }) => journal().map(({ outcome, reads }) => ({ outcome, reads }))),
      answer:
        value._tag === "Success"
          ? [value.success.choices, value.success.usage, value.success.routing_metadata?.attempts]
          : [value.failure.code, value.failure.message, value.failure.attempts]
    }
  })

/** A provider that says what it is told to, and counts who hangs up. */
const silent = (id: string, exchange: NonNullable<Run["exchange"]>): Provider => {
  const inner = fake(id)
  return { ...inner, run: Object.assign(inner.run.bind(inner), { exchange }) }
}

describe("an attempt that listens", () => {
  it.live(
    "is the attempt that reads, whatever its providers do: one call, one account, at the same time",
    () =>
      Effect.gen(function* () {
        for (const each of fc.sample(world, { numRuns: 150, seed: 11 })) {
          const read = yield* Effect.provide(seen(each, Effect.succeed), TestClock.layer())
          const told = yield* Effect.provide(seen(each, Listened.provider), TestClock.layer())
          assert.deepStrictEqual(told, read, JSON.stringify(each))
        }
      })
  )

  it.effect("reads after all where its provider cannot be listened to", () =>
    Effect.gen(function* () {
      const router = yield* Router
      const { choices } = yield* router.chat(ask(["a"]))
      assert.strictEqual(choices[0]?.message.content, "hello")
    }).pipe(Effect.provide(house([silent("a", () => undefined)])))
  )

  it.effect("is hung up once: by its caller, by a timer, and not at all when it has ended", () => {
    let hungUp = 0
    const abort = () => void hungUp++
    const hanging = silent("a", () => abort)
    const done = silent("b", (_prepared, _endpoint, _credential, _options, listener) => {
      queueMicrotask(() => {
        listener.accepted({})
        listener.events([
          { type: "start" },
          { type: "text", choice: 0, text: "at last" },
          { type: "finish", choice: 0, reason: "stop" },
          { type: "end" }
        ])
      })
      return abort
    })
    return Effect.gen(function* () {
      const router = yield* Router
      const fiber = yield* Effect.forkChild(router.chat(ask(["a"])), { startImmediately: true })
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(hungUp, 1)
      yield* timed(Effect.exit(router.chat(ask(["a"], { attempt_timeout_ms: 10, allow_fallbacks: false }))))
      assert.strictEqual(hungUp, 2)
      const { choices } = yield* router.chat(ask(["b"]))
      assert.strictEqual(choices[0]?.message.content, "at last")
      assert.strictEqual(hungUp, 2)
    }).pipe(Effect.provide(house([hanging, done])))
  })

  it.effect("takes what a provider throws for the provider's own fault, and asks the next", () => {
    const thrown = silent("a", () => {
      throw new Error("a bug")
    })
    const untyped = silent("b", (_prepared, _endpoint, _credential, _options, listener) => {
      queueMicrotask(() => listener.events("text" as never))
      return () => {}
    })
    return Effect.gen(function* () {
      const router = yield* Router
      const answer = yield* router.chat(ask(["a", "b", "c"]))
      assert.deepStrictEqual(
        answer.routing_metadata?.attempts?.map(({ endpoint, outcome, rule }) => [endpoint, outcome, rule]),
        [
          ["a/m", "failed", "defect"],
          ["b/m", "failed", "defect"],
          ["c/m", "answered", undefined]
        ]
      )
    }).pipe(Effect.provide(house([thrown, untyped, fake("c")])))
  })

  it.effect("ends its call, and nothing else, where a part of the host's throws at its end", () => {
    const answers = silent("a", (_prepared, _endpoint, _credential, _options, listener) => {
      queueMicrotask(() => listener.failed(failureOf("Overloaded")))
      return () => {}
    })
    const { snapshot } = make()
    const signals = Layer.succeed(Signals, {
      snapshot,
      record: ({ type }) => {
        if (type === "failed") throw new Error("the host's store is full")
      }
    })
    return Effect.gen(function* () {
      const router = yield* Router
      const error = yield* Effect.flip(router.chat(ask(["a"])))
      assert.strictEqual(error.code, "internal_error")
      assert.strictEqual((error.cause as Error).message, "the host's store is full")
    }).pipe(Effect.provide(house([answers], {}, signals)))
  })
})
