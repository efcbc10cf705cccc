import * as Data from "effect/Data"

/**
 * Why a store did not do what it was asked. `unavailable`: it cannot be reached, does not answer, or refuses to work now, so
 * the same may succeed later. `conflict`: what is stored there is not what this version writes (another program's key,
 * another schema); nothing was overwritten. `invalid`: the request cannot succeed at this store.
 */
export type Reason = "unavailable" | "conflict" | "invalid"

/** A store's failure. It names no key's value and no secret. */
export class StoreError extends Data.TaggedError("StoreError")<{
  readonly reason: Reason
  readonly message: string
  readonly cause?: unknown
}> {}

export const unavailable = (message: string, cause?: unknown): StoreError =>
  new StoreError({ reason: "unavailable", message, ...(cause === undefined ? {} : { cause }) })

export const conflict = (message: string, cause?: unknown): StoreError =>
  new StoreError({ reason: "conflict", message, ...(cause === undefined ? {} : { cause }) })
