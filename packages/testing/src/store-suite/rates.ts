import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Subject } from "./subject.ts"

const long = 60_000

export const rates = ({ open, pass }: Subject): void => {
  it.live("a burst of many handles takes the limit, and what is refused takes nothing", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const stores = yield* open(4)
        const quota = { key: "a", limit: 60 }
        const readings = yield* Effect.forEach(
          Array.from({ length: 200 }, (_, index) => index),
          (index) => stores[index % 4]!.rates.take(quota, 1, "all"),
          { concurrency: "unbounded" }
        )
        assert.lengthOf(
          readings.filter(({ wait_ms }) => wait_ms === undefined),
          60
        )
        for (const { wait_ms } of readings) {
          if (wait_ms !== undefined) assert.isTrue(wait_ms > 0 && wait_ms <= 61_000, String(wait_ms))
        }
        assert.strictEqual((yield* stores[0]!.rates.take(quota, 0, "owed")).remaining, 0)
      })
    )
  )

  it.live("what is owed is taken, and what is given back can be taken again", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const [store] = yield* open(1)
        const { rates } = store!
        const quota = { key: "b", limit: 100 }
        assert.strictEqual((yield* rates.take(quota, 40, "all")).remaining, 60)
        assert.strictEqual((yield* rates.take(quota, 80, "owed")).remaining, -20)
        assert.isDefined((yield* rates.take(quota, 1, "all")).wait_ms)
        assert.strictEqual((yield* rates.take(quota, -50, "owed")).remaining, 30)
        assert.isUndefined((yield* rates.take(quota, 30, "all")).wait_ms)
        const { full_ms, remaining } = yield* rates.take(quota, -1000, "owed")
        assert.deepStrictEqual([full_ms, remaining], [0, 100])
      })
    )
  )

  if (pass.type === "set") {
    it.live("after the wait that a refusal names the same fits", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const [store] = yield* open(1)
          const { rates } = store!
          const quota = { key: "c", limit: 10 }
          yield* rates.take(quota, 4, "all")
          yield* pass.by(20_000)
          yield* rates.take(quota, 6, "all")
          const { wait_ms = 0 } = yield* rates.take(quota, 3, "all")
          assert.isTrue(wait_ms > 39_000 && wait_ms <= 41_000, String(wait_ms))
          yield* pass.by(wait_ms)
          assert.isUndefined((yield* rates.take(quota, 3, "all")).wait_ms)
          assert.isDefined((yield* rates.take(quota, 2, "all")).wait_ms)
          yield* pass.by(62_000)
          assert.deepStrictEqual(yield* rates.take(quota, 0, "owed"), { remaining: 10, full_ms: 0 })
        })
      )
    )
  }

  it.live("of so many places, as many are held at most, and one that is left is free", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const [one, other] = yield* open(2)
        const place = (lease: string) => ({ key: "d", lease })
        assert.isTrue(yield* one!.rates.enter(place("1"), 2, long))
        assert.isTrue(yield* one!.rates.enter(place("1"), 2, long))
        assert.isTrue(yield* other!.rates.enter(place("2"), 2, long))
        assert.isFalse(yield* one!.rates.enter(place("3"), 2, long))
        yield* other!.rates.leave([place("1"), place("nobody")])
        assert.isTrue(yield* one!.rates.enter(place("3"), 2, long))
      })
    )
  )

  it.live("the place of a process that died is free again, and one that is renewed is held", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const [one, other] = yield* open(2)
        const place = (lease: string) => ({ key: "e", lease })
        yield* one!.rates.enter(place("died"), 2, 2000)
        yield* one!.rates.enter(place("lives"), 2, 2000)
        yield* one!.rates.renew([place("lives"), place("never was")], long)
        yield* pass.by(2100)
        assert.isTrue(yield* other!.rates.enter(place("next"), 2, long))
        assert.isFalse(yield* other!.rates.enter(place("third"), 2, long))
        yield* one!.rates.renew([place("died")], long)
        yield* one!.rates.leave([place("next")])
        assert.isTrue(yield* other!.rates.enter(place("fourth"), 2, long))
      })
    )
  )
}
