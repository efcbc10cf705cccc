import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Counters } from "../Counters.ts"
import { away, type Guard } from "../Guard.ts"
import { every } from "../internal/every.ts"
import type { Known } from "./known.ts"

/** Milliseconds between two readings of the counters in use: what is known when the store goes away is so old at most. */
const reading_ms = 2000

/** Counters that are read at a time, the last used. */
const mostRead = 500

/** Reads the counters that were used since the last time, in the background. */
export const reading = (
  { ask }: Guard,
  counters: Counters,
  known: Known
): Effect.Effect<void, never, Scope.Scope> => {
  let seen = 0
  return every(
    reading_ms,
    Effect.suspend(() => {
      const version = known.version()
      if (version === seen) return Effect.void
      seen = version
      const used = known.used().slice(-mostRead)
      return Effect.map(ask(counters.read(used)), (figures) => {
        if (figures !== away) known.read(used, figures)
      })
    })
  )
}
