import { assert, describe, it } from "@effect/vitest"
import * as Failure from "@turnout/core/Failure"
import type { Receipt } from "@turnout/router/Receipt"
import { Router } from "@turnout/router/Router"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Clock, Effect, Exit, Scope } from "effect"
import { TestClock } from "effect/testing"
import { ask, failed, fake, house, modes, tell, timed } from "../house.ts"

const hour = 3_600_000

/** The test's clock, whose wall time somebody sets; what passes is told as before. */
const settable = Effect.map(Clock.Clock, (clock) => {
  const wall = { shift: 0 }
  const set: Clock.Clock = {
    ...clock,
    currentTimeMillisUnsafe: () => clock.currentTimeMillisUnsafe() + wall.shift,
    monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
    sleep: (duration) => clock.sleep(duration)
  }
  return { wall, set }
})

/** Sets the wall clock in the middle of what runs. */
const settingBack = <A, E, R>(by: number, run: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const { set, wall } = yield* settable
    yield* Effect.forkChild(
      Effect.andThen(
        Effect.sleep(100),
        Effect.sync(() => {
          wall.shift = by
        })
      ),
      { startImmediately: true }
    )
    return yield* Effect.provideService(run, Clock.Clock, set)
  })

describe("a wall clock that is set while a call runs", () => {
  for (const by of [-hour, hour]) {
    for (const mode of modes) {
      it.effect(`moves no deadline (${by / hour} h, ${mode})`, () => {
        const layer = house([fake("a", FakeProvider.hang)])
        return Effect.gen(function* () {
          const error = yield* failed(settingBack(by, tell(mode, ask(["a"], { deadline_ms: 800 }))))
          assert.deepStrictEqual([error.code, error.took], ["upstream_timeout", 800])
        }).pipe(Effect.provide(layer))
      })
    }

    it.effect(`moves no stall, no unread timeout and no receipt's duration (${by / hour} h)`, () => {
      const receipts: Array<Receipt> = []
      const silent = FakeProvider.stall([{ type: "text", choice: 0, text: "word " }])
      const options = { observe: (receipt: Receipt) => void receipts.push(receipt), unread_timeout_ms: 700 }
      return Effect.gen(function* () {
        const { set, wall } = yield* settable
        yield* Effect.gen(function* () {
          const router = yield* Router
          const scope = yield* Scope.make()
          yield* Scope.provide(router.start(ask(["a"], {}, { stream: true })), scope)
          wall.shift = by
          yield* TestClock.adjust(700)
          assert.deepStrictEqual(
            receipts.map(({ duration_ms }) => duration_ms),
            [700]
          )
          const { read } = yield* Scope.provide(
            router.start(ask(["a"], { stall_timeout_ms: 300 }, { stream: true })),
            scope
          )
          yield* read
          const stalled = yield* Effect.forkChild(Effect.exit(read), { startImmediately: true })
          wall.shift = 0
          yield* TestClock.adjust(300)
          assert.strictEqual(stalled.pollUnsafe()?._tag, "Success")
          yield* Scope.close(scope, Exit.void)
        }).pipe(Effect.provideService(Clock.Clock, set))
      }).pipe(Effect.provide(house([fake("a", silent)], options)))
    })

    it.effect(`moves no cooldown, and dates follow it (${by / hour} h)`, () => {
      const limited = new Failure.RateLimited({ message: "later", retry_after_ms: 5_000 })
      const provider = fake("a", [FakeProvider.fail(limited), FakeProvider.text("hi")])
      const receipts: Array<Receipt> = []
      const layer = house([provider], { observe: (receipt) => void receipts.push(receipt) })
      return Effect.gen(function* () {
        const { set, wall } = yield* settable
        const call = Effect.provideService(
          tell("unary", ask(["a"], { allow_fallbacks: false, deadline_ms: 1_000 })),
          Clock.Clock,
          set
        )
        yield* failed(call)
        wall.shift = by
        yield* TestClock.adjust(6_000)
        const { exit } = yield* timed(call)
        assert.strictEqual(exit._tag, "Success")
        const [first, second] = receipts
        assert.isAtLeast(Math.abs(second!.started_at - first!.started_at), hour - 10_000)
        assert.isBelow(second!.duration_ms, 1_000)
      }).pipe(Effect.provide(layer))
    })
  }
})
