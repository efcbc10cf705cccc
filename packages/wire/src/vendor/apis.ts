import type { Capabilities, Override } from "@turnout/core/Capabilities"
import type { CatalogRow } from "@turnout/core/Catalog"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { Reason } from "@turnout/core/Ledger"
import type * as Address from "../Address.ts"
import type { Protocol } from "../Protocol.ts"
import type * as Route from "../Route.ts"
import { type ModelFacts, overrideOf } from "./models.ts"

export type Places = Omit<Route.Parts<never, never>, "protocol">

/** The path after the base URL, with its leading slash; for some vendors it contains the model, or a part of the options. */
export type Path<O> = string | ((endpoint: Endpoint, stream: boolean, options: O) => string)

export const pathOf = <O>(path: Path<O>, options: O): Address.Path =>
  typeof path === "string" ? path : (endpoint, stream) => path(endpoint, stream, options)

/** One API of a vendor that has several: what differs from the vendor's usual one. */
export interface ApiDeclaration<S, F, O = unknown> {
  readonly protocol: Protocol<S, F>
  /** The path after the base URL. */
  readonly path: Path<O>
  /** Capabilities of models by id on the wire; they override the catalog. */
  readonly models?: ReadonlyArray<ModelFacts> | ((providerModelId: string) => Override | undefined)
  /** Excludes catalog rows that this API does not serve. */
  readonly without?: (row: CatalogRow, options: O) => boolean
  /**
   * Whether a caller's request in this API is sent as it is for a model that another API serves otherwise. Default: no.
   */
  readonly takes?: (providerModelId: string) => boolean
}

/** An API as `Vendor.define` takes it, whatever its protocol is. */
export interface Api<O = unknown> {
  readonly path: Path<O>
  readonly defaults: Capabilities
  readonly cacheWrite1hFactor?: number | undefined
  readonly override: (providerModelId: string) => Override | undefined
  readonly without: (row: CatalogRow, options: O) => boolean
  readonly takes: (providerModelId: string) => boolean
  readonly protocol: Protocol<unknown, unknown>
}

export const api = <S, F, O = unknown>(declaration: ApiDeclaration<S, F, O>): Api<O> => {
  const { models = [], path, protocol, takes = () => false, without = () => false } = declaration
  return {
    path,
    defaults: protocol.defaults,
    cacheWrite1hFactor: protocol.cacheWrite1hFactor,
    override: typeof models === "function" ? models : (id) => overrideOf(models, id),
    without,
    takes,
    protocol: protocol as unknown as Protocol<unknown, unknown>
  }
}

/** Which API serves a model, why it is not the vendor's usual one, and where that is known from. */
export interface Served {
  readonly api: string
  readonly reason: Reason
  readonly source: string
}

/** An API with the options of an account read. */
export type OfAccount = Omit<Api, "path" | "without"> & { readonly without: (row: CatalogRow) => boolean }

export const ofAccount = <O>(
  others: { readonly [api: string]: Api<O> },
  options: O,
  at: (path: Path<O>) => Places,
  pinned?: string
): Apis["others"] =>
  new Map(
    Object.entries(others).map(([name, api]) => {
      const without = (row: CatalogRow) => api.without(row, options)
      // A host that says which API serves every model has none of them asked by another.
      const takes = pinned === undefined ? api.takes : () => false
      return [name, { api: { ...api, takes, without }, places: at(api.path) }]
    })
  )

/** The APIs of one account. */
export interface Apis {
  readonly usual: string
  /** The API whose requests the usual one takes as they are. */
  readonly speaks: string | undefined
  readonly others: ReadonlyMap<string, { readonly api: OfAccount; readonly places: Places }>
  readonly served: (providerModelId: string) => Served | undefined
}
