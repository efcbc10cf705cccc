import { assert, describe, it } from "@effect/vitest"
import type { CacheStoreService } from "@turnout/router/CacheStore"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { asked, begin, cached, speaking, whole } from "./setting.ts"

const twice = (store: CacheStoreService) => {
  const provider = speaking()
  return Effect.gen(function* () {
    for (let call = 0; call < 2; call++) {
      const fiber = yield* begin(whole())
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(fiber)
    }
    return provider.journal().length
  }).pipe(Effect.provide(cached(provider, { store })))
}

const nothing = Effect.succeed(undefined)

describe("a store of answers", () => {
  it.effect("that fails, throws or hangs fails no call", () =>
    Effect.gen(function* () {
      const failing = Effect.fail(new Error("refused"))
      const thrown = (): never => {
        throw new Error("a defect")
      }
      for (const store of [
        { get: () => failing, put: () => failing },
        { get: thrown, put: thrown },
        { get: () => Effect.never, put: () => Effect.never },
        { get: () => nothing, put: () => failing }
      ] satisfies ReadonlyArray<CacheStoreService>) {
        assert.strictEqual(yield* twice(store), 2)
      }
    })
  )

  it.effect("that gives what cannot be read has nothing", () =>
    Effect.gen(function* () {
      const written = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
      const values: ReadonlyArray<unknown> = [
        { bytes: new Uint8Array([0xff, 0x00]), age_ms: 0 },
        { bytes: written({ version: 1 }), age_ms: 0 },
        { bytes: written({ version: 1, key: "another", reads: [[{ type: "end" }]] }), age_ms: 0 },
        { bytes: written([]), age_ms: 0 },
        "garbage",
        { bytes: "text", age_ms: 0 }
      ]
      for (const value of values) {
        const get = () => Effect.succeed(value as never)
        assert.strictEqual(yield* twice({ get, put: () => Effect.void }), 2)
      }
    })
  )

  it.effect("that is slow delays a call by 10 ms and no more", () => {
    const provider = speaking()
    const get = () => Effect.as(Effect.sleep(50), undefined)
    return Effect.gen(function* () {
      const fiber = yield* begin(whole(asked()))
      yield* TestClock.adjust(9)
      assert.strictEqual(provider.journal().length, 0)
      yield* TestClock.adjust(1)
      assert.strictEqual(provider.journal().length, 1)
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(fiber)
    }).pipe(Effect.provide(cached(provider, { store: { get, put: () => Effect.void } })))
  })
})
