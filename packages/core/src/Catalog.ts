import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Override } from "./Capabilities.ts"
import type { DataPolicy, Limits, Tier } from "./Endpoint.ts"
import type { Price } from "./Price.ts"

/** What the catalog states of one endpoint. Absent is not known; unknown is never zero or no. */
export interface CatalogRow {
  /** Catalog id of the provider. */
  readonly provider: string
  readonly id: string
  /** Canonical model; absent where the endpoint is a thing of its own. */
  readonly model?: string
  readonly name: string
  readonly tier: Tier
  /** Other editions of the same row that differ in nothing but the id; they answer only when named. */
  readonly also?: ReadonlyArray<string>
  /** What is special about this way to call the model: `turbo`, `speed`, `tee`, `mode`, … */
  readonly editions?: ReadonlyArray<string>
  /** The weights behind this id move. */
  readonly floating?: boolean
  readonly limits: Limits
  readonly input: ReadonlyArray<string>
  readonly output: ReadonlyArray<string>
  readonly capabilities: Override
  /** How it differs from its provider's protocol, for the provider that serves it: `wire`, `max_tokens_field`, … */
  readonly quirks?: { readonly [quirk: string]: string | boolean }
  readonly prices: ReadonlyArray<Price>
  readonly regions?: ReadonlyArray<string>
  readonly quantization?: string
  readonly data_policy?: DataPolicy
  readonly status?: "alpha" | "beta" | "deprecated"
  readonly released?: string
  readonly retires?: string
  /** The last snapshot that listed it. */
  readonly seen: string
}

/** A canonical model: facts about weights. Never read capabilities from it: they are per endpoint. */
export interface CatalogModel {
  readonly id: string
  readonly name: string
  readonly lab?: string
  readonly open_weights?: boolean
  readonly released?: string
}

export interface CatalogModels {
  readonly models: ReadonlyMap<string, CatalogModel>
  /** Alias → canonical id; dated forms among them. */
  readonly aliases: ReadonlyMap<string, string>
}

/**
 * Model facts. The package `@turnout/catalog` has the layer; a host can give its own. Reading is lazy, a
 * provider at a time, and the network is never asked.
 */
export class Catalog extends Context.Service<
  Catalog,
  {
    /** The day of the facts. */
    readonly version: string
    /** The rows of a catalog provider; empty where it knows none. */
    readonly rows: (provider: string) => Effect.Effect<ReadonlyArray<CatalogRow>>
    readonly models: Effect.Effect<CatalogModels>
  }
>()("@turnout/core/Catalog") {
  /** Knows nothing: every endpoint is the provider's own or passed through. */
  static readonly layerEmpty = Layer.succeed(Catalog, {
    version: "",
    rows: () => Effect.succeed([]),
    models: Effect.succeed({ models: new Map(), aliases: new Map() })
  })
}
