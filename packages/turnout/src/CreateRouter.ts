import type { Catalog } from "@turnout/core/Catalog"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { RouterError } from "@turnout/core/RouterError"
import type { LimitsOptions } from "@turnout/limits/RateLimits"
import type { BudgetOptions } from "@turnout/router/Budget"
import type { Router } from "@turnout/router/Router"
import type { Downloads } from "@turnout/wire/Downloads"
import type { Transport } from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { LogToStderr } from "effect/References"
import { layer as ownTransport, layerDownloads as ownDownloads } from "#transport"
import { gathered } from "./internal/gathered.ts"
import { lazily } from "./internal/lazily.ts"
import type { Options, ProviderLayer } from "./Options.ts"
import * as TurnoutRouter from "./TurnoutRouter.ts"

/**
 * Creates a router for a program without Effect. Nothing is read, built or connected before the first call or
 * `ready()`.
 */
export const createRouter = (options: Options): TurnoutRouter.TurnoutRouter => {
  // What is none at all is told like what is wrong in it.
  const given: Options = { ...options }
  const { max_body_bytes, ...behind } = given
  return TurnoutRouter.make(
    Layer.unwrap(
      Effect.map(
        Effect.promise(() => import("./internal/mistakes.ts").then(({ of }) => of(options && given))),
        (mistake) => (mistake === undefined ? assembled(behind) : refused(given, mistake))
      )
    ),
    max_body_bytes === undefined ? {} : { max_body_bytes }
  )
}

const assembled = ({
  providers,
  budgets,
  catalog = ownCatalog,
  download = false,
  limits,
  proxy,
  transport = ownTransport({ proxy }),
  ...routing
}: Omit<Options, "max_body_bytes">): Layer.Layer<Router, unknown> =>
  lazily(
    () => import("@turnout/router/Router"),
    ({ Router }) => Router.layer(routing)
  ).pipe(
    Layer.provide(
      gathered<never, ProviderRegistry | Transport>([...providers, budgetsOf(budgets), limitsOf(limits)])
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
  options === undefined
    ? Layer.empty
    : lazily(
        () => import("@turnout/router/Budget"),
        ({ Budget }) => Budget.layer(options)
      )

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
