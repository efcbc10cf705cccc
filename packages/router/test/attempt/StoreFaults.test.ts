import { assert, describe, it } from "@effect/vitest"
import * as Failure from "@turnout/core/Failure"
import * as Budget from "@turnout/router/Budget"
import * as Limits from "@turnout/router/Limits"
import { Router } from "@turnout/router/Router"
import type * as Stored from "@turnout/router/Stored"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Cause, Effect, Exit, Fiber, Layer, Logger } from "effect"
import { TestClock } from "effect/testing"
import { ask, fake, house } from "../house.ts"

const costly = {
  models: { m: { price: { input: 1000, output: 1000 }, limits: { context: 2000, output: 1000 } } }
}
const dime = FakeProvider.text("an answer", { usage: { input: 20, output: 80 } })
const account = (id: string, script: FakeProvider.Script = dime) => fake(id, script, costly)

const operations = [
  "place principal",
  "take principal",
  "place provider",
  "take provider",
  "reserve",
  "leave principal",
  "leave provider",
  "restore principal",
  "restore provider",
  "charge principal",
  "charge provider",
  "settle",
  "release"
] as const
type Operation = (typeof operations)[number]

interface Manner {
  readonly wait: number | ((operation: Operation) => number)
  readonly broken?: (operation: Operation) => "throws" | "dies" | undefined
}

/** Stores that answer after a while, and what they hold. */
const stores = ({ broken, wait }: Manner) => {
  const memory = Budget.make({ rules: [{ scope: "workspace", period: "daily", limit_usd: 10 }] })
  const held = { places: 0, principal: 0, provider: 0 }
  const after = <A>(operation: Operation, run: () => A): Stored.Stored<A> => {
    const how = broken?.(operation)
    if (how === "throws") throw new Error(`broken: ${operation}`)
    if (how === "dies") return Effect.die(new Error(`broken: ${operation}`))
    const time = typeof wait === "number" ? wait : wait(operation)
    return time === 0 ? run() : Effect.andThen(Effect.sleep(time), Effect.sync(run))
  }
  const limits: Limits.State = {
    place: ({ type }) =>
      after(`place ${type}`, () => {
        held.places++
        return { leave: () => after(`leave ${type}`, () => void held.places--) }
      }),
    take: ({ type }) => after(`take ${type}`, () => void held[type]++),
    restore: ({ type }) => after(`restore ${type}`, () => void held[type]--),
    charge: ({ type }) => after(`charge ${type}`, () => undefined),
    status: () => undefined
  }
  const budget: Budget.Store = {
    reserve: (...given) => after("reserve", () => memory.reserve(...given)),
    settle: (...given) => after("settle", () => memory.settle(...given)),
    release: (...given) => after("release", () => memory.release(...given)),
    status: memory.status,
    list: memory.list
  }
  const over = (...providers: Parameters<typeof house>[0]) =>
    Effect.provide(
      house(providers).pipe(
        Layer.provide([Layer.succeed(Budget.Budget, budget), Layer.succeed(Limits.Limits, limits)])
      )
    )
  const reserved = () => memory.status({}, 0).map(({ reserved_usd }) => reserved_usd)
  return { held, over, reserved }
}

const chat = (order: ReadonlyArray<string>, routing = {}) =>
  Effect.flatMap(Router, (router) => router.chat(ask(order, routing, { max_completion_tokens: 100 })))

const ended = (call: ReturnType<typeof chat>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.exit(call))
    yield* TestClock.adjust(20_000)
    return yield* Fiber.join(fiber)
  })

const asked = ["place principal", "take principal", "place provider", "take provider", "reserve"] as const

