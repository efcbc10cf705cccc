/** What can be called, as data: models, their endpoints with prices and capabilities, and registered providers. */
import type { CatalogModels } from "@turnout/core/Catalog"
import type { EmbeddingFacts } from "@turnout/core/Embedding"
import type { DataPolicy, Endpoint, Tier } from "@turnout/core/Endpoint"
import * as Price from "@turnout/core/Price"
import type { Index } from "./resolve/Resolve.ts"

/** One model that can be called by its plain name. */
export interface Model {
  /** Canonical id. */
  readonly id: string
  readonly object: "model"
  /** Seconds since 1970 at its release; null where that is unknown. */
  readonly created: number | null
  /** Catalog id of its maker; `unknown` where nobody says. */
  readonly owned_by: string
  /** Tokens, of the endpoint with the largest window; null where none is known. */
  readonly context_window: number | null
  /** The APIs of this router that answer with it. */
  readonly supported_endpoints: ReadonlyArray<Api>
  readonly providers: ReadonlyArray<ModelProvider>
}

/** The APIs that callers speak. */
export type Api = "chat_completions" | "responses" | "embeddings"

export interface ModelProvider {
  /** Id of the registered provider. */
  readonly name: string
  /** USD per 1M tokens at the list price of now; null where it is unknown. */
  readonly input_price: number | null
  readonly output_price: number | null
  readonly data_policy: DataPolicy | "unknown"
}

export interface ModelList {
  readonly object: "list"
  readonly data: ReadonlyArray<Model>
  /** The date of the catalog's facts; empty for a host's catalog without one. */
  readonly catalog_version: string
  /** Null where the version is no date. */
  readonly catalog_age_seconds: number | null
}

/** A canonical model that the catalog knows or a provider serves. */
export interface CanonicalModel {
  readonly id: string
  readonly object: "canonical_model"
  readonly name: string
  readonly owned_by: string
  readonly aliases: ReadonlyArray<string>
  /** Registered providers that serve it. */
  readonly providers: ReadonlyArray<string>
}

export interface CanonicalModelList {
  readonly object: "list"
  readonly data: ReadonlyArray<CanonicalModel>
}

/** One endpoint with all that is known of it; `unknown` where nothing is. */
export interface DirectoryEndpoint {
  readonly id: string
  readonly object: "endpoint"
  /** Canonical model. */
  readonly model: string
  readonly provider: string
  readonly provider_model_id: string
  readonly tier: Tier
  /** Tokens. */
  readonly limits: {
    readonly context: Fact<number>
    readonly input: Fact<number>
    readonly output: Fact<number>
  }
  /** USD per 1M tokens by bucket (`web_search` and `request`: per call) at the lowest context tier. */
  readonly prices: Fact<{ readonly [bucket: string]: number }>
  readonly data_policy: Fact<DataPolicy>
  readonly regions: Fact<ReadonlyArray<string>>
  readonly quantization: Fact<string>
  /** Tiers that a request can ask for beside its own. */
  readonly service_tiers: ReadonlyArray<string>
  readonly reasoning: "yes" | "no" | "unknown"
  /** Features by name: `yes`, `no`, `unknown`, or `emulated`. */
  readonly features: { readonly [feature: string]: string }
  /** Of one that gives vectors: their sizes, and what it takes. */
  readonly embeddings?: EmbeddingFacts
  readonly supported_parameters: ReadonlyArray<string>
  readonly unsupported_parameters: ReadonlyArray<string>
}

export type Fact<A> = A | "unknown"

export interface Directory {
  readonly object: "list"
  readonly data: ReadonlyArray<DirectoryEndpoint>
}

export interface ModelFilter {
  /** An API of this router; `chat` and `chat_completions` are one. */
  readonly endpoint?: string | undefined
}

/** Whom a call is made for, as the contract's route prints it. */
export interface KeyIdentity {
  readonly object: "api_key_identity"
  readonly user_id: string | null
  readonly workspace_id: string | null
  readonly tier: string | null
  readonly rate_limit_rpm: number | null
}

/** The catalog as it is read for lists. */
export interface Facts {
  readonly version: string
  readonly models: CatalogModels
}

