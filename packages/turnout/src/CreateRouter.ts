import type { Catalog } from "@turnout/core/Catalog"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { LimitsOptions } from "@turnout/limits/RateLimits"
import type { BudgetOptions } from "@turnout/router/Budget"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import type { Transport } from "@turnout/wire/Transport"
import * as Layer from "effect/Layer"
import { layer as ownTransport } from "#transport"
import { lazily } from "./internal/lazily.ts"
import * as TurnoutRouter from "./TurnoutRouter.ts"

/** What a provider package gives: `openai()`, `anthropic({ apiKey })`, or a host's own. */
export type ProviderLayer = Layer.Layer<never, unknown, ProviderRegistry | Transport>

export interface Options extends RouterOptions {
  /** The accounts to route across; two of one vendor have two ids. */
  readonly providers: ReadonlyArray<ProviderLayer>
  /** Model facts; those of `@turnout/catalog`, loaded at the first use. */
  readonly catalog?: Layer.Layer<Catalog, unknown>
  /** What sends requests; undici on Node, else `fetch`. */
  readonly transport?: Layer.Layer<Transport, unknown>
  /** What may be spent, by whom; kept in memory, and forgotten with the process. */
  readonly budgets?: BudgetOptions
  /** How much may be asked per minute and at once. */
  readonly limits?: LimitsOptions
}

/** A router for a program without Effect. Nothing is read, built or connected before the first call. */
export const createRouter = (options: Options): TurnoutRouter.TurnoutRouter => {
  const { providers, budgets, catalog = ownCatalog, limits, transport = ownTransport, ...routing } = options
  const registered = providers.reduce<ProviderLayer>((all, each) => Layer.merge(all, each), Layer.empty)
  return TurnoutRouter.make(
    lazily(
      () => import("@turnout/router/Router"),
      ({ Router }) => Router.layer(routing)
    ).pipe(
      Layer.provide(registered),
      Layer.provide([ProviderRegistry.layer, catalog, transport, budgetsOf(budgets), limitsOf(limits)])
    )
  )
}

const budgetsOf = (options: BudgetOptions | undefined): Layer.Layer<never, unknown> =>
  options === undefined
    ? Layer.empty
    : lazily(
        () => import("@turnout/router/Budget"),
        ({ Budget }) => Budget.layer(options)
      )

const limitsOf = (options: LimitsOptions | undefined): Layer.Layer<never> =>
  options === undefined
    ? Layer.empty
    : lazily(
        () => import("@turnout/limits/RateLimits"),
        ({ layer }) => layer(options)
      )

const ownCatalog: Layer.Layer<Catalog> = lazily(
  () => import("@turnout/catalog/Catalog"),
  ({ layer }) => layer
)
