import * as Capabilities from "./Capabilities.ts"
import type { CatalogRow } from "./Catalog.ts"
import { type Api, type Endpoint, idOf } from "./Endpoint.ts"
import type { Stated, UsdRates } from "./listing/statement.ts"
import { normalizeName } from "./ProviderName.ts"
import type { Price, Rates } from "./Price.ts"

export type { Stated, UsdRates } from "./listing/statement.ts"

/** What follows from the API that serves an endpoint, where a vendor has several. */
export interface ServedBy {
  readonly api: Api
  readonly defaults: Capabilities.Capabilities
  readonly cacheWrite1hFactor?: number
  readonly override?: (providerModelId: string) => Capabilities.Override | undefined
  readonly speaks?: ReadonlyArray<string> | undefined
}

/** Sources of facts for the endpoints of one registered provider, besides the catalog. */
export interface Authorities {
  /** The registered provider's id. */
  readonly provider: string
  /** The protocol's defaults for its family. */
  readonly defaults: Capabilities.Capabilities
  /** The protocol's price factor of one-hour cache writes over the shortest ones. */
  readonly cacheWrite1hFactor?: number
  /** Regions with a host of their own. */
  readonly regions?: ReadonlyArray<string>
  /** Service tiers that the vendor has a field of the request for. */
  readonly tiers?: ReadonlyArray<string>
  /** The provider package's overrides, by id on the wire. */
  readonly override?: (providerModelId: string) => Capabilities.Override | undefined
  /** The APIs whose requests are sent as they are: `Facts.speaks`. */
  readonly speaks?: ReadonlyArray<string> | undefined
  /** The API of an id, where the vendor has several: its facts stand in place of those above. */
  readonly servedBy?: (providerModelId: string) => ServedBy
  /** The host's statements, by id on the wire. */
  readonly models?: { readonly [providerModelId: string]: Stated }
}

const perCall = new Set(["web_search", "request"])

const fromUsd = (usd: UsdRates): Rates =>
  Object.fromEntries(
    Object.entries(usd).map(([bucket, rate]) => [
      bucket,
      rate === undefined ? undefined : Math.round(rate * (perCall.has(bucket) ? 1e12 : 1e6))
    ])
  ) as unknown as Rates

const pricesOf = (stated: Stated | undefined): ReadonlyArray<Price> | undefined =>
  stated?.prices ?? (stated?.price && [{ rates: fromUsd(stated.price), source: "host", date: "" }])

/** Of the tiers that can be asked for those of which a price states the rates. */
const pricedOf = (
  tiers: ReadonlyArray<string> = [],
  prices: ReadonlyArray<Price>
): ReadonlyArray<string> | undefined => {
  const priced = tiers.filter((tier) =>
    prices.some(({ service }) => service !== undefined && Object.hasOwn(service, tier))
  )
  return priced.length === 0 ? undefined : priced
}

/** Of the regions in which a model is offered those that have a host, as the host's table spells them. */
const hostsOf = (
  regions: ReadonlyArray<string> = [],
  table: ReadonlyArray<string> = []
): ReadonlyArray<string> | undefined => {
  const offered = new Set(regions.map(normalizeName))
  const hosts = table.filter((region) => offered.has(normalizeName(region)))
  return hosts.length === 0 ? undefined : hosts
}

const inputs = [
  ["image", "image"],
  ["audio", "audio"],
  ["pdf", "file"]
] as const

/**
 * Features derived from a row's media, if its capabilities do not state them. What a list of inputs leaves out is not
 * stated by it: it is unknown, unless the family has no words for it.
 */
const media = (
  row: CatalogRow,
  family: Capabilities.Capabilities["features"]
): Capabilities.Capabilities["features"] => {
  const known = (list: ReadonlyArray<string>, name: string) => (list.includes(name) ? "yes" : "no")
  const taken: { [feature in Capabilities.Feature]?: "yes" | "unknown" } = {}
  for (const [medium, feature] of inputs) {
    if (row.input.includes(medium)) taken[feature] = "yes"
    else if (row.input.length > 0 && family[feature] !== "no") taken[feature] = "unknown"
  }
  return {
    ...taken,
    ...(row.output.length === 0
      ? {}
      : {
          text_output: known(row.output, "text"),
          audio_output: known(row.output, "audio"),
          image_output: known(row.output, "image")
        }),
    ...row.capabilities.features
  }
}

