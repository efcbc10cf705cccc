import { assert, describe, it } from "@effect/vitest"
import * as Failure from "@turnout/core/Failure"
import type { Request } from "@turnout/core/Request"
import * as Budget from "@turnout/router/Budget"
import type * as Limits from "@turnout/router/Limits"
import { Router } from "@turnout/router/Router"
import * as Stored from "@turnout/router/Stored"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Clock, Context, Effect, Exit, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as Admission from "../../src/attempt/Admission.ts"
import { Holding } from "../../src/attempt/admission/holding.ts"
import { ask, failed, fake, house, timed } from "../house.ts"

const costly = {
  models: { m: { price: { input: 1000, output: 1000 }, limits: { context: 2000, output: 1000 } } }
}
const account = (id: string, script: FakeProvider.Script = dime) => fake(id, script, costly)
const dime = FakeProvider.text("an answer", { usage: { input: 20, output: 80 } })
const small = { max_completion_tokens: 100 }

const daily = (limit_usd: number) =>
  Budget.make({ rules: [{ scope: "workspace", period: "daily", limit_usd }] })

/** A store that answers after a while, and the operations that it did. */
const waiting = (memory: Budget.State, wait: number) => {
  const done: Array<string> = []
  const after = <A>(name: string, run: () => A): Effect.Effect<A> =>
    Effect.andThen(
      Effect.sleep(wait),
      Effect.sync(() => {
        done.push(name)
        return run()
      })
    )
  const store: Budget.Store = {
    reserve: (...given) => after("reserve", () => memory.reserve(...given)),
    settle: (...given) => after("settle", () => memory.settle(...given)),
    release: (...given) => after("release", () => memory.release(...given)),
    status: (...given) => after("status", () => memory.status(...given)),
    list: (...given) => after("list", () => memory.list(...given))
  }
  return { store, done }
}

const over = (store: Budget.Store, ...providers: Parameters<typeof house>[0]) =>
  Effect.provide(house(providers).pipe(Layer.provide(Layer.succeed(Budget.Budget, store))))

const chat = (order: ReadonlyArray<string>, routing = {}) =>
  Effect.flatMap(Router, (router) => router.chat(ask(order, routing, small)))

const spent = (budget: Budget.State) =>
  budget.status({}, 0).map(({ reserved_usd, spend_usd }) => [spend_usd, reserved_usd])

const live = Context.get(Context.empty(), Clock.Clock)

describe("what remembers in memory", () => {
  const request = { messages: [{ role: "user", content: "hello" }], stream: false } as unknown as Request
  const [endpoint] = account("a").endpoints([])

  it("admits and settles an attempt without an effect: what it gives is there", () => {
    const budget = daily(1)
    const place = { leave: () => {} }
    const limits: Limits.State = {
      place: () => place,
      take: () => undefined,
      charge: () => undefined,
      status: () => undefined
    }
    const admission = Admission.make(budget, limits, {
      principal: {},
      request,
      facts: { prompt_tokens: 5, output_tokens: 100, choices: 1 },
      clock: live,
      deadline: Infinity
    })
    const admitted = admission.attempt(endpoint!, "platform", request)
    assert.isTrue(Exit.isExit(admitted))
    const pass = Effect.runSync(admitted)
    assert.isFalse(Admission.isRefusal(pass))
    if (!Admission.isRefusal(pass)) pass.settle(1e8, undefined)
    assert.deepStrictEqual(
      budget.status({}, Date.now()).map(({ spend_usd }) => spend_usd),
      [0.1]
    )
  })

  it("what follows a value runs at once, and what follows an effect when it is there", () => {
    const order: Array<string> = []
    const note = (name: string) => (value: number) => {
      order.push(name)
      return value + 1
    }
    assert.strictEqual(Stored.flatMap(Stored.map(1, note("first")), note("second")), 3)
    const asked = Stored.map(
      Stored.flatMap(
        Effect.sync(() => 1),
        note("third")
      ),
      note("fourth")
    )
    assert.deepStrictEqual(order, ["first", "second"])
    assert.isTrue(Stored.isAsked(asked))
    assert.strictEqual(Effect.runSync(Stored.effect(asked)), 3)
    assert.deepStrictEqual(order, ["first", "second", "third", "fourth"])
    assert.isTrue(Exit.isExit(Stored.effect(1)))
  })
})

