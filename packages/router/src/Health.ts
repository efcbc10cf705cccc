import * as Context from "effect/Context"
import type { State } from "./health/contract.ts"

export type { Because, Entering, Failing, Lenience, Refused, State, Subject } from "./health/contract.ts"
export type { RetryBudget } from "./health/retries.ts"
export { make, type HealthOptions } from "./health/state.ts"

/** In memory; a router makes its own where the host gives none. Two routers that share one learn from each other. */
export class Health extends Context.Reference<State | undefined>("@turnout/router/Health", {
  defaultValue: () => undefined
}) {}
