import type { CatalogRow } from "@turnout/core/Catalog"
import type { Api as Fact, Endpoint } from "@turnout/core/Endpoint"
import type { Entry } from "@turnout/core/Ledger"
import type { ServedBy } from "@turnout/core/Listing"
import type { Prepared, Run } from "@turnout/core/Provider"
import type * as Context from "effect/Context"
import * as Route from "../Route.ts"
import type { Transport } from "../Transport.ts"
import type { Apis, Served } from "./apis.ts"

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
    [...apis.others].map(
      ([name, { api, places }]) =>
        [name, Route.make(transport, { ...places, protocol: api.protocol })] as const
    )
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
