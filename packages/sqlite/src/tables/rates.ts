import type { Place, Quota, Reading } from "@turnout/state/Rates"
import type { Sql } from "./table.ts"

/** Seconds that tokens count after the one in which they were taken. */
const span = 60

export const make = ({ all, get, run }: Sql, now: () => number) => {
  const give = (key: string, tokens: number): void => {
    let left = tokens
    while (left > 0) {
      const newest = get("SELECT second, tokens FROM rates WHERE key = ? ORDER BY second DESC LIMIT 1", key)
      if (newest === undefined) return
      const [second, taken] = [Number(newest["second"]), Number(newest["tokens"])]
      if (taken > left)
        run("UPDATE rates SET tokens = ? WHERE key = ? AND second = ?", taken - left, key, second)
      else run("DELETE FROM rates WHERE key = ? AND second = ?", key, second)
      left -= taken
    }
  }

  const usedOf = (key: string): { readonly used: number; readonly newest: number } => {
    const row = get("SELECT sum(tokens) AS used, max(second) AS newest FROM rates WHERE key = ?", key)
    return { used: Number(row?.["used"] ?? 0), newest: Number(row?.["newest"] ?? 0) }
  }

  let swept = 0
  const sweep = (at: number): void => {
    if (at - swept < 10_000) return
    swept = at
    run("DELETE FROM rates WHERE second < ?", Math.floor(at / 1000) - span)
    run("DELETE FROM places WHERE expires <= ?", at)
  }

  return {
    take: ({ key, limit }: Quota, tokens: number, how: "all" | "owed"): Reading => {
      const at = now()
      sweep(at)
      const second = Math.floor(at / 1000)
      run("DELETE FROM rates WHERE key = ? AND second < ?", key, second - span)
      const endOf = (second: number): number => (second + span + 1) * 1000 - at
      const before = usedOf(key)
      if (how === "all" && before.used + tokens > limit) {
        const missing = before.used + tokens - limit
        let freed = 0
        let wait_ms = endOf(second)
        for (const row of all("SELECT second, tokens FROM rates WHERE key = ? ORDER BY second", key)) {
          freed += Number(row["tokens"])
          if (freed < missing) continue
          wait_ms = endOf(Number(row["second"]))
          break
        }
        return {
          wait_ms,
          remaining: limit - before.used,
          full_ms: before.newest === 0 ? 0 : endOf(before.newest)
        }
      }
      if (tokens < 0) give(key, -tokens)
      else if (tokens > 0) {
        run(
          `INSERT INTO rates (key, second, tokens) VALUES (?1, ?2, ?3)
           ON CONFLICT (key, second) DO UPDATE SET tokens = tokens + ?3`,
          key,
          second,
          tokens
        )
      }
      const { newest, used } = usedOf(key)
      return { remaining: limit - used, full_ms: newest === 0 ? 0 : endOf(newest) }
    },
    enter: ({ key, lease }: Place, limit: number, ttl_ms: number): boolean => {
      const at = now()
      run("DELETE FROM places WHERE key = ? AND expires <= ?", key, at)
      const held = get(
        "SELECT count(*) AS count, coalesce(sum(lease = ?2), 0) AS own FROM places WHERE key = ?1",
        key,
        lease
      )
      if (held?.["own"] === 0 && Number(held["count"]) >= limit) return false
      run("INSERT OR REPLACE INTO places (key, lease, expires) VALUES (?, ?, ?)", key, lease, at + ttl_ms)
      return true
    },
    leave: (places: ReadonlyArray<Place>): void => {
      for (const { key, lease } of places) run("DELETE FROM places WHERE key = ? AND lease = ?", key, lease)
    },
    renew: (places: ReadonlyArray<Place>, ttl_ms: number): void => {
      const at = now()
      for (const { key, lease } of places) {
        run(
          "UPDATE places SET expires = ? WHERE key = ? AND lease = ? AND expires > ?",
          at + ttl_ms,
          key,
          lease,
          at
        )
      }
    }
  }
}
