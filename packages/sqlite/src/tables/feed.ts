import { type Cursor, type Entry, keep_ms, most as kept } from "@turnout/state/Feed"
import type { Sql } from "./table.ts"

export const make = ({ all, get, run }: Sql, now: () => number) => {
  let appended = 0
  const newest = (): number => Number(get("SELECT max(id) AS id FROM feed")?.["id"] ?? lastOf())
  /** The last number that was ever given, where everything was dropped. */
  const lastOf = (): number =>
    Number(get("SELECT seq FROM sqlite_sequence WHERE name = 'feed'")?.["seq"] ?? 0)

  return {
    append: (texts: ReadonlyArray<string>): void => {
      const at = now()
      for (const text of texts) run("INSERT INTO feed (at, text) VALUES (?, ?)", at, text)
      appended += texts.length
      if (appended < 100) return
      appended = 0
      run("DELETE FROM feed WHERE at < ? OR id <= ?", at - keep_ms, newest() - kept)
    },
    read: (
      after: Cursor | undefined,
      most: number
    ): { readonly cursor: Cursor; readonly entries: ReadonlyArray<Entry> } => {
      const from = after === undefined ? newest() - most : Number(after)
      const rows = all(
        "SELECT id, at, text FROM feed WHERE id > ? AND at >= ? ORDER BY id LIMIT ?",
        from,
        now() - keep_ms,
        most
      )
      const last = rows.at(-1)?.["id"]
      return {
        cursor: String(last ?? Math.max(from, after === undefined ? newest() : 0)),
        entries: rows.map((row) => ({ at: Number(row["at"]), text: String(row["text"]) }))
      }
    }
  }
}
