import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Guard } from "../Guard.ts"
import type { StoreError } from "../StoreError.ts"
import { every } from "../internal/every.ts"

/** Renews the leases that are held, three times while each lasts. */
export const renewing = <A>(
  { ask }: Guard,
  held: ReadonlyMap<string, A>,
  lease_ms: number,
  renew: (held: ReadonlyArray<A>, ttl_ms: number) => Effect.Effect<void, StoreError>
): Effect.Effect<void, never, Scope.Scope> =>
  every(
    Math.max(1, Math.floor(lease_ms / 3)),
    Effect.suspend(() =>
      held.size === 0 ? Effect.void : Effect.asVoid(ask(renew([...held.values()], lease_ms)))
    )
  )