const make = (
  authorities: Authorities,
  id: string,
  row: CatalogRow | undefined,
  listed: boolean,
  also: ReadonlyArray<string> = []
): Endpoint => {
  const stated = statedOf(authorities, id)
  const by: Omit<ServedBy, "api"> & { readonly api?: Api } = authorities.servedBy?.(id) ?? authorities
  let capabilities = by.defaults
  if (row !== undefined) {
    capabilities = Capabilities.merge(capabilities, {
      ...row.capabilities,
      features: media(row, capabilities.features)
    })
  }
  capabilities = Capabilities.merge(capabilities, by.override?.(id))
  const limits = stated?.limits === undefined ? (row?.limits ?? {}) : { ...row?.limits, ...stated.limits }
  capabilities = Capabilities.merge(capabilities, atMost(limits.output, capabilities))
  capabilities = Capabilities.merge(capabilities, stated?.capabilities)
  const regions = stated?.regions ?? row?.regions ?? authorities.regions
  const hosts = hostsOf(regions, authorities.regions)
  const quantization = stated?.quantization ?? row?.quantization
  const data_policy = stated?.data_policy ?? row?.data_policy
  const prices = pricesOf(stated) ?? row?.prices ?? []
  const tiers = pricedOf(authorities.tiers, prices)
  const embeddings = embeddingsOf(row, stated)
  return {
    id: idOf(authorities.provider, id),
    provider: authorities.provider,
    provider_model_id: id,
    model: stated?.model ?? row?.model ?? id,
    tier: stated?.tier ?? row?.tier ?? "standard",
    facts: {
      limits,
      capabilities: embeddings === undefined ? capabilities : textless,
      ...(embeddings === undefined ? {} : { embeddings }),
      ...(by.api === undefined ? {} : { api: by.api }),
      ...(by.speaks === undefined || by.speaks.length === 0 ? {} : { speaks: by.speaks }),
      ...(regions === undefined ? {} : { regions }),
      ...(hosts === undefined ? {} : { hosts }),
      ...(quantization === undefined ? {} : { quantization }),
      ...(data_policy === undefined ? {} : { data_policy }),
      ...(tiers === undefined ? {} : { tiers }),
      prices,
      ...(by.cacheWrite1hFactor === undefined ? {} : { cache_write_1h_factor: by.cacheWrite1hFactor }),
      ...(stated?.quality === undefined ? {} : { quality: stated.quality }),
      listed
    },
    ...(also.length === 0 ? {} : { also })
  }
}

/** What it takes of other requests than a chat is not told in the words of one. */
const textless: Capabilities.Capabilities = { ...Capabilities.unknown, features: { text_output: "no" } }

/** What is known of its vectors, where it gives some. */
const embeddingsOf = (
  row: CatalogRow | undefined,
  stated: Stated | undefined
): Endpoint["facts"]["embeddings"] => {
  const isOne = row?.output.includes("embedding") === true
  if (!isOne && stated?.embeddings === undefined) return undefined
  return { ...(row?.dimensions === undefined ? {} : { dimensions: row.dimensions }), ...stated?.embeddings }
}

/** Requested output is limited to what the endpoint can write, for every vendor. */
const atMost = (output: number | undefined, { params }: Capabilities.Capabilities) => {
  if (output === undefined) return undefined
  const { max = Infinity } = params["max_completion_tokens"] ?? {}
  return max <= output ? undefined : { params: { max_completion_tokens: { max: output } } }
}

const statedOf = ({ models }: Authorities, id: string): Stated | undefined =>
  models !== undefined && Object.hasOwn(models, id) ? models[id] : undefined

/** The endpoint of a catalog row. Precedence: protocol's defaults < row < provider's override < host's statement. */
export const fromRow = (row: CatalogRow, authorities: Authorities): Endpoint =>
  make(
    authorities,
    row.id,
    row,
    true,
    row.also?.filter((id) => statedOf(authorities, id) === undefined)
  )

/**
 * The endpoints of a provider: one per row, then those stated only by the host. An edition that the host states
 * becomes an endpoint of its own, based on its row's facts.
 */
export const fromRows = (
  rows: ReadonlyArray<CatalogRow>,
  authorities: Authorities
): ReadonlyArray<Endpoint> => {
  const endpoints = rows.map((row) => fromRow(row, authorities))
  const stated = Object.keys(authorities.models ?? {})
  if (stated.length === 0) return endpoints
  const listed = new Set(rows.map((row) => row.id))
  for (const id of stated) {
    if (!listed.has(id)) {
      endpoints.push(
        make(
          authorities,
          id,
          rows.find((row) => row.also?.includes(id)),
          true
        )
      )
    }
  }
  return endpoints
}

/** The endpoint of an unlisted id: facts and price are unknown. */
export const passthrough = (providerModelId: string, authorities: Authorities): Endpoint =>
  make(authorities, providerModelId, undefined, false)
