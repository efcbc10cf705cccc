import { assert, describe, it } from "@effect/vitest"
import type { Receipt } from "@turnout/router/Receipt"
import { Router } from "@turnout/router/Router"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Exit, Fiber, Scope } from "effect"
import { TestClock } from "effect/testing"
import { fake, failureOf } from "../house.ts"
import { allOf, asked, begin, by, cached, speaking, streamed, whole } from "./setting.ts"

const settings = { single_flight: true, ttl_s: 100_000 }

describe("single flight", () => {
  it.effect("100 equal calls at the same moment are one request to a vendor, and one cost", () => {
    const provider = speaking()
    const receipts: Array<Receipt> = []
    const observe = (receipt: Receipt) => void receipts.push(receipt)
    return Effect.gen(function* () {
      const fibers = yield* Effect.forEach(Array.from({ length: 100 }), () => begin(whole()))
      yield* TestClock.adjust("1 hour")
      const answers = yield* allOf(fibers)
      assert.strictEqual(provider.journal().length, 1)
      assert.strictEqual(new Set(answers.map(({ choices }) => JSON.stringify(choices))).size, 1)
      const leaders = receipts.filter(({ attempts }) => attempts.length > 0)
      assert.deepStrictEqual([leaders.length, receipts.length], [1, 100])
      const others = receipts.filter(({ attempts }) => attempts.length === 0)
      assert.isTrue(others.every(({ routing }) => routing!.cache!.of === leaders[0]!.id))
      assert.isTrue(others.every(({ cost }) => cost.usd === 0))
    }).pipe(Effect.provide(cached(provider, settings, { observe })))
  })

  it.effect("who comes late gets what was said, then what comes: the same chunks", () => {
    const provider = speaking()
    return Effect.gen(function* () {
      const first = yield* begin(streamed())
      yield* TestClock.adjust(25)
      const second = yield* begin(streamed())
      yield* TestClock.adjust("1 hour")
      const [one, other] = yield* allOf([first, second])
      assert.strictEqual(provider.journal().length, 1)
      assert.deepStrictEqual(other!.slice(0, -1), one!.slice(0, -1))
      assert.isAbove(one!.length, 4)
    }).pipe(Effect.provide(cached(provider, settings)))
  })

  it.effect("is never shared between principals", () => {
    const provider = speaking()
    return Effect.gen(function* () {
      const fibers = yield* Effect.forEach(["a", "b", "a"], (user) => begin(whole(asked(), by(user))))
      yield* TestClock.adjust("1 hour")
      yield* allOf(fibers)
      assert.strictEqual(provider.journal().length, 2)
    }).pipe(Effect.provide(cached(provider, settings)))
  })

  for (const ask of [whole, streamed]) {
    const mode = ask === whole ? "whole" : "streamed"
    it.effect(`the first to ask leaves, and the others get their answer (${mode})`, () => {
      const provider = fake(
        "fake",
        FakeProvider.after(50, FakeProvider.paced(10, FakeProvider.text("a b c")))
      )
      return Effect.gen(function* () {
        const first = yield* begin(ask() as Effect.Effect<object, unknown, Router>)
        const second = yield* begin(ask() as Effect.Effect<object, unknown, Router>)
        yield* TestClock.adjust(ask === whole ? 20 : 65)
        yield* Fiber.interrupt(first)
        assert.strictEqual(provider.journal()[0]!.outcome, "open")
        yield* TestClock.adjust("1 hour")
        yield* Fiber.join(second)
        assert.deepStrictEqual(
          provider.journal().map(({ outcome }) => outcome),
          ["answered"]
        )
      }).pipe(Effect.provide(cached(provider, settings)))
    })

    it.effect(`the request ends exactly when the last one leaves (${mode})`, () => {
      const provider = fake(
        "fake",
        FakeProvider.after(50, FakeProvider.paced(10, FakeProvider.text("a b c")))
      )
      return Effect.gen(function* () {
        const fibers = yield* Effect.forEach([1, 2, 3], () =>
          begin(ask() as Effect.Effect<object, unknown, Router>)
        )
        yield* TestClock.adjust(ask === whole ? 20 : 65)
        for (const fiber of [fibers[1]!, fibers[0]!]) {
          yield* Fiber.interrupt(fiber)
          assert.strictEqual(provider.journal()[0]!.outcome, "open")
        }
        yield* Fiber.interrupt(fibers[2]!)
        assert.strictEqual(provider.journal()[0]!.outcome, "interrupted")
        const next = yield* begin(whole())
        yield* TestClock.adjust("1 hour")
        yield* Fiber.join(next)
        assert.strictEqual(provider.journal().length, 2)
      }).pipe(Effect.provide(cached(provider, settings)))
    })
  }

  it.effect("a stream that nobody reads on ends with its last reader's scope", () => {
    const provider = fake("fake", FakeProvider.paced(10, FakeProvider.text("a b c")))
    return Effect.gen(function* () {
      const router = yield* Router
      const scope = Scope.makeUnsafe()
      const started = yield* begin(Scope.provide(router.start(asked()), scope))
      yield* TestClock.adjust(45)
      const { cache } = yield* Fiber.join(started)
      assert.strictEqual(cache!.hit, false)
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual(provider.journal()[0]!.outcome, "interrupted")
    }).pipe(Effect.provide(cached(provider, settings)))
  })

  it.effect("a vendor's error is the error of all; nothing of it is kept", () => {
    const provider = fake("fake", FakeProvider.after(10, FakeProvider.fail(failureOf("InvalidRequest"))))
    return Effect.gen(function* () {
      const fibers = yield* Effect.forEach([1, 2, 3], () => begin(Effect.flip(whole())))
      yield* TestClock.adjust("1 hour")
      const errors = yield* allOf(fibers)
      assert.strictEqual(new Set(errors.map(({ code }) => code)).size, 1)
      assert.strictEqual(provider.journal().length, 1)
    }).pipe(Effect.provide(cached(provider, settings)))
  })

  it.effect("who waits longer than the first one asks for itself", () => {
    const provider = fake("fake", FakeProvider.after(1000, FakeProvider.text("late")))
    return Effect.gen(function* () {
      const short = asked({ gateway: { routing: { deadline_ms: 100 } } })
      const first = yield* begin(Effect.flip(whole(short)))
      const second = yield* begin(whole())
      yield* TestClock.adjust("1 hour")
      const error = yield* Fiber.join(first)
      assert.strictEqual(error.code, "upstream_timeout")
      assert.strictEqual((yield* Fiber.join(second)).choices[0]!.message.content, "late")
    }).pipe(Effect.provide(cached(provider, settings)))
  })

  it.effect("who waits less long than the first one is told when its time is over", () => {
    const provider = fake("fake", FakeProvider.after(1000, FakeProvider.text("late")))
    return Effect.gen(function* () {
      const short = asked({ gateway: { routing: { deadline_ms: 100 } } })
      const first = yield* begin(whole())
      const second = yield* begin(Effect.flip(whole(short)))
      yield* TestClock.adjust(150)
      assert.strictEqual((yield* Fiber.join(second)).code, "upstream_timeout")
      yield* TestClock.adjust("1 hour")
      yield* Fiber.join(first)
      assert.strictEqual(provider.journal().length, 1)
    }).pipe(Effect.provide(cached(provider, settings)))
  })
})
