import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Override } from "./Capabilities.ts"
import type { Dimensions } from "./Embedding.ts"
import type { DataPolicy, Limits, Tier } from "./Endpoint.ts"
import type { Price } from "./Price.ts"

/** The catalog's facts of one endpoint. Absent means unknown, never zero or no. */
export interface CatalogRow {
  /** Catalog id of the provider. */
  readonly provider: string
  readonly id: string
  /** Canonical model; absent if the endpoint corresponds to none. */
  readonly model?: string
  readonly name: string
  readonly tier: Tier
  /** Other ids of the same row with equal facts; they are used only when named. */
  readonly also?: ReadonlyArray<string>
  /** The variant of the model behind this id: `turbo`, `speed`, `tee`, `mode`, … */
  readonly editions?: ReadonlyArray<string>
  /** The id is a moving alias: its weights change over time. */
  readonly floating?: boolean
  readonly limits: Limits
  readonly input: ReadonlyArray<string>
  /** `embedding`: it answers embedding requests, and no chat. */
  readonly output: ReadonlyArray<string>
  /** Sizes of its vectors. */
  readonly dimensions?: Dimensions
  readonly capabilities: Override
  /** Deviations from its provider's protocol: `wire`, `max_tokens_field`, … */
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

/** A canonical model: facts about weights. Capabilities are per endpoint and not stated here. */
export interface CatalogModel {
  readonly id: string
  readonly name: string
  readonly lab?: string
  readonly open_weights?: boolean
  readonly released?: string
}

export interface CatalogModels {
  readonly models: ReadonlyMap<string, CatalogModel>
  /** Alias → canonical id, including dated forms. */
  readonly aliases: ReadonlyMap<string, string>
}

/**
 * Model facts. `@turnout/catalog` provides the layer; a host can provide its own. Loaded lazily per provider,
 * without network access.
 */
export class Catalog extends Context.Service<
  Catalog,
  {
    /** The date of the facts. */
    readonly version: string
    /** The rows of a catalog provider; empty if unknown. */
    readonly rows: (provider: string) => Effect.Effect<ReadonlyArray<CatalogRow>>
    readonly models: Effect.Effect<CatalogModels>
  }
>()("@turnout/core/Catalog") {
  /** An empty catalog: every endpoint is stated by the provider or passed through. */
  static readonly layerEmpty = Layer.succeed(Catalog, {
    version: "",
    rows: () => Effect.succeed([]),
    models: Effect.succeed({ models: new Map(), aliases: new Map() })
  })
}
