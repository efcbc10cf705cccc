import { assert, it } from "@effect/vitest"
import type { Counter, Lease } from "@turnout/state/Counters"
import type { Parts } from "@turnout/state/Store"
import * as Effect from "effect/Effect"
import type { Subject } from "./subject.ts"

const day = 86_400_000

/** A counter of the day in which the store is. */
const today = (store: Parts, key: string, limit?: number) =>
  Effect.map(store.now, (now): Counter => {
    const start = Math.floor(now / day) * day
    return { key, start, end: start + day, ...(limit === undefined ? {} : { limit }) }
  })

const lease = (id: string, nanos: number, ...counters: ReadonlyArray<Counter>): Lease => ({
  id,
  nanos,
  counters
})

const zero = { spent: 0, reserved: 0, unpriced: 0 }
const long = 60_000

export const counters = ({ open, pass }: Subject): void => {
  it.live("a counter that was never written is zero, and an amount of 0 always fits", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const [store] = yield* open(1)
        const counter = yield* today(store!, "a", 0)
        assert.deepStrictEqual(yield* store!.counters.read([counter]), [zero])
        assert.deepStrictEqual(yield* store!.counters.reserve(lease("1", 0, counter), long), {
          type: "reserved"
        })
        yield* store!.counters.settle([{ lease: lease("1", 0, counter), spent: 7 }])
        assert.deepStrictEqual(yield* store!.counters.read([counter]), [{ ...zero, spent: 7 }])
        assert.deepStrictEqual(
          (yield* store!.counters.reserve(lease("2", 1, counter), long)).type,
          "exhausted"
        )
      })
    )
  )

  it.live("a reservation is held in all of its counters or in none", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const [store] = yield* open(1)
        const wide = yield* today(store!, "wide", 100)
        const narrow = yield* today(store!, "narrow", 10)
        const counted = yield* today(store!, "counted")
        const { counters } = store!
        assert.deepStrictEqual(yield* counters.reserve(lease("1", 11, wide, counted, narrow), long), {
          type: "exhausted",
          index: 2,
          ...zero
        })
        assert.deepStrictEqual(yield* counters.read([wide, narrow, counted]), [zero, zero, zero])
        yield* counters.reserve(lease("2", 10, wide, counted, narrow), long)
        const held = { ...zero, reserved: 10 }
        assert.deepStrictEqual(yield* counters.read([wide, narrow, counted]), [held, held, held])
        assert.deepStrictEqual(yield* counters.reserve(lease("3", 1, wide, narrow), long), {
          type: "exhausted",
          index: 1,
          ...held
        })
      })
    )
  )

  it.live("many handles at once reserve what the limit holds, and no more", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const stores = yield* open(4)
        const counter = yield* today(stores[0]!, "shared", 1000)
        const kinds = yield* Effect.forEach(
          Array.from({ length: 400 }, (_, index) => index),
          (index) => stores[index % 4]!.counters.reserve(lease(`${index}`, 10, counter), long),
          { concurrency: "unbounded" }
        )
        assert.lengthOf(
          kinds.filter(({ type }) => type === "reserved"),
          100
        )
        assert.deepStrictEqual(yield* stores[3]!.counters.read([counter]), [{ ...zero, reserved: 1000 }])
      })
    )
  )

  it.live("a lease is settled once, by whichever handle, and an unknown cost is counted apart", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const [one, other] = yield* open(2)
        const counter = yield* today(one!, "b", 100)
        const first = lease("1", 10, counter)
        const second = lease("2", 10, counter)
        yield* one!.counters.reserve(first, long)
        yield* one!.counters.reserve(first, long)
        yield* one!.counters.reserve(second, long)
        assert.deepStrictEqual(yield* other!.counters.read([counter]), [{ ...zero, reserved: 20 }])
        yield* other!.counters.settle([{ lease: first, spent: 4 }])
        yield* one!.counters.settle([
          { lease: first, spent: 9 },
          { lease: second, spent: undefined }
        ])
        assert.deepStrictEqual(yield* one!.counters.read([counter]), [{ spent: 4, reserved: 0, unpriced: 1 }])
      })
    )
  )

  it.live("the settlement of a lease that was never seen books what was spent, once", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const [store] = yield* open(1)
        const counter = yield* today(store!, "c", 100)
        const unseen = { lease: lease("journal", 50, counter), spent: 30 }
        yield* store!.counters.settle([unseen])
        yield* store!.counters.settle([unseen])
        assert.deepStrictEqual(yield* store!.counters.read([counter]), [{ ...zero, spent: 30 }])
      })
    )
  )

  it.live("a lease that is not renewed is booked in full, and corrected by a late settlement", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const [store] = yield* open(1)
        const { counters } = store!
        const counter = yield* today(store!, "d", 100)
        const died = lease("died", 40, counter)
        const lives = lease("lives", 20, counter)
        yield* counters.reserve(died, 2000)
        yield* counters.reserve(lives, 2000)
        yield* counters.renew([lives], 120_000)
        yield* pass.by(2100)
        assert.deepStrictEqual(yield* counters.reserve(lease("more", 41, counter), long), {
          type: "exhausted",
          index: 0,
          spent: 40,
          reserved: 20,
          unpriced: 0
        })
        yield* counters.settle([{ lease: died, spent: 5 }])
        yield* counters.settle([{ lease: died, spent: 5 }])
        assert.deepStrictEqual(yield* counters.read([counter]), [{ spent: 5, reserved: 20, unpriced: 0 }])
      })
    )
  )

  it.live("periods of one key are counted apart, and keys may be any text", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const [store] = yield* open(1)
        const { counters } = store!
        const odd = yield* today(store!, "{a} b:c\u0000\n\ud83d\ude00'\"", 100)
        const next = { ...odd, start: odd.end, end: odd.end + day }
        yield* counters.settle([{ lease: lease("1", 10, odd), spent: 10 }])
        yield* counters.settle([{ lease: lease("2", 10, next), spent: 3 }])
        assert.deepStrictEqual(yield* counters.read([odd, next]), [
          { ...zero, spent: 10 },
          { ...zero, spent: 3 }
        ])
      })
    )
  )

  it.live("amounts are exact to the last nano-dollar of nine million dollars", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const [store] = yield* open(1)
        const { counters } = store!
        const most = 9_000_000_000_000_000
        const counter = yield* today(store!, "e", most)
        yield* counters.reserve(lease("1", most - 1, counter), long)
        assert.strictEqual((yield* counters.reserve(lease("2", 2, counter), long)).type, "exhausted")
        assert.strictEqual((yield* counters.reserve(lease("3", 1, counter), long)).type, "reserved")
        yield* counters.settle([{ lease: lease("1", most - 1, counter), spent: most - 1 }])
        assert.deepStrictEqual(yield* counters.read([counter]), [
          { spent: most - 1, reserved: 1, unpriced: 0 }
        ])
      })
    )
  )
}
