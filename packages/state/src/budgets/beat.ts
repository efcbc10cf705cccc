import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Counters, Lease } from "../Counters.ts"
import { away, type Guard } from "../Guard.ts"
import { every } from "../internal/every.ts"
import type { Known } from "./known.ts"

/** Milliseconds between two readings of the counters in use: what is known when the store goes away is so old at most. */
const reading_ms = 2000

/** Counters that are read at a time, the last used. */
const mostRead = 500

export interface Beating {
  readonly counters: Counters
  readonly guard: Guard
  readonly known: Known
  readonly lease_ms: number
  /** The attempts in flight. */
  readonly live: ReadonlyMap<string, Lease>
}

/** Renews the leases of what is in flight, and reads the counters that were used, in the background. */
export const beat = ({
  counters,
  guard,
  known,
  lease_ms,
  live
}: Beating): Effect.Effect<void, never, Scope.Scope> =>
  Effect.gen(function* () {
    yield* every(
      Math.max(1, Math.floor(lease_ms / 3)),
      Effect.suspend(() =>
        live.size === 0 ? Effect.void : Effect.asVoid(guard.ask(counters.renew([...live.values()], lease_ms)))
      )
    )
    let seen = 0
    yield* every(
      reading_ms,
      Effect.suspend(() => {
        const version = known.version()
        if (version === seen) return Effect.void
        seen = version
        const used = known.used().slice(-mostRead)
        return Effect.map(guard.ask(counters.read(used)), (figures) => {
          if (figures !== away) known.read(used, figures)
        })
      })
    )
  })
