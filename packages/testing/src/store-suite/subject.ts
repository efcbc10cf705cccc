import type { Parts } from "@turnout/state/Store"
import type { StoreError } from "@turnout/state/StoreError"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** One store, as a suite sees it. */
export interface Subject {
  /** Opens handles on one store that holds nothing yet, as so many processes would; they close with the scope. */
  readonly open: (handles: number) => Effect.Effect<ReadonlyArray<Parts>, StoreError, Scope.Scope>
  /**
   * Lets time pass in the store: its clock is set where that can be done, else it is waited for. Where it is waited for, laws
   * of minutes are left out.
   */
  readonly pass: { readonly type: "set" | "waited"; readonly by: (ms: number) => Effect.Effect<void> }
}
