import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import type { State } from "./memory/health/contract.ts"
import { make, type HealthOptions } from "./memory/health/state.ts"

export type {
  Because,
  Entering,
  Failing,
  Lenience,
  Refused,
  State,
  Subject
} from "./memory/health/contract.ts"
export type { RetryBudget } from "./memory/health/retries.ts"
export { make, type HealthOptions } from "./memory/health/state.ts"

/** In memory; a router makes its own where the host gives none. Two routers that share one learn from each other. */
export class Health extends Context.Reference<State | undefined>("@turnout/router/Health", {
  defaultValue: () => undefined
}) {
  /** One for all routers that are built over it. */
  static readonly layer = (options: HealthOptions = {}): Layer.Layer<never> =>
    Layer.sync(Health, () => make(options))
}
