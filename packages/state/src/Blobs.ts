import type * as Effect from "effect/Effect"
import type { StoreError } from "./StoreError.ts"

export interface Blob {
  readonly bytes: Uint8Array
  /** Milliseconds since it was stored, by the store's clock. */
  readonly age_ms: number
}

/**
 * Values by key, for a time: cached answers, idempotent answers, locks. Laws: a value is read whole or not at all; an expired
 * one is absent; of several `putNew` of one key at once, one is true; a store may drop values early, the least recently
 * used first, to hold its bounds.
 */
export interface Blobs {
  readonly get: (key: string) => Effect.Effect<Blob | undefined, StoreError>
  readonly put: (key: string, bytes: Uint8Array, ttl_ms: number) => Effect.Effect<void, StoreError>
  /** Stores only what is not there; false: another value is. */
  readonly putNew: (key: string, bytes: Uint8Array, ttl_ms: number) => Effect.Effect<boolean, StoreError>
  readonly remove: (key: string) => Effect.Effect<void, StoreError>
}
