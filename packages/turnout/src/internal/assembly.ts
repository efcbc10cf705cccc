/** All that a router is made of, loaded when the first call or `ready()` builds it. */
import type { Catalog } from "@turnout/core/Catalog"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { RouterError } from "@turnout/core/RouterError"
import { type FetchOptions, split } from "@turnout/fetch/FetchOptions"
import type { LimitsOptions } from "@turnout/limits/RateLimits"
import { Budget, type BudgetOptions } from "@turnout/router/Budget"
import { Router } from "@turnout/router/Router"
import type { Downloads } from "@turnout/wire/Downloads"
import type { Transport } from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { LogToStderr } from "effect/References"
import { layer as ownTransport, layerDownloads as ownDownloads } from "#transport"
import type { Options, ProviderLayer } from "../Options.ts"
import { gathered } from "./gathered.ts"
import { lazily } from "./lazily.ts"
import * as Mistakes from "./mistakes.ts"

/** What is said of the router itself, not of the doors before it. */
type Behind = Omit<Options, keyof FetchOptions>

/** The router behind the doors, or what is wrong with all that was given. */
export const layer = (given: Options): Layer.Layer<Router, unknown> =>
  Layer.unwrap(
    Effect.map(
      Effect.promise(() => Mistakes.of(given)),
      (mistake) => (mistake === undefined ? assembled(split(given).others) : refused(given ?? {}, mistake))
    )
  )

const assembled = ({
  providers,
  budgets,
  catalog = ownCatalog,
  download = false,
  limits,
  on_store_failure,
  proxy,
  state,
  transport = ownTransport({ proxy }),
  ...routing
}: Behind): Layer.Layer<Router, unknown> =>
  (state === undefined
    ? Router.layer(routing)
    : lazily(
        () => import("./stateful.ts"),
        ({ layer }) => layer({ budgets, limits, on_store_failure, routing, state })
      )
  ).pipe(
    Layer.provide(
      gathered<never, ProviderRegistry | Transport>(
        state === undefined ? [...providers, budgetsOf(budgets), limitsOf(limits)] : providers
      )
    ),
    Layer.provide([ProviderRegistry.layer, catalog, transport, downloadsOf(download), logged])
  )

/** Fails with the mistake, and with those in the options of the providers. */
const refused = ({ providers }: Partial<Options>, mistake: RouterError): Layer.Layer<Router, unknown> =>
  Layer.effectContext<Router, RouterError, never>(Effect.fail(mistake)).pipe(
    Layer.provide(
      gathered<never, ProviderRegistry | Transport>([
        Layer.effectDiscard(Effect.fail(mistake)),
        ...(Array.isArray(providers)
          ? providers.filter((each): each is ProviderLayer => Layer.isLayer(each))
          : [])
      ])
    ),
    Layer.provide([ProviderRegistry.layer, ownTransport({}), logged])
  )

/** Logs go to stderr, since stdout belongs to the program. */
const logged: Layer.Layer<never> = Layer.succeed(LogToStderr, true)

const downloadsOf = (download: NonNullable<Options["download"]>): Layer.Layer<never, unknown> => {
  if (download === false) return Layer.empty
  if (download === true) return ownDownloads({})
  const isLayer = (given: typeof download): given is Layer.Layer<Downloads, unknown> => Layer.isLayer(given)
  return isLayer(download) ? download : ownDownloads(download)
}

const budgetsOf = (options: BudgetOptions | undefined): Layer.Layer<never, unknown> =>
  options === undefined ? Layer.empty : Budget.layer(options)

const limitsOf = (options: LimitsOptions | undefined): Layer.Layer<never, unknown> =>
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
