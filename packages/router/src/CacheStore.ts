import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

/** What keeps answers: `Blobs` of `@turnout/state` are one. It may drop any at any time. */
export interface CacheStoreService {
  /** `age_ms`: milliseconds since it was put, by the store's clock. A value is read whole or not at all. */
  readonly get: (
    key: string
  ) => Effect.Effect<{ readonly bytes: Uint8Array; readonly age_ms: number } | undefined, unknown>
  readonly put: (key: string, bytes: Uint8Array, ttl_ms: number) => Effect.Effect<void, unknown>
  readonly remove?: (key: string) => Effect.Effect<void, unknown>
}

/** What of answers is kept, for whom, and how long. */
export interface CacheOptions {
  /** Default: the store of the router's state, else memory of this process. */
  readonly store?: CacheStoreService
  /** Of the memory of this process, where no store is given. Default: 67,108,864, 64 MiB. */
  readonly bytes?: number
  /** Whether requests use it that do not say (`gateway.cache.mode`). Default: on. */
  readonly mode?: "on" | "off"
  /** Seconds that an answer is kept. Default: 300. */
  readonly ttl_s?: number
  /** Seconds that an answer to a request with an idempotency key is kept. Default: 86,400. */
  readonly idempotency_ttl_s?: number
  /**
   * Who gets the answer that another call paid for: the same principal (all of its ids; calls without any are one), all of
   * its workspace, or everyone. A request may narrow it. Default: principal.
   */
  readonly scope?: "principal" | "workspace" | "router"
  /** Also answers that were drawn by chance: `temperature` is absent or above 0. Default: false. */
  readonly sampled?: boolean
  /** Also answers to requests that offer tools. Default: false. */
  readonly tools?: boolean
  /** Calls with the same question at the same moment share one request to a vendor. Default: false. */
  readonly single_flight?: boolean
}

/** What `cache` keeps answers in where it names no store. */
export class CacheStore extends Context.Reference<CacheStoreService | undefined>(
  "@turnout/router/CacheStore",
  { defaultValue: () => undefined }
) {}
