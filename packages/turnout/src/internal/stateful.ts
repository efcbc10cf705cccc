import type { Catalog } from "@turnout/core/Catalog"
import type { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import { Router } from "@turnout/router/Router"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import type { Signals } from "@turnout/router/Signals"
import * as Stateful from "@turnout/state/Stateful"
import type { Store } from "@turnout/state/Store"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Options } from "../Options.ts"

interface Given {
  readonly budgets: Options["budgets"] | undefined
  readonly limits: Options["limits"] | undefined
  readonly on_store_failure: Options["on_store_failure"] | undefined
  readonly state: Layer.Layer<Store, unknown>
  readonly routing: RouterOptions
}

/** A router over a store: it closes before what it writes behind its calls, and that before the store. */
export const layer = ({
  routing,
  state,
  ...options
}: Given): Layer.Layer<Router, unknown, ProviderRegistry | Catalog> =>
  Layer.unwrap(
    Effect.map(
      Stateful.make({ ...options, health: routing.health, observe: routing.observe }),
      ({ context, observe }) =>
        Router.layerNoSignals({ ...routing, observe }).pipe(
          Layer.provideMerge(Layer.succeedContext<Signals>(context))
        )
    )
  ).pipe(Layer.provide(state))
export { checkOnFailure } from "@turnout/state/Stateful"
