import * as Effect from "effect/Effect"
import type { Kept, Receipts } from "../Receipts.ts"

const nameOf = ({ at, id }: Kept): string => `${String(at).padStart(16, "0")}:${id}`

/** `most`: receipts that are kept; beyond it the oldest are dropped. */
export const make = (most: number): Receipts => {
  const receipts = new Map<string, Kept>()
  let sorted: ReadonlyArray<readonly [string, Kept]> | undefined

  const inOrder = (): ReadonlyArray<readonly [string, Kept]> =>
    (sorted ??= [...receipts].sort(([left], [right]) => (left < right ? -1 : 1)))

  return {
    append: (added) =>
      Effect.sync(() => {
        for (const each of added) if (!receipts.has(nameOf(each))) receipts.set(nameOf(each), each)
        sorted = undefined
        if (receipts.size <= most) return
        for (const [name] of inOrder().slice(0, receipts.size - most)) receipts.delete(name)
        sorted = undefined
      }),
    read: ({ from, to }, count, after = "") =>
      Effect.sync(() => {
        const found = inOrder().filter(([name, { at }]) => at >= from && at < to && name > after)
        const page = found.slice(0, count)
        const last = page.at(-1)
        return {
          receipts: page.map(([, kept]) => kept),
          ...(last === undefined || found.length <= count ? {} : { next: last[0] })
        }
      }),
    remove: ({ before, user_id }) =>
      Effect.sync(() => {
        if (before === undefined && user_id === undefined) return 0
        let removed = 0
        for (const [name, kept] of receipts) {
          if (before !== undefined && kept.at >= before) continue
          if (user_id !== undefined && kept.user_id !== user_id) continue
          receipts.delete(name)
          removed++
        }
        if (removed > 0) sorted = undefined
        return removed
      })
  }
}
