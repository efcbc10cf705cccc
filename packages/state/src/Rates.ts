import type * as Effect from "effect/Effect"
import type { StoreError } from "./StoreError.ts"

/** A quota per minute of one subject. */
export interface Quota {
  /** Any text. */
  readonly key: string
  /** Whole, at least 1. */
  readonly limit: number
}

/** A quota after it was asked. */
export interface Reading {
  /** Milliseconds until what was asked for fits; absent: it was taken. */
  readonly wait_ms?: number
  /** Whole part of what is left; negative where it is owed. */
  readonly remaining: number
  /** Milliseconds until nothing of it counts as used. */
  readonly full_ms: number
}

/** One call in flight. */
export interface Place {
  readonly key: string
  /** Unique among all processes. */
  readonly lease: string
}

/**
 * Where limits are counted. Laws, whatever the number of processes:
 * 1. In any minute, `all` takes `limit` tokens at most; they are counted by second, and count for 60 to 61 seconds.
 * 2. A refusal takes nothing, and names a wait after which the same would fit if no other request comes.
 * 3. What is `owed` is taken although it does not fit. Negative tokens give back what was taken last.
 * 4. Of `limit` places, `limit` are held at most. One that is not renewed for its `ttl_ms` is free again.
 */
export interface Rates {
  /** Takes tokens of a minute's quota: `all` (0 to `limit`) or none of them; or, whatever is left, they are `owed`. */
  readonly take: (quota: Quota, tokens: number, how: "all" | "owed") => Effect.Effect<Reading, StoreError>
  /** False: all places are held. Entering again with the same lease holds no second place. */
  readonly enter: (place: Place, limit: number, ttl_ms: number) => Effect.Effect<boolean, StoreError>
  readonly leave: (places: ReadonlyArray<Place>) => Effect.Effect<void, StoreError>
  /** Keeps places that are still held for another `ttl_ms` from now. */
  readonly renew: (places: ReadonlyArray<Place>, ttl_ms: number) => Effect.Effect<void, StoreError>
}
