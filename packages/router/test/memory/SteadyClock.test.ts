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

describe("a wall clock that was set", () => {
  it.effect("is what a decision is dated by, and the prices that it goes by", () => {
    const rates = (input: number) => ({ input: input * 1e6, output: input * 1e6 })
    const prices = [
      { from: "1970-01-01T01:00:00Z", rates: rates(8), source: "list", date: "" },
      { until: "1970-01-01T01:00:00Z", rates: rates(2), source: "list", date: "" }
    ]
    const priced = fake("a", undefined, { models: { m: { prices } } })
    return Effect.gen(function* () {
      const { set, wall } = yield* settable
      const router = yield* Router
      const decided = Effect.map(router.plan(ask(["a"])), ({ decision }) => decision)
      const [before, after] = yield* Effect.provideService(
        Effect.gen(function* () {
          const before = yield* decided
          wall.shift = 2 * hour
          return [before, yield* decided] as const
        }),
        Clock.Clock,
        set
      )
      assert.deepStrictEqual([before.at, after.at], [0, 2 * hour])
      const cost = ({ candidates }: typeof before) => candidates[0]!.expected_cost.expected!
      assert.strictEqual(cost(after) / cost(before), 4)
    }).pipe(Effect.provide(house([priced])))
  })
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
