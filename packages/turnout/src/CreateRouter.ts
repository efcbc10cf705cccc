import type { Catalog } from "@turnout/core/Catalog"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
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
}

/** A router for a program without Effect. Nothing is read, built or connected before the first call. */
export const createRouter = (options: Options): TurnoutRouter.TurnoutRouter => {
  const { providers, catalog = ownCatalog, transport = ownTransport, ...routing } = options
  const registered = providers.reduce<ProviderLayer>((all, each) => Layer.merge(all, each), Layer.empty)
  return TurnoutRouter.make(
    lazily(
      () => import("@turnout/router/Router"),
      ({ Router }) => Router.layer(routing)
    ).pipe(Layer.provide(registered), Layer.provide([ProviderRegistry.layer, catalog, transport]))
  )
}

const ownCatalog: Layer.Layer<Catalog> = lazily(
  () => import("@turnout/catalog/Catalog"),
  ({ layer }) => layer
)
