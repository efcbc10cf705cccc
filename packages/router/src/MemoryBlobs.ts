import * as Lru from "@turnout/core/Lru"
import * as Effect from "effect/Effect"
import type { CacheStoreService } from "./CacheStore.ts"

interface Stored {
  readonly bytes: Uint8Array
  readonly at: number
  readonly expires: number
}

/** Values by key in this process, lost with it. They are read when `get` is called. */
export interface MemoryBlobs extends Required<CacheStoreService> {
  readonly get: (
    key: string
  ) => Effect.Effect<{ readonly bytes: Uint8Array; readonly age_ms: number } | undefined>
  readonly put: (key: string, bytes: Uint8Array, ttl_ms: number) => Effect.Effect<void>
  /** Stores only what is not there; false: another value is. */
  readonly putNew: (key: string, bytes: Uint8Array, ttl_ms: number) => Effect.Effect<boolean>
  readonly remove: (key: string) => Effect.Effect<void>
}

/** `most`: bytes of all values and keys together; beyond it the least recently used are dropped. */
export const make = (now: () => number, most: number): MemoryBlobs => {
  const values = Lru.make<string, Stored>(Infinity)
  const held = { bytes: 0 }

  const sizeOf = (key: string, stored: Stored): number => stored.bytes.byteLength + key.length * 2
  const remove = (key: string): void => {
    const stored = values.peek(key)
    if (stored === undefined) return
    held.bytes -= sizeOf(key, stored)
    values.remove(key)
  }
  const find = (key: string): Stored | undefined => {
    const stored = values.peek(key)
    if (stored === undefined || stored.expires > now()) return stored
    remove(key)
    return undefined
  }
  const put = (key: string, value: Uint8Array, ttl_ms: number): void => {
    remove(key)
    const at = now()
    const stored: Stored = { bytes: value.slice(), at, expires: at + ttl_ms }
    const size = sizeOf(key, stored)
    if (size > most) return
    values.put(key, stored)
    held.bytes += size
    while (held.bytes > most) remove(values.oldest()!.key)
  }

  return {
    get: (key) => {
      const stored = find(key)
      if (stored === undefined) return Effect.undefined
      values.put(key, stored)
      return Effect.succeed({ bytes: stored.bytes, age_ms: Math.max(0, now() - stored.at) })
    },
    put: (key, value, ttl_ms) => Effect.sync(() => put(key, value, ttl_ms)),
    putNew: (key, value, ttl_ms) =>
      Effect.sync(() => {
        if (find(key) !== undefined) return false
        put(key, value, ttl_ms)
        return true
      }),
    remove: (key) => Effect.sync(() => remove(key))
  }
}
