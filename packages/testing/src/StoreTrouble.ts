import type { Parts } from "@turnout/state/Store"
import { type StoreError, unavailable } from "@turnout/state/StoreError"
import * as Effect from "effect/Effect"

/** `hung`: it neither answers nor refuses. `lost`: it does what it is asked, and the answer is lost. */
export type Mode = "up" | "down" | "hung" | "lost"

/** A store whose trouble a test sets. */
export interface StoreTrouble {
  readonly store: Parts
  readonly be: (mode: Mode) => void
  /** Requests that reached it, whatever became of them. */
  readonly requests: () => number
}

const refused = Effect.suspend(() => Effect.fail(unavailable("The store is away, since the test says so.")))

/** The same store, in trouble where a test says so. */
export const make = (store: Parts): StoreTrouble => {
  let mode: Mode = "up"
  let requests = 0
  const troubled = <A>(request: Effect.Effect<A, StoreError>): Effect.Effect<A, StoreError> =>
    Effect.suspend(() => {
      requests += 1
      switch (mode) {
        case "up":
          return request
        case "down":
          return refused
        case "hung":
          return Effect.never
        case "lost":
          return Effect.andThen(request, Effect.never)
      }
    })
  const part = <P extends object>(given: P): P =>
    Object.fromEntries(
      Object.entries(given).map(([name, ask]) => [
        name,
        (...asked: ReadonlyArray<unknown>) =>
          troubled(
            (ask as (...asked: ReadonlyArray<unknown>) => Effect.Effect<unknown, StoreError>)(...asked)
          )
      ])
    ) as P
  return {
    store: {
      ...store,
      counters: part(store.counters),
      rates: part(store.rates),
      feed: part(store.feed),
      blobs: part(store.blobs),
      receipts: part(store.receipts),
      now: troubled(store.now)
    },
    be: (next) => {
      mode = next
    },
    requests: () => requests
  }
}
