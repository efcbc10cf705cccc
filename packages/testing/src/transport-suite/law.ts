import type { Transport } from "@turnout/wire/Transport"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** A promise that every transport keeps. `check` fails or dies where it is broken. */
export interface Law {
  readonly name: string
  readonly check: Effect.Effect<void, unknown, Transport | Scope.Scope>
}
