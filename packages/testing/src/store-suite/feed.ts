import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Subject } from "./subject.ts"

export const feed = ({ open }: Subject): void => {
  it.live("every reader sees every entry once, in one order", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const [one, other, reader] = yield* open(3)
        const start = (yield* reader!.feed.read(undefined, 100)).cursor
        const texts = Array.from({ length: 50 }, (_, index) => `${index} {"a":"\u00e9\ud83d\ude00\\n"}`)
        yield* Effect.forEach(texts, (text, index) => (index % 2 ? one! : other!).feed.append([text]), {
          concurrency: "unbounded"
        })
        yield* one!.feed.append(["last", "of all"])
        const seen: Array<string> = []
        let cursor = start
        for (;;) {
          const page = yield* reader!.feed.read(cursor, 7)
          if (page.entries.length === 0) break
          assert.isAtMost(page.entries.length, 7)
          seen.push(...page.entries.map(({ text }) => text))
          cursor = page.cursor
        }
        assert.deepStrictEqual(seen.toSorted(), [...texts, "last", "of all"].toSorted())
        const again = yield* other!.feed.read(start, 100)
        assert.deepStrictEqual(
          again.entries.map(({ text }) => text),
          seen
        )
        assert.deepStrictEqual((yield* other!.feed.read(again.cursor, 100)).entries, [])
      })
    )
  )

  it.live("a reader without a cursor begins with the newest, and goes on from there", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const [store] = yield* open(1)
        yield* store!.feed.append(["1", "2", "3", "4"])
        const { cursor, entries } = yield* store!.feed.read(undefined, 2)
        assert.deepStrictEqual(
          entries.map(({ text }) => text),
          ["3", "4"]
        )
        const now = yield* store!.now
        for (const { at } of entries) assert.isAtMost(at, now)
        yield* store!.feed.append(["5"])
        assert.deepStrictEqual(
          (yield* store!.feed.read(cursor, 10)).entries.map(({ text }) => text),
          ["5"]
        )
      })
    )
  )
}
