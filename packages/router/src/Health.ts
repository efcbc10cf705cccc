import * as Options from "@turnout/core/Options"
import type { RouterError } from "@turnout/core/RouterError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { State } from "./memory/health/contract.ts"
import { check } from "./memory/health/options.ts"
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
export { check } from "./memory/health/options.ts"
export type { RetryBudget } from "./memory/health/retries.ts"
export { make, type HealthOptions } from "./memory/health/state.ts"

/**
 * Cooldowns and circuit breakers of endpoints and keys, in memory. A router creates its own unless the host
 * provides one; routers that share one also share what it has learned.
 */
export class Health extends Context.Reference<State | undefined>("@turnout/router/Health", {
  defaultValue: () => undefined
}) {
  /** One state for all routers that are built over this layer. Fails if the options are wrong. */
  static readonly layer = (options: HealthOptions = {}): Layer.Layer<never, RouterError> =>
    Layer.effect(
      Health,
      Effect.suspend(() => {
        const mistake = Options.mistake(check, options, { name: "health" })
        return mistake === undefined ? Effect.succeed(make(options)) : Effect.fail(mistake)
      })
    )
}
