import { assert, describe, it } from "@effect/vitest"
import * as Failure from "@turnout/core/Failure"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Router } from "@turnout/router/Router"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { ask, fake, house, messages, observed, tell, timed } from "../house.ts"

describe("what a call teaches", () => {
  it.effect("a stream that timed out before its first content waited at least so long", () => {
    const signals = observed()
    const dead = fake("a", FakeProvider.stall([]))
    return Effect.gen(function* () {
      yield* timed(tell("streamed", ask(["a", "b"], { first_token_timeout_ms: 3000 })))
      const last = signals.outcomes.findLast(({ endpoint, type }) => endpoint === "a/m" && type === "failed")!
      assert.include(last, { class: "TimedOut", stream: true, waited_ms: 3000, committed: false })
      assert.strictEqual(signals.of("a/m", last.at).ttft_samples, 1)
    }).pipe(Effect.provide(house([dead, fake("b")], {}, signals.layer)))
  })

  it.effect("how long answers of a model are enters what the next is expected to cost", () => {
    const words = FakeProvider.text("a", { usage: { input: 10, output: 100 } })
    const signals = observed()
    return Effect.gen(function* () {
      const router = yield* Router
      for (let call = 0; call < 20; call++) yield* router.chat({ model: "m", messages })
      assert.closeTo(signals.output("m")!, (20 * 100 + 5 * 500) / 25, 1)
    }).pipe(Effect.provide(house([fake("a", words)], {}, signals.layer)))
  })

  it.effect("a conversation is remembered where it was served, by its session or its cache key", () => {
    const signals = observed()
    return Effect.gen(function* () {
      const router = yield* Router
      yield* router.chat({ model: "m", messages, gateway: { routing: { session: "one" } } })
      yield* router.chat({ model: "m", messages, prompt_cache_key: "two" })
      yield* router.chat({
        model: "m",
        messages,
        prompt_cache_key: "two",
        gateway: { routing: { session: "three" } }
      })
      assert.deepStrictEqual(
        signals.outcomes.flatMap((outcome) => (outcome.type === "answered" ? [outcome.session] : [])),
        ["one", "two", "three"]
      )
      assert.strictEqual(signals.session("two")?.endpoint, "a/m")
      const { decision } = yield* router.plan({ model: "m", messages, prompt_cache_key: "two" })
      assert.strictEqual(decision.facts.session, "two")
    }).pipe(Effect.provide(house([fake("a")], {}, signals.layer)))
  })

  it.effect("a limit says nothing of an endpoint's health, and a refused request neither", () => {
    const signals = observed()
    const limited = fake("a", FakeProvider.fail(new Failure.RateLimited({ message: "" })))
    return Effect.gen(function* () {
      yield* timed(tell("unary", ask(["a", "b"])))
      yield* TestClock.adjust("1 second")
      assert.strictEqual(signals.of("a/m").outcomes, 0)
    }).pipe(Effect.provide(house([limited, fake("b")], {}, signals.layer)))
  })
})
