import type { Capabilities, Override } from "@turnout/core/Capabilities"
import type { CatalogRow } from "@turnout/core/Catalog"
import type { Api as Fact, Endpoint } from "@turnout/core/Endpoint"
import type { Entry, Reason } from "@turnout/core/Ledger"
import type { ServedBy } from "@turnout/core/Listing"
import type { Prepared, Run } from "@turnout/core/Provider"
import type * as Context from "effect/Context"
import type * as Address from "../Address.ts"
import type { Protocol } from "../Protocol.ts"
import * as Route from "../Route.ts"
import type { Transport } from "../Transport.ts"
import { type ModelFacts, overrideOf } from "./models.ts"

type Places = Omit<Route.Parts<never, never>, "protocol">

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
}

/** An API as `Vendor.define` takes it, whatever its protocol is. */
export interface Api<O = unknown> {
  readonly path: Path<O>
  readonly defaults: Capabilities
  readonly cacheWrite1hFactor?: number | undefined
  readonly override: (providerModelId: string) => Override | undefined
  readonly without: (row: CatalogRow, options: O) => boolean
  readonly route: (transport: Context.Service.Shape<typeof Transport>, places: Places) => Route.Route
}

export const api = <S, F, O = unknown>(declaration: ApiDeclaration<S, F, O>): Api<O> => {
  const { models = [], path, protocol, without = () => false } = declaration
  return {
    path,
    defaults: protocol.defaults,
    cacheWrite1hFactor: protocol.cacheWrite1hFactor,
    override: typeof models === "function" ? models : (id) => overrideOf(models, id),
    without,
    route: (transport, places) => Route.make(transport, { ...places, protocol })
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
  at: (path: Path<O>) => Places
): Apis["others"] =>
  new Map(
    Object.entries(others).map(([name, api]) => {
      const without = (row: CatalogRow) => api.without(row, options)
      return [name, { api: { ...api, without }, places: at(api.path) }]
    })
  )

/** The APIs of one account. */
export interface Apis {
  readonly usual: string
  readonly others: ReadonlyMap<string, { readonly api: OfAccount; readonly places: Places }>
  readonly served: (providerModelId: string) => Served | undefined
}

const factOf = (usual: string, served: Served | undefined): Fact =>
  served === undefined || served.api === usual
    ? { name: usual, usual, source: served?.source ?? "default" }
    : { name: served.api, usual, reason: served.reason, source: served.source }

/** What is known of an endpoint by the API that serves it; the usual one's facts are the account's own. */
export const servedBy = (apis: Apis, usual: Omit<ServedBy, "api">, providerModelId: string): ServedBy => {
  const fact = factOf(apis.usual, apis.served(providerModelId))
  const other = apis.others.get(fact.name)?.api
  if (other === undefined) return { ...usual, api: fact }
  const { cacheWrite1hFactor: factor, defaults, override } = other
  return { api: fact, defaults, override, ...(factor === undefined ? {} : { cacheWrite1hFactor: factor }) }
}

/** Whether the API that would serve a row leaves it out. */
export const leavesOut = (apis: Apis, usual: (row: CatalogRow) => boolean, row: CatalogRow): boolean =>
  (apis.others.get(apis.served(row.id)?.api ?? "")?.api.without ?? usual)(row)

/** What a request is told of where another API than the usual one is asked. */
const told = (prepared: Prepared, fact: Fact | undefined): Prepared => {
  if (fact?.reason === undefined) return prepared
  const { name, reason, usual } = fact
  const entry: Entry = { action: "translated", param: "api", from: usual, to: name, reason }
  return { ...prepared, ledger: [entry, ...prepared.ledger] }
}

/** The routes of all APIs as one, which asks the facts of an endpoint. */
export const routed = (
  apis: Apis,
  usual: Route.Route,
  transport: Context.Service.Shape<typeof Transport>
): Route.Route => {
  const others = new Map(
    [...apis.others].map(([name, { api, places }]) => [name, api.route(transport, places)] as const)
  )
  const of = ({ facts }: Endpoint): Route.Route =>
    (facts.api === undefined ? undefined : others.get(facts.api.name)) ?? usual
  const run: Run = (prepared, endpoint, ...rest) => of(endpoint).run(prepared, endpoint, ...rest)
  const exchange: Run["exchange"] = (prepared, endpoint, ...rest) =>
    of(endpoint).run.exchange?.(prepared, endpoint, ...rest)
  return {
    prepare: (fitted, endpoint) => told(of(endpoint).prepare(fitted, endpoint), endpoint.facts.api),
    run: Object.assign(run, { exchange })
  }
}
