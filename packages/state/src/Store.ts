import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Blobs } from "./Blobs.ts"
import type { Counters } from "./Counters.ts"
import type { Feed } from "./Feed.ts"
import type { Rates } from "./Rates.ts"
import type { Receipts } from "./Receipts.ts"
import type { StoreError } from "./StoreError.ts"

/**
 * What a store does for routers. It is asked as it is: what happens while it is away, how long it is waited for, and what
 * is told in its place is the business of those who ask (`@turnout/state`). Every effect may be interrupted; what it then
 * did is as if the answer had been lost.
 */
export interface Parts {
  /** For messages: the kind of store and where it is, without credentials. */
  readonly name: string
  /**
   * Milliseconds after which a request that is not answered says that the store is away; until it answers again, no request
   * waits for it. Default: 100.
   */
  readonly timeout_ms?: number
  readonly counters: Counters
  readonly rates: Rates
  readonly feed: Feed
  readonly blobs: Blobs
  readonly receipts: Receipts
  /** The store's clock, milliseconds since 1970. */
  readonly now: Effect.Effect<number, StoreError>
}

/** A store of what routers remember: in memory, in a file, or shared by machines. */
export class Store extends Context.Service<Store, Parts>()("@turnout/state/Store") {}
