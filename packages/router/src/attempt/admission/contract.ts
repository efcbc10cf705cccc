import type { RequestFacts } from "@turnout/core/Candidate"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { Credential } from "@turnout/core/Provider"
import type { Request } from "@turnout/core/Request"
import type { RouterError } from "@turnout/core/RouterError"
import type * as Usage from "@turnout/core/Usage"
import type * as Clock from "effect/Clock"
import type * as Effect from "effect/Effect"
import type { Principal } from "../../Principal.ts"
import type * as Refusal from "../../Refusal.ts"
import type { Holding } from "./holding.ts"
import type { Refused } from "./one-wait.ts"

/** An admitted attempt. The first of the two calls releases what it holds; later calls do nothing. */
export interface Pass {
  /** Settles usage and cost in nano-dollars, as far as known; `undefined`: the cost is unknown. */
  readonly settle: (nanos: number | undefined, usage: Usage.Usage | undefined) => void
  /** Releases the attempt at no cost. */
  readonly release: () => void
}

/** Admission of one call and its attempts by budgets, and by the limits of the caller and of providers. */
export interface Admission {
  /** Admits the call as a whole, once, before its first attempt. */
  readonly call: Effect.Effect<void, RouterError>
  /** Reserves what the attempt may cost, at once: an `Exit` where no store is asked. What is not settled or released is released by `close`. */
  readonly attempt: (
    endpoint: Endpoint,
    owner: Credential["owner"],
    request?: Request
  ) => Effect.Effect<Pass | Refusal.Refusal>
  /** Ends the call, also after an interruption. */
  readonly close: Effect.Effect<void>
}

export interface Subject {
  readonly principal: Principal
  readonly request: Request
  readonly facts: Pick<RequestFacts, "prompt_tokens" | "output_tokens" | "choices" | "inputs">
  readonly clock: Clock.Clock
  readonly deadline: number
  /** The service tier that was asked for. */
  readonly tier?: string | undefined
  /** Where the first attempt will most likely be made: what it needs is asked for together with what the call needs. */
  readonly likely?: (() => Likely | undefined) | undefined
}

export interface Likely {
  readonly endpoint: Endpoint
  readonly owner: Credential["owner"]
}

/** An attempt that was admitted, or not, before it was asked for. */
export interface Ahead extends Likely {
  readonly sent: Request
  readonly holding: Holding
  readonly refused: Refused
}

export const isRefusal = (value: Pass | Refusal.Refusal): value is Refusal.Refusal => "code" in value
