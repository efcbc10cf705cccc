import { assert, describe, it } from "@effect/vitest"
import type { Backup, Strategy } from "@turnout/router/Strategy"
import * as Hedge from "@turnout/router/Hedge"
import { Router } from "@turnout/router/Router"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { answered, ask, fake, house, tell } from "../house.ts"

/** By id, each with the backup that is planned for it. */
const planning =
  (backups: { readonly [id: string]: Backup }): Strategy =>
  ({ candidates }) =>
    candidates.map(({ endpoint: { id } }, index) => ({
      id,
      score: 1 - index / 10,
      utilities: {},
      contributions: { order: 1 - index / 10 },
      ...(backups[id] === undefined ? {} : { backup: backups[id] })
    }))

const options = (backup: Backup, more: object = {}) => ({
  strategies: { planned: planning({ "a/m": backup }) },
  optimize: "planned",
  ...more
})

const slow = (ms: number) => fake("a", FakeProvider.after(ms, FakeProvider.text("from a")))
const b = () => fake("b", FakeProvider.text("from b"))
const c = () => fake("c", FakeProvider.after(100, FakeProvider.text("from c")))

const request = (more: object = {}) => ({ ...ask([], { selection: "argmax", ...more }) })

const outcomes = (
  attempts:
    | ReadonlyArray<{ readonly endpoint: string; readonly outcome: string; readonly hedge?: boolean }>
    | undefined
) => (attempts ?? []).map(({ endpoint, hedge, outcome }) => `${endpoint} ${outcome}${hedge ? " beside" : ""}`)

const toC: Backup = { endpoint: "c/m", after_ms: 700, share: 1 }

describe("a planned backup", () => {
  it.effect("starts after its delay, whatever its place in the order, and both are told", () =>
    Effect.gen(function* () {
      const told = yield* answered(tell("streamed", request()))
      assert.deepStrictEqual([told.text, told.took], ["from c", 800])
      assert.deepStrictEqual(outcomes(told.metadata.attempts), ["a/m interrupted", "c/m answered beside"])
      assert.deepStrictEqual(told.metadata.attempts![0]!.backup, toC)
      assert.isUndefined(told.metadata.attempts![1]!.backup)
    }).pipe(Effect.provide(house([slow(5000), b(), c()], options(toC))))
  )

  it.effect("precedes the caller's hedge", () =>
    Effect.gen(function* () {
      const told = yield* answered(tell("streamed", request({ hedge: { after_ms: 50 } })))
      assert.deepStrictEqual([told.text, told.took], ["from c", 800])
    }).pipe(Effect.provide(house([slow(5000), b(), c()], options(toC))))
  )

  it.effect("does not start where content is in time", () => {
    const backup = c()
    return Effect.gen(function* () {
      const told = yield* answered(tell("streamed", request()))
      assert.deepStrictEqual([told.text, backup.journal().length], ["from a", 0])
    }).pipe(Effect.provide(house([slow(600), b(), backup], options(toC))))
  })

  it.effect("is started for a whole answer too", () =>
    Effect.gen(function* () {
      const told = yield* answered(tell("unary", request()))
      assert.deepStrictEqual([told.text, told.took], ["from c", 800])
    }).pipe(Effect.provide(house([slow(5000), b(), c()], options(toC))))
  )

  it.effect("has its turn once: a backup of the backup is not started", () => {
    const last = fake("b", FakeProvider.text("from b"))
    const strategies = {
      planned: planning({ "a/m": toC, "c/m": { endpoint: "b/m", after_ms: 10, share: 1 } })
    }
    return Effect.gen(function* () {
      const told = yield* answered(tell("streamed", request()))
      assert.deepStrictEqual([told.text, last.journal().length], ["from c", 0])
    }).pipe(Effect.provide(house([slow(5000), last, c()], { strategies, optimize: "planned" })))
  })

  it.effect("that is no candidate, or the step itself, is none", () => {
    const backup = b()
    return Effect.gen(function* () {
      for (const optimize of ["stray", "self", "never"]) {
        const told = yield* answered(tell("streamed", request({ optimize })))
        assert.deepStrictEqual([told.text, backup.journal().length], ["from a", 0])
      }
    }).pipe(
      Effect.provide(
        house([slow(2000), backup], {
          strategies: {
            stray: planning({ "a/m": { endpoint: "z/m", after_ms: 10, share: 1 } }),
            self: planning({ "a/m": { endpoint: "a/m", after_ms: 10, share: 1 } }),
            never: planning({ "a/m": { endpoint: "b/m", after_ms: NaN, share: 1 } })
          }
        })
      )
    )
  })

  it.effect("where the caller wants no fallbacks there is none", () => {
    const backup = c()
    return Effect.gen(function* () {
      const told = yield* answered(tell("streamed", request({ allow_fallbacks: false })))
      assert.deepStrictEqual([told.text, backup.journal().length], ["from a", 0])
    }).pipe(Effect.provide(house([slow(2000), b(), backup], options(toC))))
  })
})

describe("the budget of planned backups", () => {
  const started = (share: number | undefined, hedge: Hedge.HedgeOptions | undefined) =>
    Effect.gen(function* () {
      const router = yield* Router
      let count = 0
      for (let call = 0; call < 40; call++) {
        const fiber = yield* Effect.forkChild(
          router.chat({ ...request(), gateway: { ...request().gateway, include: ["attempts"] } }),
          { startImmediately: true }
        )
        yield* TestClock.adjust(2000)
        const { routing_metadata } = yield* Fiber.join(fiber)
        if (routing_metadata?.attempts?.some(({ hedge }) => hedge === true) === true) count++
      }
      return count
    }).pipe(
      Effect.provide(
        house(
          [slow(2000), b(), c()],
          options(
            { endpoint: "c/m", after_ms: 700, ...(share === undefined ? {} : { share }) },
            hedge === undefined ? {} : { hedge }
          )
        )
      )
    )

  it.effect("is the plan's own share of the calls made so far, unless the host states one", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* started(0.1, undefined), 4)
      assert.strictEqual(yield* started(undefined, undefined), 2)
      assert.strictEqual(yield* started(0.1, { share: 0.25 }), 10)
      assert.strictEqual(yield* started(0.1, { share: 0 }), 0)
    })
  )

  it("no more than the share and one, after any number of calls", () => {
    const budget = Hedge.make()
    let taken = 0
    for (let calls = 1; calls <= 3000; calls++) {
      budget.called()
      if (!budget.isOpen("late", 0.1)) continue
      budget.take("late")
      taken++
      assert.isBelow(taken, 0.1 * calls + 1)
    }
    assert.isAtLeast(taken, 299)
  })

  it.effect(
    "what is used of it is a fact of the next decision, and of none that a seed makes independent",
    () =>
      Effect.gen(function* () {
        const router = yield* Router
        const hedged = (seed?: number) =>
          Effect.map(
            router.plan(request(seed === undefined ? {} : { seed })),
            ({ decision }) => decision.facts.hedged
          )
        assert.isUndefined(yield* hedged(), "there was none")
        yield* answered(tell("streamed", request()))
        assert.strictEqual(yield* hedged(), 0.048, "of one call and twenty")
        assert.isUndefined(yield* hedged(7))
      }).pipe(Effect.provide(house([slow(5000), b(), c()], options(toC))))
  )

  it("used up by backups, it leaves one for calls with a hung endpoint", () => {
    const budget = Hedge.make({ share: 0.1 })
    budget.called()
    budget.take("late")
    assert.isFalse(budget.isOpen("late"))
    assert.isTrue(budget.isOpen("overdue"))
  })
})
