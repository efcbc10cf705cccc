import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Subject } from "./subject.ts"

const long = 60_000
const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)

export const blobs = ({ open, pass }: Subject): void => {
  it.live("a value is read as it was written, by every handle, until it is removed or replaced", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const [one, other] = yield* open(2)
        const key = "k: {x} \ud83d\ude00\n"
        assert.isUndefined(yield* one!.blobs.get(key))
        const mine = bytes.slice()
        yield* one!.blobs.put(key, mine, long)
        mine.fill(0)
        const read = yield* other!.blobs.get(key)
        assert.deepStrictEqual([...read!.bytes], [...bytes])
        assert.isAtLeast(read!.age_ms, 0)
        yield* other!.blobs.put(key, new Uint8Array(), long)
        assert.lengthOf((yield* one!.blobs.get(key))!.bytes, 0)
        yield* one!.blobs.remove(key)
        yield* one!.blobs.remove(key)
        assert.isUndefined(yield* other!.blobs.get(key))
      })
    )
  )

  it.live("of many who store what is not there, one does", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const stores = yield* open(4)
        const won = yield* Effect.forEach(
          Array.from({ length: 20 }, (_, index) => index),
          (index) => stores[index % 4]!.blobs.putNew("lock", Uint8Array.of(index), long),
          { concurrency: "unbounded" }
        )
        assert.lengthOf(
          won.filter((each) => each),
          1
        )
        assert.deepStrictEqual([...(yield* stores[0]!.blobs.get("lock"))!.bytes], [won.indexOf(true)])
      })
    )
  )

  it.live("an expired value is absent, and can be stored anew", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const [store] = yield* open(1)
        yield* store!.blobs.put("a", bytes, 2000)
        yield* pass.by(2100)
        assert.isUndefined(yield* store!.blobs.get("a"))
        assert.isTrue(yield* store!.blobs.putNew("a", Uint8Array.of(1), long))
        assert.deepStrictEqual([...(yield* store!.blobs.get("a"))!.bytes], [1])
      })
    )
  )

  it.live("values of a megabyte are kept whole", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const [store] = yield* open(1)
        const large = Uint8Array.from({ length: 1_048_576 }, (_, index) => index * 7)
        yield* store!.blobs.put("large", large, long)
        assert.isTrue(Buffer.from((yield* store!.blobs.get("large"))!.bytes).equals(Buffer.from(large)))
      })
    )
  )
}
