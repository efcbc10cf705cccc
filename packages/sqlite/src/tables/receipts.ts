import type { Deletion, Kept, Page, Range } from "@turnout/state/Receipts"
import type { Sql } from "./table.ts"

/** A place between two receipts: the last that was read. */
const cursorOf = ({ at, id }: Kept): string => `${at}:${id}`

const placeOf = (cursor: string): readonly [at: number, id: string] => {
  const colon = cursor.indexOf(":")
  return [Number(cursor.slice(0, colon)), cursor.slice(colon + 1)]
}

const whole = (reading: number): number => Math.ceil(Math.min(Math.max(reading, 0), Number.MAX_SAFE_INTEGER))

/** `keep_ms`: receipts older than this are deleted; undefined keeps them. */
export const make = ({ all, run }: Sql, now: () => number, keep_ms: number | undefined) => {
  let swept = 0
  const sweep = (): void => {
    const at = now()
    if (keep_ms === undefined || at - swept < 60_000) return
    swept = at
    run("DELETE FROM receipts WHERE at < ?", whole(at - keep_ms))
  }

  return {
    append: (receipts: ReadonlyArray<Kept>): void => {
      for (const { at, id, text, user_id } of receipts) {
        run(
          "INSERT OR IGNORE INTO receipts (at, id, user_id, text) VALUES (?, ?, ?, ?)",
          at,
          id,
          user_id ?? null,
          text
        )
      }
      sweep()
    },
    read: ({ from, to }: Range, most: number, after?: string): Page => {
      const [at, id] = after === undefined ? [-1, ""] : placeOf(after)
      const rows = all(
        `SELECT at, id, user_id, text FROM receipts
         WHERE at >= ? AND at < ? AND (at, id) > (?, ?) ORDER BY at, id LIMIT ?`,
        whole(from),
        whole(to),
        at,
        id,
        most + 1
      )
      const receipts = rows.slice(0, most).map((row): Kept => {
        const user = row["user_id"]
        return {
          id: String(row["id"]),
          at: Number(row["at"]),
          ...(typeof user === "string" ? { user_id: user } : {}),
          text: String(row["text"])
        }
      })
      const last = receipts.at(-1)
      return { receipts, ...(rows.length <= most || last === undefined ? {} : { next: cursorOf(last) }) }
    },
    remove: ({ before, user_id }: Deletion): number => {
      if (before === undefined && user_id === undefined) return 0
      return run(
        "DELETE FROM receipts WHERE (?1 IS NULL OR at < ?1) AND (?2 IS NULL OR user_id = ?2)",
        before === undefined ? null : whole(before),
        user_id ?? null
      )
    }
  }
}
