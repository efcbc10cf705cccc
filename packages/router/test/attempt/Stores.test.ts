import { assert, describe, it } from "@effect/vitest"
import * as Failure from "@turnout/core/Failure"
import type { Request } from "@turnout/core/Request"
import * as Budget from "@turnout/router/Budget"
import * as Limits from "@turnout/router/Limits"
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
      restore: () => undefined,
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

  describe("and keeps budgets and limits", () => {
    const full = { code: "rate_limit_exceeded", limit: 1, retry_after_ms: 7000 } as const

    /** Limits whose every operation takes a while, what they hold, and whom they refuse. */
    const counting = (refuses?: "principal" | "provider") => {
      const held = { places: 0, requests: 0 }
      const asked: Array<string> = []
      const after = <A>(name: string, run: () => A): Effect.Effect<A> =>
        Effect.suspend(() => {
          asked.push(name)
          return Effect.map(Effect.sleep(10), run)
        })
      const limits: Limits.State = {
        place: ({ type }) =>
          after(`place ${type}`, () => {
            held.places++
            return { leave: () => void held.places-- }
          }),
        take: ({ type }) =>
          after(`take ${type}`, () => {
            if (refuses === type) return full
            held.requests++
            return undefined
          }),
        restore: ({ type }) => after(`restore ${type}`, () => void held.requests--),
        charge: () => undefined,
        status: () => undefined
      }
      return { limits, held, asked }
    }

    const within = (budget: Budget.Store, limits: Limits.State, ...providers: Parameters<typeof house>[0]) =>
      Effect.provide(
        house(providers).pipe(
          Layer.provide([Layer.succeed(Budget.Budget, budget), Layer.succeed(Limits.Limits, limits)])
        )
      )

    it.effect("is asked for what the call and its first attempt need in one wait", () => {
      const memory = daily(0.2)
      const { done, store } = waiting(memory, 10)
      const { asked, held, limits } = counting()
      return Effect.gen(function* () {
        const { took } = yield* timed(chat(["a"]))
        // One before the attempt, one behind the answer.
        assert.strictEqual(took, 20)
        assert.deepStrictEqual(asked, [
          "place principal",
          "take principal",
          "place provider",
          "take provider"
        ])
        assert.deepStrictEqual(done, ["reserve", "settle"])
        assert.deepStrictEqual(held, { places: 0, requests: 2 })
      }).pipe(within(store, limits, account("a")))
    })

    it.effect("gives back the request of a call whose attempt no budget pays for", () => {
      const memory = daily(0.05)
      const { asked, held, limits } = counting()
      return Effect.gen(function* () {
        const error = yield* failed(chat(["a"]))
        assert.strictEqual(error.code, "budget_exhausted")
        yield* TestClock.adjust(5000)
        assert.deepStrictEqual(held, { places: 0, requests: 1 })
        assert.include(asked, "restore provider")
        assert.deepStrictEqual(spent(memory), [[0, 0]])
      }).pipe(within(waiting(memory, 10).store, limits, account("a")))
    })

    it.effect("reserves nothing for a call that its caller's limit refuses, and sends nothing", () => {
      const memory = daily(1)
      const { held, limits } = counting("principal")
      const provider = account("a")
      return Effect.gen(function* () {
        const error = yield* failed(chat(["a"]))
        assert.strictEqual(error.code, "rate_limit_exceeded")
        assert.strictEqual(error.attempts?.length ?? 0, 0)
        yield* TestClock.adjust(5000)
        assert.deepStrictEqual(held, { places: 0, requests: 0 })
        assert.deepStrictEqual(spent(memory), [[0, 0]])
      }).pipe(within(waiting(memory, 10).store, limits, provider))
    })

    it.effect(
      "asks again where the first attempt is made elsewhere, and gives back what it had asked for",
      () => {
        const memory = daily(0.15)
        const { held, limits } = counting("provider")
        const one: Limits.State = {
          ...limits,
          take: (subject, tokens) =>
            subject.type === "provider" && subject.provider === "a"
              ? limits.take(subject, tokens)
              : Effect.sync(() => void held.requests++)
        }
        return Effect.gen(function* () {
          const { exit } = yield* timed(chat(["a", "b"]))
          assert.isTrue(Exit.isSuccess(exit))
          yield* TestClock.adjust(5000)
          assert.deepStrictEqual(held, { places: 0, requests: 2 })
          assert.deepStrictEqual(spent(memory), [[0.1, 0]])
        }).pipe(within(waiting(memory, 10).store, one, account("a"), account("b")))
      }
    )

    it.effect("refuses with 503 where a limit cannot be checked and is closed", () => {
      const { limits } = counting()
      const closed: Limits.State = {
        ...limits,
        take: () => Effect.succeed({ code: "unreachable", limit: 5, retry_after_ms: 1000 })
      }
      return Effect.gen(function* () {
        const error = yield* failed(chat(["a"]))
        assert.strictEqual(error.code, "service_unavailable")
        assert.strictEqual(error.status, 503)
        assert.include(error.message, "The limit of 5 cannot be enforced now")
      }).pipe(within(daily(1), closed, account("a")))
    })
  })

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
