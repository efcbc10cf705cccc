import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import * as Failure from "@turnout/core/Failure"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import * as Fault from "@turnout/testing/Fault"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { call } from "./call.ts"

const fake = () =>
  FakeProvider.make({ id: "fake", models: ["m"], script: FakeProvider.text("one two three") })

const overloaded = new Failure.Overloaded({ message: "too much" })

const types = (reads: ReadonlyArray<ReadonlyArray<Event>>) => reads.flat().map(({ type }) => type)

describe("Fault", () => {
  it.effect("a call that fails does not reach the provider, and the others do", () =>
    Effect.gen(function* () {
      const provider = Fault.fail(overloaded, 1)(fake())
      const outcomes = yield* Effect.forEach([0, 1, 2], () => call(provider))
      assert.deepStrictEqual(
        outcomes.map(({ failure }) => failure),
        [undefined, overloaded, undefined]
      )
      assert.strictEqual(provider.journal().length, 2)
    })
  )

  it.effect("the same seed fails the same calls, about as many as asked for", () =>
    Effect.gen(function* () {
      const failing = (seed: number) =>
        Effect.gen(function* () {
          const provider = Fault.failSometimes(0.3, seed, overloaded)(fake())
          const outcomes = yield* Effect.forEach(Array.from({ length: 200 }), () => call(provider))
          return outcomes.map(({ failure }) => failure !== undefined)
        })
      const first = yield* failing(7)
      assert.deepStrictEqual(yield* failing(7), first)
      assert.notDeepEqual(yield* failing(8), first)
      const count = first.filter((failed) => failed).length
      assert.isAbove(count, 40)
      assert.isBelow(count, 80)
    })
  )

  it.effect("an answer can be accepted and fail with its first read", () =>
    Effect.gen(function* () {
      const provider = Fault.failAfterAccept(overloaded)(fake())
      const { reads, failure } = yield* call(provider)
      assert.deepStrictEqual(reads, [])
      assert.strictEqual(failure, overloaded)
      assert.strictEqual(provider.journal().length, 1)
    })
  )

  it.effect("a cut comes after exactly so many events, however they are read", () =>
    Effect.gen(function* () {
      const whole = (yield* call(fake())).reads.flat()
      for (let at = 0; at < whole.length; at++) {
        const { reads, failure } = yield* call(Fault.cut(at)(fake()))
        assert.deepStrictEqual(reads.flat(), whole.slice(0, at))
        assert.strictEqual(failure?._tag, "StreamTruncated")
      }
    })
  )

  it.effect("a drip gives one event at a time and loses none", () =>
    Effect.gen(function* () {
      const whole = (yield* call(fake())).reads.flat()
      const fiber = yield* Effect.forkChild(call(Fault.drip(10)(fake())))
      yield* TestClock.adjust(10 * whole.length)
      const { reads, failure } = yield* Fiber.join(fiber)
      assert.isUndefined(failure)
      assert.deepStrictEqual(
        reads,
        whole.map((event) => [event])
      )
    })
  )

  it.effect("a stutter tells every end twice", () =>
    Effect.gen(function* () {
      const { reads } = yield* call(Fault.duplicateTerminal(fake()))
      assert.deepStrictEqual(types(reads).slice(-5), ["finish", "finish", "usage", "end", "end"])
    })
  )

  it.effect("faults add up, and what the provider is stays as it was", () =>
    Effect.gen(function* () {
      const provider = Fault.all(Fault.cut(2), Fault.delay(500))(fake())
      const fiber = yield* Effect.forkChild(call(provider))
      yield* TestClock.adjust(499)
      assert.strictEqual(provider.journal().length, 0)
      yield* TestClock.adjust(1)
      const { reads, failure } = yield* Fiber.join(fiber)
      assert.strictEqual(reads.flat().length, 2)
      assert.strictEqual(failure?._tag, "StreamTruncated")
      assert.strictEqual(provider.id, "fake")
    })
  )
})
