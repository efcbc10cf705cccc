import { assert, describe, it } from "@effect/vitest"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { fake, failureOf, house } from "../house.ts"
import { asked, begin, by, speaking, streamed, whole } from "./setting.ts"

const run = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* begin(effect)
    yield* TestClock.adjust("1 second")
    return yield* Fiber.join(fiber)
  })

const keyed = { idempotency_key: "k1" }
const drawn = asked({ temperature: 1 })

describe("an idempotency key", () => {
  const inRouter = (provider: FakeProvider.FakeProvider) => house([provider], { cache: { mode: "off" } })

  it.effect("gives the same answer to the same request of the same principal, whatever it is", () => {
    const provider = speaking()
    return Effect.gen(function* () {
      const first = yield* run(whole(drawn, keyed))
      const again = yield* run(whole(drawn, keyed))
      assert.deepStrictEqual(again.choices, first.choices)
      assert.strictEqual(again.id, first.id)
      yield* run(whole(drawn))
      yield* run(whole(drawn, { ...by("b"), ...keyed }))
      assert.strictEqual(provider.journal().length, 3)
    }).pipe(Effect.provide(inRouter(provider)))
  })

  it.effect("gives the same stream", () => {
    const provider = speaking()
    return Effect.gen(function* () {
      const first = yield* run(streamed(drawn, keyed))
      const again = yield* run(streamed(drawn, keyed))
      assert.deepStrictEqual(again.slice(0, -1), first.slice(0, -1))
      assert.strictEqual(provider.journal().length, 1)
    }).pipe(Effect.provide(inRouter(provider)))
  })

  it.effect("is refused with another request, also while the first one runs", () => {
    const provider = speaking()
    return Effect.gen(function* () {
      const first = yield* begin(whole(drawn, keyed))
      const other = whole(asked({ temperature: 1, seed: 7 }), keyed)
      const running = yield* Effect.flip(other)
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(first)
      for (const error of [running, yield* Effect.flip(other)]) {
        assert.deepStrictEqual(
          [error.status, error.code, error.param],
          [409, "invalid_request", "Idempotency-Key"]
        )
      }
      assert.strictEqual(provider.journal().length, 1)
    }).pipe(Effect.provide(inRouter(provider)))
  })

  it.effect("is refused with the same request in the other form, by what the caller called it", () => {
    const provider = speaking()
    return Effect.gen(function* () {
      yield* run(whole(drawn, keyed))
      const error = yield* Effect.flip(streamed(drawn, keyed))
      assert.strictEqual(error.status, 409)
      assert.match(error.message, /^This idempotency key .* whole or streamed\.$/)
    }).pipe(Effect.provide(inRouter(provider)))
  })

  it.effect("waits for a call that still runs", () => {
    const provider = speaking()
    return Effect.gen(function* () {
      const fibers = yield* Effect.forEach([1, 2, 3], () => begin(whole(drawn, keyed)))
      yield* TestClock.adjust("1 second")
      const answers = yield* Effect.forEach(fibers, Fiber.join)
      assert.strictEqual(new Set(answers.map(({ id }) => id)).size, 1)
      assert.strictEqual(provider.journal().length, 1)
    }).pipe(Effect.provide(inRouter(provider)))
  })

  it.effect("keeps no error, and nothing longer than a day", () => {
    const failure = FakeProvider.fail(failureOf("InvalidRequest"))
    const provider = fake("fake", [failure, FakeProvider.text("a"), FakeProvider.text("b")])
    return Effect.gen(function* () {
      yield* run(Effect.flip(whole(drawn, keyed)))
      const answer = yield* run(whole(drawn, keyed))
      assert.strictEqual(answer.choices[0]!.message.content, "a")
      yield* TestClock.adjust("23 hours")
      assert.strictEqual((yield* run(whole(drawn, keyed))).choices[0]!.message.content, "a")
      yield* TestClock.adjust("2 hours")
      assert.strictEqual((yield* run(whole(drawn, keyed))).choices[0]!.message.content, "b")
    }).pipe(Effect.provide(inRouter(provider)))
  })
})
