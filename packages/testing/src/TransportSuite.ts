import type { Transport } from "@turnout/wire/Transport"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Answers from "./transport-suite/answers.ts"
import * as Endings from "./transport-suite/endings.ts"

/** A promise that every transport keeps. `check` fails or dies where it is broken. */
export interface Law {
  readonly name: string
  readonly check: Effect.Effect<void, unknown, Transport | Scope.Scope>
}

/**
 * What a transport promises, checked over real sockets on the loopback interface, in real time. Each law gets a
 * scope of its own; run it with the layer under test and any test runner.
 */
export const laws: ReadonlyArray<Law> = [...Answers.laws, ...Endings.laws]
