import type * as Effect from "effect/Effect"
import type { StoreError } from "./StoreError.ts"

/** A receipt as it is kept. */
export interface Kept {
  /** Of the call; with `at` it is unique, and storing the same again changes nothing. */
  readonly id: string
  /** Clock reading at the start of the call, whole milliseconds. */
  readonly at: number
  /** Whose it is, for deletion. */
  readonly user_id?: string
  /** JSON. */
  readonly text: string
}

export interface Range {
  /** Clock readings; `to` is no part of it. */
  readonly from: number
  readonly to: number
}

export interface Page {
  readonly receipts: ReadonlyArray<Kept>
  /** Where the next page begins; absent: this was the last. */
  readonly next?: string
}

/** Which to delete: all that match every field that is there. */
export interface Deletion {
  /** Those that began before this clock reading. */
  readonly before?: number
  readonly user_id?: string
}

/** Receipts of calls, by time: written behind the calls, read by reports. */
export interface Receipts {
  readonly append: (receipts: ReadonlyArray<Kept>) => Effect.Effect<void, StoreError>
  /** Ascending by `at`, then by id; what is appended meanwhile may or may not be among them. */
  readonly read: (range: Range, most: number, after?: string) => Effect.Effect<Page, StoreError>
  /** How many were deleted. A deletion that names nothing deletes nothing. */
  readonly remove: (deletion: Deletion) => Effect.Effect<number, StoreError>
}
