import * as Effect from "effect/Effect"
import { type Entry, type Feed, keep_ms, most as kept } from "../Feed.ts"

export const make = (now: () => number): Feed => {
  const entries: Array<Entry> = []
  /** Number of the first entry that is kept. */
  let first = 0

  const drop = (at: number): void => {
    let gone = Math.max(0, entries.length - kept)
    while (gone < entries.length && entries[gone]!.at + keep_ms < at) gone++
    if (gone > 0) {
      entries.splice(0, gone)
      first += gone
    }
  }

  return {
    append: (texts) =>
      Effect.sync(() => {
        const at = now()
        for (const text of texts) entries.push({ at, text })
        drop(at)
      }),
    read: (after, most) =>
      Effect.sync(() => {
        drop(now())
        const newest = first + entries.length
        const from = after === undefined ? newest - most : Number(after)
        const start = Math.max(from, first)
        const end = Math.min(start + most, newest)
        return { cursor: String(end), entries: entries.slice(start - first, end - first) }
      })
  }
}
