import * as HostOptions from "@turnout/core/Options"
import type { CatalogModels, CatalogRow } from "@turnout/core/Catalog"
import { idOf, type Endpoint } from "@turnout/core/Endpoint"
import type { Provider } from "@turnout/core/Provider"
import { normalizeName } from "@turnout/core/ProviderName"
import type { Unconfigured } from "@turnout/core/ProviderRegistry"
import { current } from "./version.ts"

/** All names and what they refer to, built once per registry revision. */
export interface Index {
  readonly providers: ReadonlyMap<string, Provider>
  /** Normalised id, alias or catalog id → ids of registered providers; an id refers only to itself. */
  readonly names: ReadonlyMap<string, ReadonlyArray<string>>
  /** Endpoint id → endpoint. */
  readonly endpoints: ReadonlyMap<string, Endpoint>
  /** Endpoint id of another edition → the endpoint that it is an edition of. */
  readonly editions: ReadonlyMap<string, Endpoint>
  /** Canonical model → the endpoints that its plain name stands for, sorted by id. */
  readonly models: ReadonlyMap<string, ReadonlyArray<Endpoint>>
  /** Canonical model → all its endpoints, those of its dated versions among them. */
  readonly versions: ReadonlyMap<string, ReadonlyArray<Endpoint>>
  /** Catalog id of the provider that made a model, where the catalog knows it. */
  readonly labOf: (model: string) => string | undefined
  /** Alias → canonical model. */
  readonly aliases: ReadonlyMap<string, string>
  readonly open: ReadonlyArray<Provider>
  /** Vendors whose accounts the environment does not hold, for errors to name. */
  readonly unconfigured: ReadonlyArray<Unconfigured>
  /** The index of all requests, of which this is the part for embeddings. */
  readonly whole?: Index
  /** Every endpoint, sorted by id; built on first use. */
  readonly all: () => ReadonlyArray<Endpoint>
}

const isEndpoint = (value: unknown): boolean =>
  HostOptions.isRecord(value) &&
  HostOptions.isRecord(value["facts"]) &&
  ["id", "provider", "provider_model_id", "model", "tier"].every((name) => typeof value[name] === "string")

const list: HostOptions.Gives = {
  expected: "a list of endpoints",
  is: (value) => Array.isArray(value) && value.every(isEndpoint)
}

/** `rows`: catalog rows by catalog id, of at least the providers that are registered. */
export const index = (
  providers: ReadonlyArray<Provider>,
  catalog: CatalogModels,
  rows: ReadonlyMap<string, ReadonlyArray<CatalogRow>>,
  unconfigured: ReadonlyArray<Unconfigured> = []
): Index => {
  const endpoints = new Map<string, Endpoint>()
  const editions = new Map<string, Endpoint>()
  const versions = new Map<string, Array<Endpoint>>()
  for (const provider of providers) {
    const listed = HostOptions.guarded(`endpoints() of provider ${provider.id}`, provider.endpoints, list)
    for (const endpoint of listed(rows.get(provider.catalog ?? provider.id) ?? [])) {
      if (endpoints.has(endpoint.id)) continue
      endpoints.set(endpoint.id, endpoint)
      const list = versions.get(endpoint.model)
      if (list === undefined) versions.set(endpoint.model, [endpoint])
      else list.push(endpoint)
      for (const other of endpoint.also ?? []) editions.set(idOf(endpoint.provider, other), endpoint)
    }
  }
  const models = new Map<string, ReadonlyArray<Endpoint>>()
  for (const [model, list] of versions) models.set(model, current(list.sort(byId)))
  let all: ReadonlyArray<Endpoint> | undefined
  return {
    providers: new Map(providers.map((provider) => [provider.id, provider])),
    names: namesOf(providers),
    endpoints,
    editions,
    models,
    versions,
    labOf: (model) => catalog.models.get(model)?.lab,
    aliases: catalog.aliases,
    open: providers.filter((provider) => provider.open),
    unconfigured,
    all: () => (all ??= [...models.values()].flat().sort(byId))
  }
}

export const byId = (left: Endpoint, right: Endpoint): number =>
  left.id < right.id ? -1 : left.id > right.id ? 1 : 0

const namesOf = (providers: ReadonlyArray<Provider>): Map<string, Array<string>> => {
  const names = new Map<string, Array<string>>()
  for (const provider of providers) {
    const spellings = [...provider.aliases, provider.catalog ?? provider.id].map(normalizeName)
    for (const name of new Set(spellings)) {
      const ids = names.get(name)
      if (ids === undefined) names.set(name, [provider.id])
      else ids.push(provider.id)
    }
  }
  // Last, so that ids take precedence over aliases.
  const own = new Map<string, Array<string>>()
  for (const { id } of providers) {
    const name = normalizeName(id)
    own.set(name, [...(own.get(name) ?? []), id])
  }
  for (const [name, ids] of own) names.set(name, ids)
  return names
}
