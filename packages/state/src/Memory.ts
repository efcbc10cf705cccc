import * as BlobsInMemory from "@turnout/router/MemoryBlobs"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as CountersInMemory from "./memory/counters.ts"
import * as FeedInMemory from "./memory/feed.ts"
import * as RatesInMemory from "./memory/rates.ts"
import * as ReceiptsInMemory from "./memory/receipts.ts"
import { type Parts, Store } from "./Store.ts"

export interface MemoryOptions {
  /** Bytes of cached values and their keys. Default: 67,108,864, 64 MiB. */
  readonly blob_bytes?: number
  /** Receipts that are kept; the oldest are dropped first. Default: 100,000. */
  readonly receipts?: number
}

/** A store in this process, lost with it. `now`: its clock, milliseconds since 1970. */
export const make = (
  now: () => number,
  { blob_bytes = 67_108_864, receipts = 100_000 }: MemoryOptions = {}
): Parts => ({
  name: "memory",
  counters: CountersInMemory.make(now),
  rates: RatesInMemory.make(now),
  feed: FeedInMemory.make(now),
  blobs: BlobsInMemory.make(now, blob_bytes),
  receipts: ReceiptsInMemory.make(receipts),
  now: Effect.sync(now)
})

/** For tests, and for the parts of a router that ask a store although it is this process alone. */
export const layer = (options: MemoryOptions = {}): Layer.Layer<Store> =>
  Layer.effect(
    Store,
    Effect.clockWith((clock) =>
      Effect.succeed(Store.of(make(() => clock.currentTimeMillisUnsafe(), options)))
    )
  )
