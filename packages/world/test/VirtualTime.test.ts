import { assert, describe, it } from "@effect/vitest"
import * as VirtualTime from "@turnout/world/VirtualTime"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as fc from "fast-check"

describe("virtual time", () => {
  it("does what is due in the order of moments, and of equal moments in the order of scheduling", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (moments) => {
        const time = VirtualTime.make(0)
        const seen: Array<readonly [number, number]> = []
        for (const [index, moment] of moments.entries()) {
          time.at(moment, () => {
            assert.strictEqual(time.now(), moment)
            seen.push([moment, index])
          })
        }
        time.advance()
        const sorted = [...seen].sort((left, right) => left[0] - right[0] || left[1] - right[1])
        assert.strictEqual(seen.length, moments.length)
        assert.deepStrictEqual(seen, sorted)
      })
    )
  })

  it("is the time of the effects that run in its context: clock, sleeps, races and interruptions", () => {
    const time = VirtualTime.make(1_000_000)
    const fork = Effect.runForkWith(time.context)
    const told: Array<unknown> = []
    fork(
      Effect.gen(function* () {
        yield* Effect.sleep("3 seconds")
        told.push(yield* Clock.currentTimeMillis)
        told.push(
          yield* Effect.raceFirst(Effect.as(Effect.sleep(500), "slow"), Effect.as(Effect.sleep(200), "fast"))
        )
        const fiber = yield* Effect.forkChild(Effect.sleep("1 day"))
        yield* Effect.sleep(1)
        yield* Fiber.interrupt(fiber)
        yield* Effect.yieldNow
        told.push(yield* Clock.currentTimeMillis)
      })
    )
    assert.isFalse(time.advance(2_999) && told.length > 0)
    time.advance()
    assert.deepStrictEqual(told, [1_003_000, "fast", 1_003_201])
  })

  it("stops where it is told to, with the rest still due", () => {
    const time = VirtualTime.make(0)
    const seen: Array<number> = []
    for (const moment of [5, 10, 15]) time.at(moment, () => seen.push(moment))
    const dropped = time.at(12, () => seen.push(12))
    time.cancel(dropped)
    assert.isTrue(time.advance(10))
    assert.deepStrictEqual([seen, time.now()], [[5, 10], 10])
    assert.isFalse(time.advance())
    assert.deepStrictEqual(seen, [5, 10, 15])
  })
})