describe("a store that has to be asked", () => {
  it.effect("holds a budget as memory does, one wait before an attempt and one behind the answer", () => {
    const memory = daily(0.2)
    const { done, store } = waiting(memory, 10)
    return Effect.gen(function* () {
      const { took } = yield* timed(chat(["a"]))
      assert.strictEqual(took, 20)
      assert.deepStrictEqual(done, ["reserve", "settle"])
      assert.deepStrictEqual(spent(memory), [[0.1, 0]])
      const { budgets } = yield* Effect.flatMap(Router, (router) =>
        Effect.flatMap(Effect.forkChild(router.quotaStatus()), (fiber) =>
          Effect.andThen(TestClock.adjust(10), Fiber.join(fiber))
        )
      )
      assert.deepStrictEqual(
        budgets.map(({ spend_usd }) => spend_usd),
        [0.1]
      )
      const refused = yield* failed(chat(["a"]))
      assert.strictEqual(refused.code, "budget_exhausted")
      assert.deepStrictEqual(spent(memory), [[0.1, 0]])
    }).pipe(over(store, account("a")))
  })

  it.effect("is told what one attempt gave back before the next reserves it", () => {
    const memory = daily(0.15)
    const { done, store } = waiting(memory, 10)
    const broken = FakeProvider.fail(new Failure.MalformedResponse({ message: "" }))
    return Effect.gen(function* () {
      const { exit } = yield* timed(chat(["broken", "a"]))
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(done, ["reserve", "release", "reserve", "settle"])
      assert.deepStrictEqual(spent(memory), [[0.1, 0]])
    }).pipe(over(store, account("broken", broken), account("a")))
  })

  it.effect("that does not answer by the deadline is no vendor's fault, and nothing stays reserved", () => {
    const memory = daily(1)
    const { store } = waiting(memory, 500)
    return Effect.gen(function* () {
      const error = yield* failed(chat(["a"], { deadline_ms: 200 }))
      assert.strictEqual(error.code, "internal_error")
      yield* TestClock.adjust(5000)
      assert.deepStrictEqual(spent(memory), [[0, 0]])
    }).pipe(over(store, account("a")))
  })

  for (const after of [5, 25, 35]) {
    it.effect(`keeps nothing of a call that is interrupted after ${after} ms, whatever it was doing`, () => {
      const memory = daily(1)
      const { done, store } = waiting(memory, 30)
      const silent = FakeProvider.text("late", { usage: {} })
      return Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(chat(["a"]))
        yield* TestClock.adjust(after)
        const leaving = yield* Effect.forkChild(Fiber.interrupt(fiber))
        yield* TestClock.adjust(5000)
        yield* Fiber.join(leaving)
        assert.deepStrictEqual(done.slice(0, 1), after < 30 ? [] : ["reserve"])
        assert.deepStrictEqual(spent(memory)[0]![1], 0)
      }).pipe(over(store, { ...account("a", silent), run: () => Effect.never }))
    })
  }

  it("that gives something when nobody waits any more gets it back", () => {
    const budget = daily(1)
    const by: Budget.Spender = { principal: {}, payer: "platform", provider: "a" }
    const lease = budget.reserve(by, () => ({ expected: 1e8, upper: 1e8 }), 0)
    if (lease === undefined || Budget.isRefused(lease)) return assert.fail("it was refused")
    let places = 1
    const holding = new Holding(budget)
    holding.end(null, 0)
    holding.takeLease(lease, 0)
    holding.takePlace({
      leave: () => {
        places -= 1
      }
    })
    assert.deepStrictEqual(spent(budget), [[0, 0]])
    assert.strictEqual(places, 0)
  })
})