export const models = (
  index: Index,
  facts: Facts,
  now: number,
  { endpoint }: ModelFilter = {}
): ModelList => {
  const all = [...index.models.keys()].sort().map((id) => model(index, facts, now, id))
  const asked = (api: string) => api === endpoint || api.split("_")[0] === endpoint
  const published = Date.parse(facts.version)
  return {
    object: "list",
    data: endpoint === undefined ? all : all.filter((each) => each.supported_endpoints.some(asked)),
    catalog_version: facts.version,
    catalog_age_seconds: Number.isNaN(published) ? null : Math.max(0, Math.floor((now - published) / 1000))
  }
}

/** `id`: a canonical id that is served. */
export const model = (index: Index, { models }: Facts, now: number, id: string): Model => {
  const endpoints = index.models.get(id) ?? []
  const known = models.models.get(id)
  const released = Date.parse(known?.released ?? "")
  const windows = endpoints.flatMap(({ facts }) => facts.limits.context ?? [])
  const providers = new Map<string, ModelProvider>()
  for (const endpoint of endpoints) {
    const row = rowOf(endpoint, now)
    const other = providers.get(row.name)
    if (other === undefined || isCheaper(row, other)) providers.set(row.name, row)
  }
  return {
    id,
    object: "model",
    created: Number.isNaN(released) ? null : Math.floor(released / 1000),
    owned_by: known?.lab ?? "unknown",
    context_window: windows.length === 0 ? null : Math.max(...windows),
    supported_endpoints: apisOf(endpoints),
    providers: [...providers.values()]
  }
}

/** Whatever answers a chat answers the other forms of one. */
const conversations = ["chat_completions", "responses"] as const

const apisOf = (endpoints: ReadonlyArray<Endpoint>): ReadonlyArray<Api> => {
  const apis = new Set<Api>(
    endpoints.flatMap(({ facts }) => (facts.embeddings === undefined ? conversations : ["embeddings"]))
  )
  return [...apis].sort()
}

const rowOf = ({ facts, provider, tier }: Endpoint, now: number): ModelProvider => {
  const price = tier === "batch" ? undefined : Price.listPer1M(facts.prices, now)
  return {
    name: provider,
    input_price: price?.input ?? null,
    output_price: price?.output ?? null,
    data_policy: facts.data_policy ?? "unknown"
  }
}

/** A provider with several endpoints of a model is shown by the cheapest whose price is known. */
const isCheaper = (left: ModelProvider, right: ModelProvider): boolean => costOf(left) < costOf(right)

const costOf = ({ input_price, output_price }: ModelProvider): number =>
  input_price === null || output_price === null ? Infinity : input_price + output_price

export const canonical = (index: Index, { models: { aliases, models } }: Facts): CanonicalModelList => {
  const names = new Map<string, Array<string>>()
  for (const [alias, id] of aliases) {
    if (alias === id) continue
    const list = names.get(id)
    if (list === undefined) names.set(id, [alias])
    else list.push(alias)
  }
  const ids = [...new Set([...models.keys(), ...index.models.keys()])].sort()
  return {
    object: "list",
    data: ids.map((id) => ({
      id,
      object: "canonical_model",
      name: models.get(id)?.name ?? id,
      owned_by: models.get(id)?.lab ?? "unknown",
      aliases: (names.get(id) ?? []).sort(),
      providers: [...new Set((index.models.get(id) ?? []).map(({ provider }) => provider))]
    }))
  }
}

export const directory = (index: Index, now: number): Directory => ({
  object: "list",
  data: index.all().map((endpoint) => endpointRow(endpoint, now))
})

const endpointRow = (endpoint: Endpoint, now: number): DirectoryEndpoint => {
  const { facts, id, model, provider, provider_model_id, tier } = endpoint
  const { features, params, reasoning } = facts.capabilities
  const by = (support: string) =>
    Object.entries(params)
      .filter(([, rule]) => rule.support === support)
      .map(([name]) => name)
      .sort()
  const { context = "unknown", input = "unknown", output = "unknown" } = facts.limits
  return {
    id,
    object: "endpoint",
    model,
    provider,
    provider_model_id,
    tier,
    limits: { context, input, output },
    prices: Price.bucketsPer1M(facts.prices, now) ?? "unknown",
    data_policy: facts.data_policy ?? "unknown",
    regions: facts.regions ?? "unknown",
    quantization: facts.quantization ?? "unknown",
    service_tiers: facts.tiers ?? [],
    reasoning: reasoning.support,
    features: { ...features },
    ...(facts.embeddings === undefined ? {} : { embeddings: facts.embeddings }),
    supported_parameters: by("yes"),
    unsupported_parameters: by("no")
  }
}
