import { assert, describe, it } from "@effect/vitest"
import type { Provider } from "@turnout/core/Provider"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import * as SharedTimer from "../../src/attempt/SharedTimer.ts"
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

const entry = (
  at: number,
  rung: Array<number>,
  again: ReadonlyArray<number> = []
): SharedTimer.TimerEntry => {
  const rest = [...again]
  return {
    at,
    fire: (now) => {
      rung.push(now)
      return rest.shift()
    }
  }
}

describe("an timer", () => {
  it.effect("rings each entry when it is due, and again when it says so", () =>
    Effect.gen(function* () {
      const timer = SharedTimer.of(yield* Clock.Clock)
      const [first, second] = [[], []] as [Array<number>, Array<number>]
      timer.schedule(entry(500, first, [700, 2000]))
      timer.schedule(entry(100, second))
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual([first, second], [[500, 700, 2000], [100]])
    })
  )

  it.effect("has one sleeper for all, and none without a entry", () =>
    Effect.gen(function* () {
      const { clock, state } = yield* counting
      const timer = SharedTimer.of(clock)
      const entries = Array.from({ length: 100 }, (_, index) => entry(1000 + index, []))
      for (const each of entries) timer.schedule(each)
      assert.deepStrictEqual([state.sleeping, state.slept], [1, 1])
      for (const each of entries) timer.cancel(each)
      assert.strictEqual(state.sleeping, 0)
      timer.schedule(entries[0]!)
      assert.strictEqual(state.sleeping, 1)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(state.sleeping, 0)
    })
  )

  it.effect("what fires may schedule and cancel others and itself: each fires once, and in time", () =>
    Effect.gen(function* () {
      const timer = SharedTimer.of(yield* Clock.Clock)
      const fired: Array<string> = []
      const named = (name: string, at: number, then: (now: number) => number | undefined) => {
        const made: SharedTimer.TimerEntry = {
          at,
          fire: (now) => {
            fired.push(`${name} ${now}`)
            return then(now)
          }
        }
        timer.schedule(made)
        return made
      }
      const cancelled = named("cancelled", 100, () => undefined)
      named("second", 100, () => undefined)
      named("scheduling", 100, (now) => {
        timer.cancel(cancelled)
        named("due at once", now, () => undefined)
        named("later", now + 50, () => undefined)
        return undefined
      })
      const itself = named("itself", 100, () => {
        timer.cancel(itself)
        return 120
      })
      let turns = 0
      const again: SharedTimer.TimerEntry = named("again", 100, (now) => {
        if (turns++ === 0) {
          again.at = now + 10
          timer.schedule(again)
        }
        return undefined
      })
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(fired.toSorted(), [
        "again 100",
        "again 110",
        "due at once 100",
        "itself 100",
        "later 150",
        "scheduling 100",
        "second 100"
      ])
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
        const timer = SharedTimer.of(clock)
        const all: Array<{ readonly due: number; readonly rung: Array<number>; unset: boolean }> = []
        for (const { at, unset, wait } of acts) {
          const due = clock.currentTimeMillisUnsafe() + at
          const told = { due, rung: [] as Array<number>, unset }
          const each = entry(due, told.rung)
          timer.schedule(each)
          all.push(told)
          if (unset) {
            timer.cancel(each)
            told.unset = true
          }
          yield* TestClock.adjust(wait)
        }
        yield* TestClock.adjust("1 minute")
        for (const { due, rung, unset } of all) assert.deepStrictEqual(rung, unset ? [] : [due])
      }
    })
  })

  it.effect(
    "a provider that cannot be interrupted, and ignores its closing scope, is abandoned in time",
    () => {
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
    }
  )
})
