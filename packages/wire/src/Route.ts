import type { Endpoint } from "@turnout/core/Endpoint"
import type { Failure } from "@turnout/core/Failure"
import type { Fitted } from "@turnout/core/Fit"
import type { Credential, Prepared, Reply, RunOptions } from "@turnout/core/Provider"
import type * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Address } from "./Address.ts"
import type { Auth } from "./Auth.ts"
import type { Protocol } from "./Protocol.ts"
import type { Transport } from "./Transport.ts"

/** What is said, where, and by whom. */
export interface Parts<S, F> {
  readonly protocol: Protocol<S, F>
  readonly address: Address
  readonly auth: Auth
}

/** The two functions that a provider takes from here. */
export interface Route {
  readonly prepare: (fitted: Fitted, endpoint: Endpoint) => Prepared
  readonly run: (
    prepared: Prepared,
    endpoint: Endpoint,
    credential: Credential,
    options: RunOptions
  ) => Effect.Effect<Reply, Failure, Scope.Scope>
}

export declare const make: <S, F>(
  transport: Context.Service.Shape<typeof Transport>,
  parts: Parts<S, F>
) => Route
