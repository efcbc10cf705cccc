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
  const speaks = spokenFor(apis, fact.name, providerModelId)
  if (other === undefined) return { ...usual, api: fact, speaks }
  const { cacheWrite1hFactor: factor, defaults, override } = other
  return {
    api: fact,
    defaults,
    override,
    speaks,
    ...(factor === undefined ? {} : { cacheWrite1hFactor: factor })
  }
}

/** The APIs whose requests are sent as they are for a model: of the one that serves it, and of those that take it, too. */
const spokenFor = (apis: Apis, served: string, providerModelId: string): ReadonlyArray<string> => {
  const spoken: Array<string> = []
  if (served === apis.usual && apis.speaks !== undefined) spoken.push(apis.speaks)
  for (const [name, { api }] of apis.others) {
    const { speaks } = api.protocol
    if (speaks !== undefined && (name === served || api.takes(providerModelId))) spoken.push(speaks)
  }
  return spoken
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
  const speaking = new Map<string, Route.Route>()
  for (const [name, { api }] of apis.others) {
    if (api.protocol.speaks !== undefined) speaking.set(api.protocol.speaks, others.get(name)!)
  }
  /** The API of an endpoint; of a caller's request that is sent as it is, the one that it is written in. */
  const of = ({ facts }: Endpoint, source: string | undefined): Route.Route => {
    if (source !== undefined) return apis.speaks === source ? usual : (speaking.get(source) ?? usual)
    return (facts.api === undefined ? undefined : others.get(facts.api.name)) ?? usual
  }
  const run: Run = (prepared, endpoint, ...rest) =>
    of(endpoint, prepared.source).run(prepared, endpoint, ...rest)
  const exchange: Run["exchange"] = (prepared, endpoint, ...rest) =>
    of(endpoint, prepared.source).run.exchange?.(prepared, endpoint, ...rest)
  return {
    prepare: (fitted, endpoint) => {
      const { source } = fitted
      const prepared = of(endpoint, source?.format).prepare(fitted, endpoint)
      return source === undefined ? told(prepared, endpoint.facts.api) : prepared
    },
    run: Object.assign(run, { exchange })
  }
}
