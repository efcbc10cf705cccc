import { assert, it } from "@effect/vitest"
import type { Kept, Range } from "@turnout/state/Receipts"
import type { Parts } from "@turnout/state/Store"
import * as Effect from "effect/Effect"
import type { Subject } from "./subject.ts"

const base = 1_790_000_000_000
const kept = (index: number, more: Partial<Kept> = {}): Kept => ({
  id: `call ${index}`,
  at: base + Math.floor(index / 2) * 40_000_000,
  text: JSON.stringify({ index, name: "\u00e9 \ud83d\ude00 '" }),
  ...more
})

/** All pages of a range. */
const readAll = ({ receipts }: Parts, range: Range, most: number) =>
  Effect.gen(function* () {
    const all: Array<Kept> = []
    let after: string | undefined
    do {
      const page = yield* receipts.read(range, most, after)
      assert.isAtMost(page.receipts.length, most)
      all.push(...page.receipts)
      after = page.next
    } while (after !== undefined)
    return all
  })

const everything: Range = { from: 0, to: Infinity }

export const receipts = ({ open }: Subject): void => {
  it.live("receipts are read in the order of time, in pages, and each is kept once", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const [one, other] = yield* open(2)
        const all = Array.from({ length: 9 }, (_, index) => kept(index))
        yield* one!.receipts.append([...all.slice(4), ...all.slice(0, 2)])
        yield* other!.receipts.append(all)
        yield* other!.receipts.append([])
        assert.deepStrictEqual(yield* readAll(one!, everything, 2), all)
        assert.deepStrictEqual(yield* readAll(one!, everything, 100), all)
        assert.deepStrictEqual(
          yield* readAll(other!, { from: all[2]!.at, to: all[6]!.at }, 3),
          all.slice(2, 6)
        )
        assert.deepStrictEqual(yield* readAll(one!, { from: 5, to: 5 }, 3), [])
      })
    )
  )

  it.live("receipts are deleted by age, by user, or by both, and never by nothing", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const [store] = yield* open(1)
        const { receipts } = store!
        const all = Array.from({ length: 8 }, (_, index) =>
          kept(index, index % 2 ? { user_id: "ada {x}'" } : {})
        )
        yield* receipts.append(all)
        assert.strictEqual(yield* receipts.remove({}), 0)
        assert.strictEqual(yield* receipts.remove({ user_id: "nobody" }), 0)
        assert.strictEqual(yield* receipts.remove({ before: all[2]!.at, user_id: "ada {x}'" }), 1)
        assert.strictEqual(yield* receipts.remove({ before: all[4]!.at }), 3)
        assert.strictEqual(yield* receipts.remove({ user_id: "ada {x}'" }), 2)
        assert.deepStrictEqual(yield* readAll(store!, everything, 10), [all[4]!, all[6]!])
      })
    )
  )
}
