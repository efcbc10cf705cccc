import { assert, describe, it } from "@effect/vitest"
import type { Provider } from "@turnout/core/Provider"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import * as Alarm from "../../src/attempt/SharedTimer.ts"
import { Clock, Effect } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { answered, ask, fake, house, modes, tell } from "../house.ts"

/** A clock that counts who sleeps. */
const counting = Effect.map(Clock.Clock, (clock) => {
  const state = { sleeping: 0, slept: 0 }
  const counted: Clock.Clock = {
    ...clock,
    currentTimeMillisUnsafe: () => clock.currentTimeMillisUnsafe(),
    sleep: (duration) =>
      Effect.suspend(() => {
        state.sleeping++
        state.slept++
        return Effect.onExit(clock.sleep(duration), () => Effect.sync(() => state.sleeping--))
      })
  }
  return { clock: counted, state }
})

const bell = (at: number, rung: Array<number>, again: ReadonlyArray<number> = []): Alarm.Bell => {
  const rest = [...again]
  return {
    at,
    ring: (now) => {
      rung.push(now)
      return rest.shift()
    }
  }
}

describe("an alarm", () => {
  it.effect("rings each bell when it is due, and again when it says so", () =>
    Effect.gen(function* () {
      const alarm = Alarm.of(yield* Clock.Clock)
      const [first, second] = [[], []] as [Array<number>, Array<number>]
      alarm.set(bell(500, first, [700, 2000]))
      alarm.set(bell(100, second))
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual([first, second], [[500, 700, 2000], [100]])
    })
  )

  it.effect("has one sleeper for all, and none without a bell", () =>
    Effect.gen(function* () {
      const { clock, state } = yield* counting
      const alarm = Alarm.of(clock)
      const bells = Array.from({ length: 100 }, (_, index) => bell(1000 + index, []))
      for (const each of bells) alarm.set(each)
      assert.deepStrictEqual([state.sleeping, state.slept], [1, 1])
      for (const each of bells) alarm.unset(each)
      assert.strictEqual(state.sleeping, 0)
      alarm.set(bells[0]!)
      assert.strictEqual(state.sleeping, 1)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(state.sleeping, 0)
    })
  )

  it.effect("whatever is set and unset, in whatever order, rings once and in time, or not at all", () => {
    const act = fc.record({
      at: fc.integer({ min: 1, max: 500 }),
      wait: fc.integer({ min: 0, max: 100 }),
      unset: fc.boolean()
    })
    return Effect.gen(function* () {
      const clock = yield* Clock.Clock
      for (const acts of fc.sample(fc.array(act, { maxLength: 20 }), { numRuns: 60, seed: 3 })) {
        const alarm = Alarm.of(clock)
        const all: Array<{ readonly due: number; readonly rung: Array<number>; unset: boolean }> = []
        for (const { at, unset, wait } of acts) {
          const due = clock.currentTimeMillisUnsafe() + at
          const told = { due, rung: [] as Array<number>, unset }
          const each = bell(due, told.rung)
          alarm.set(each)
          all.push(told)
          if (unset) {
            alarm.unset(each)
            told.unset = true
          }
          yield* TestClock.adjust(wait)
        }
        yield* TestClock.adjust("1 minute")
        for (const { due, rung, unset } of all) assert.deepStrictEqual(rung, unset ? [] : [due])
      }
    })
  })

  it.effect("a provider that cannot be interrupted, and heeds no closing scope, is given up in time", () => {
    const stubborn: Provider = {
      ...fake("a"),
      run: () => Effect.uninterruptible(Effect.sleep("50 minutes")) as never
    }
    return Effect.gen(function* () {
      for (const mode of modes) {
        const told = yield* answered(tell(mode, ask(["a", "b"], { attempt_timeout_ms: 1000 })))
        assert.deepStrictEqual([told.text, told.took], ["from b", 1000])
      }
    }).pipe(Effect.provide(house([stubborn, fake("b", FakeProvider.text("from b"))])))
  })
})
