import type { Catalog } from "@turnout/core/Catalog"
import type { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { FetchOptions } from "@turnout/fetch/FetchOptions"
import type { LimitsOptions } from "@turnout/limits/RateLimits"
import type { BudgetOptions } from "@turnout/router/Budget"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import type { Downloads, Options as DownloadOptions } from "@turnout/wire/Downloads"
import type { StatefulOptions } from "@turnout/state/Stateful"
import type { Store } from "@turnout/state/Store"
import type { Transport } from "@turnout/wire/Transport"
import type { Serves } from "@turnout/wire/Vendor"
import type * as Layer from "effect/Layer"

/** A provider's layer, as made by `openai()`, `anthropic({ apiKey })` or a host's own provider. */
export type ProviderLayer<V extends string = string> = Layer.Layer<
  never,
  unknown,
  ProviderRegistry | Transport
> &
  Serves<V>

export interface Options<V extends string = string> extends RouterOptions, FetchOptions {
  /** The accounts to route across; several of one vendor need distinct ids. */
  readonly providers: ReadonlyArray<ProviderLayer<V>>
  /** Model facts. Default: `@turnout/catalog`, loaded on first use. */
  readonly catalog?: Layer.Layer<Catalog, unknown>
  /** What sends requests. Default: undici on Node, `fetch` elsewhere. */
  readonly transport?: Layer.Layer<Transport, unknown>
  /**
   * `environment`: requests of the default transport go through the proxies that `HTTPS_PROXY` and `HTTP_PROXY` name,
   * except to the hosts of `NO_PROXY`. Default: no proxy. For any other, give `transport` a dispatcher's layer.
   */
  readonly proxy?: "environment" | undefined
  /**
   * Whether to download images for endpoints that accept no URLs: `true`, limits, or the host's own layer. Only the
   * public internet is reached, since URLs come from callers and this machine fetches them. Default: false.
   */
  readonly download?: boolean | DownloadOptions | Layer.Layer<Downloads, unknown>
  /** Spending limits; kept in memory and lost with the process, or in `state`. */
  readonly budgets?: BudgetOptions
  /** Limits of requests and tokens per minute and of concurrency: of this process, or of all that share `state`. */
  readonly limits?: LimitsOptions
  /**
   * Where budgets, limits, health, signals and receipts are kept: `sqlite({ file })` of `@turnout/sqlite`, `redis({ url })` of
   * `@turnout/redis`, or a store of the host's. Default: in memory, and no receipts.
   */
  readonly state?: Layer.Layer<Store, unknown>
  /**
   * What happens to budgets and limits while `state` cannot be reached: calls go on with what this process knows (`open`), or
   * are refused. Default: open.
   */
  readonly on_store_failure?: NonNullable<StatefulOptions["on_store_failure"]>
}