describe("what was asked of stores and not sent is given back", () => {
  for (const slow of asked) {
    const { held, over, reserved } = stores({ wait: (operation) => (operation === slow ? 1000 : 10) })
    it.effect(`when its call is interrupted while '${slow}' is waited for`, () =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(chat(["a"]))
        yield* TestClock.adjust(20)
        const leaving = yield* Effect.forkChild(Fiber.interrupt(fiber))
        yield* TestClock.adjust(20_000)
        yield* Fiber.join(leaving)
        assert.deepStrictEqual(held, { places: 0, principal: 0, provider: 0 })
        assert.deepStrictEqual(reserved(), [0])
      }).pipe(over(account("a")))
    )

    it.effect(`when its deadline comes while '${slow}' is waited for`, () =>
      Effect.gen(function* () {
        const exit = yield* ended(chat(["a"], { deadline_ms: 200 }))
        assert.isTrue(Exit.isFailure(exit))
        assert.deepStrictEqual(held, { places: 0, principal: 0, provider: 0 })
        assert.deepStrictEqual(reserved(), [0])
      }).pipe(over(account("a")))
    )
  }
})

describe("a store of the host's that fails when it is told what a call used", () => {
  const told = [
    "leave principal",
    "leave provider",
    "settle",
    "charge principal",
    "charge provider"
  ] as const satisfies ReadonlyArray<Operation>
  for (const wait of [0, 10]) {
    for (const how of ["throws", "dies"] as const) {
      for (const one of told) {
        it.effect(`leaves the answer as it is, and is told the rest: ${one} ${how}, ${wait} ms`, () => {
          const { held, over, reserved } = stores({
            wait,
            broken: (operation) => (operation === one ? how : undefined)
          })
          const logged: Array<unknown> = []
          const log = Logger.layer([Logger.make(({ message }) => void logged.push(message))])
          return Effect.gen(function* () {
            const exit = yield* ended(chat(["a"]))
            assert.isTrue(Exit.isSuccess(exit))
            assert.strictEqual(held.places, one.startsWith("leave") ? 1 : 0)
            assert.deepStrictEqual(
              reserved().map((usd) => usd > 0),
              [one === "settle"]
            )
            assert.include(
              JSON.stringify(logged, (_, value) => (value instanceof Error ? value.message : value)),
              one
            )
          }).pipe(over(account("a")), Effect.provide(log))
        })
      }
    }
  }
})

describe("a store of the host's that fails when it is asked", () => {
  for (const wait of [0, 10]) {
    for (const how of ["throws", "dies"] as const) {
      for (const one of asked) {
        it.effect(
          `is told to the host with its cause, and the rest goes back: ${one} ${how}, ${wait} ms`,
          () => {
            const { held, over, reserved } = stores({
              wait,
              broken: (operation) => (operation === one ? how : undefined)
            })
            return Effect.gen(function* () {
              const exit = yield* ended(chat(["a", "b"]))
              const error = Exit.isFailure(exit) ? (Cause.squash(exit.cause) as Error) : undefined
              assert.strictEqual((error?.cause as Error | undefined)?.message, `broken: ${one}`)
              assert.strictEqual(held.places, 0)
              assert.strictEqual(held.provider, 0)
              assert.deepStrictEqual(reserved(), [0])
            }).pipe(over(account("a"), account("b")))
          }
        )
      }
      it.effect(`leaves no endpoint waiting for a probe that was never sent: it ${how}, ${wait} ms`, () => {
        let isBroken = false
        const { over } = stores({
          wait,
          broken: (operation) => (isBroken && operation === "place provider" ? how : undefined)
        })
        let isDown = true
        const provider = fake("a", dime, costly)
        const down = Effect.fail(new Failure.ServerError({ message: "down", status: 500 }))
        const half = {
          ...provider,
          run: (...given: Parameters<typeof provider.run>) => (isDown ? down : provider.run(...given))
        }
        return Effect.gen(function* () {
          for (let time = 0; time < 4; time++) yield* ended(chat(["a", "b"]))
          isBroken = true
          yield* TestClock.adjust(600_000)
          assert.isTrue(Exit.isFailure(yield* ended(chat(["a", "b"]))))
          isBroken = false
          isDown = false
          const exit = yield* ended(chat(["a", "b"]))
          if (Exit.isFailure(exit)) return assert.fail("it was not answered")
          assert.strictEqual(exit.value.routing_metadata.provider, "a")
        }).pipe(over(half, account("b")))
      })
    }
  }
})
