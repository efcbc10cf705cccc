import type { Blob } from "@turnout/state/Blobs"
import type { Sql } from "./table.ts"

/** `most`: bytes of all values; beyond it the least recently used are dropped. */
export const make = ({ all, get, run }: Sql, now: () => number, most: number) => {
  const sizeOf = (): number => Number(get("SELECT coalesce(sum(size), 0) AS size FROM blobs")?.["size"])
  let size = sizeOf()
  let changes = 0

  /** Other processes write too: what is counted here is counted anew from time to time. */
  const bound = (at: number): void => {
    if (++changes % 200 === 0 || size > most) {
      run("DELETE FROM blobs WHERE expires <= ?", at)
      size = sizeOf()
    }
    while (size > most) {
      const oldest = all("SELECT key, size FROM blobs ORDER BY used LIMIT 50")
      if (oldest.length === 0) return
      for (const row of oldest) {
        if (size <= most) return
        run("DELETE FROM blobs WHERE key = ?", String(row["key"]))
        size -= Number(row["size"])
      }
    }
  }

  const put = (key: string, bytes: Uint8Array, ttl_ms: number): void => {
    const at = now()
    if (bytes.byteLength > most) return
    run(
      `INSERT OR REPLACE INTO blobs (key, bytes, at, expires, used, size) VALUES (?, ?, ?, ?, ?, ?)`,
      key,
      bytes,
      at,
      at + ttl_ms,
      at,
      bytes.byteLength
    )
    size += bytes.byteLength
    bound(at)
  }

  return {
    get: (key: string): Blob | undefined => {
      const at = now()
      const row = get("SELECT bytes, at FROM blobs WHERE key = ? AND expires > ?", key, at)
      if (row === undefined) return undefined
      run("UPDATE blobs SET used = ? WHERE key = ?", at, key)
      return { bytes: row["bytes"] as Uint8Array, age_ms: Math.max(0, at - Number(row["at"])) }
    },
    put,
    putNew: (key: string, bytes: Uint8Array, ttl_ms: number): boolean => {
      if (get("SELECT 1 FROM blobs WHERE key = ? AND expires > ?", key, now()) !== undefined) return false
      put(key, bytes, ttl_ms)
      return true
    },
    remove: (key: string): void => {
      run("DELETE FROM blobs WHERE key = ?", key)
    }
  }
}
