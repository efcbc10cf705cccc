import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import type { State } from "./memory/health/contract.ts"
import { make, type HealthOptions } from "./memory/health/state.ts"

export type {
  Asking,
  Because,
  Entering,
  Failing,
  Lasting,
  Lenience,
  Refused,
  State,
  Subject
} from "./memory/health/contract.ts"
export type { RetryBudget } from "./memory/health/retries.ts"
export { make, type HealthOptions } from "./memory/health/state.ts"

/**
 * Cooldowns and circuit breakers of endpoints and keys, in memory. A router creates its own unless the host
 * provides one; routers that share one also share what it has learned.
 */
export class Health extends Context.Reference<State | undefined>("@turnout/router/Health", {
  defaultValue: () => undefined
}) {
  /** One state for all routers that are built over this layer. */
  static readonly layer = (options: HealthOptions = {}): Layer.Layer<never> =>
    Layer.sync(Health, () => make(options))
}
