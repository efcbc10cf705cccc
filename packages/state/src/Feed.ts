import type * as Effect from "effect/Effect"
import type { StoreError } from "./StoreError.ts"

/** What one process told the others. */
export interface Entry {
  /** The store's clock when it was appended. */
  readonly at: number
  readonly text: string
}

/** A place in the feed, in the store's own words. */
export type Cursor = string

/**
 * What processes tell each other in the background: outcomes of attempts and cooldowns. Laws:
 * 1. A reader that goes on from its cursor sees every entry once, in one order that all readers share, but for those that
 *    were dropped before it came.
 * 2. Entries older than `keep_ms`, and beyond `most`, may be dropped, the oldest first.
 */
export interface Feed {
  readonly append: (texts: ReadonlyArray<string>) => Effect.Effect<void, StoreError>
  /**
   * Entries after a cursor, the oldest first, `most` at most; without a cursor the newest `most` of those that are kept. The
   * cursor that is returned stands behind the last of them.
   */
  readonly read: (
    after: Cursor | undefined,
    most: number
  ) => Effect.Effect<{ readonly cursor: Cursor; readonly entries: ReadonlyArray<Entry> }, StoreError>
}

/** Milliseconds that entries are kept at least, where there are not too many: signals look back so far. */
export const keep_ms = 900_000

/** Entries that are kept at least. */
export const most = 20_000
