import type { Catalog } from "@turnout/core/Catalog"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { LimitsOptions } from "@turnout/limits/RateLimits"
import type { BudgetOptions } from "@turnout/router/Budget"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import type { Downloads, Options as DownloadOptions } from "@turnout/wire/Downloads"
import type { Transport } from "@turnout/wire/Transport"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { layer as ownTransport, layerDownloads as ownDownloads } from "#transport"
import { gathered } from "./internal/gathered.ts"
import { lazily } from "./internal/lazily.ts"
import * as TurnoutRouter from "./TurnoutRouter.ts"

/** What a provider package gives: `openai()`, `anthropic({ apiKey })`, or a host's own. */
export type ProviderLayer = Layer.Layer<never, unknown, ProviderRegistry | Transport>

export interface Options extends RouterOptions {
  /** The accounts to route across; two of one vendor have two ids. */
  readonly providers: ReadonlyArray<ProviderLayer>
  /** Model facts; those of `@turnout/catalog`, loaded at the first use. */
  readonly catalog?: Layer.Layer<Catalog, unknown>
  /** What sends requests. Default: undici on Node, `fetch` elsewhere. */
  readonly transport?: Layer.Layer<Transport, unknown>
  /**
   * `environment`: requests of the default transport go through the proxies that `HTTPS_PROXY` and `HTTP_PROXY` name,
   * except to the hosts of `NO_PROXY`. Default: no proxy. For any other, give `transport` a dispatcher's layer.
   */
  readonly proxy?: "environment" | undefined
  /**
   * Whether images are fetched for endpoints that take no URLs; not, by default. `true`, its limits, or a layer of
   * the host's own. A URL is the caller's and who fetches it is this machine: only the public internet is reached.
   */
  readonly download?: boolean | DownloadOptions | Layer.Layer<Downloads, unknown>
  /** What may be spent, by whom; kept in memory, and forgotten with the process. */
  readonly budgets?: BudgetOptions
  /** How much may be asked per minute and at once. */
  readonly limits?: LimitsOptions
  /** Of the body of a request to `router.fetch`; beyond it the answer is 413. Default: 10 MiB. */
  readonly max_body_bytes?: number
}

/** A router for a program without Effect. Nothing is read, built or connected before the first call. */
export const createRouter = (options: Options): TurnoutRouter.TurnoutRouter => {
  const {
    providers,
    budgets,
    catalog = ownCatalog,
    download = false,
    limits,
    max_body_bytes,
    proxy,
    transport = ownTransport({ proxy }),
    ...routing
  } = options
  return TurnoutRouter.make(
    lazily(
      () => import("@turnout/router/Router"),
      ({ Router }) => Router.layer(routing)
    ).pipe(
      Layer.provide(
        gathered<never, ProviderRegistry | Transport>([...providers, budgetsOf(budgets), limitsOf(limits)])
      ),
      Layer.provide([ProviderRegistry.layer, catalog, transport, downloadsOf(download), logged])
    ),
    max_body_bytes === undefined ? {} : { max_body_bytes }
  )
}

/** What is logged goes to where errors go: a program's output is its own. */
const logged: Layer.Layer<never> = Layer.succeed(Logger.LogToStderr, true)

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
