import type { Capabilities } from "./Capabilities.ts"
import type { EmbeddingFacts } from "./Embedding.ts"
import type { Reason } from "./Ledger.ts"
import type { Price } from "./Price.ts"

/** `batch` is never viable for chat; all but `standard` only on request. */
export type Tier = "standard" | "priority" | "flex" | "spot" | "free" | "contributor" | "batch"

/** `none` < `no_training` < `zdr` (zero data retention). */
export type DataPolicy = "none" | "no_training" | "zdr"

/** Limits in tokens; absent means unknown. */
export interface Limits {
  readonly context?: number
  readonly input?: number
  readonly output?: number
}

/** Priors of an endpoint without samples. */
export interface Prior {
  readonly ttft_ms?: number
  readonly tps?: number
}

/** The API that serves an endpoint, where its vendor has several. */
export interface Api {
  readonly name: string
  /** The API that the vendor's endpoints are usually asked by. */
  readonly usual: string
  /** Why it is not the usual one; absent where it is. */
  readonly reason?: Reason
  /** `default`, `host`, or what the vendor's package knows it from. */
  readonly source: string
}

/** The facts of an endpoint; an absent fact fails a constraint on it. */
export interface Facts {
  readonly limits: Limits
  readonly capabilities: Capabilities
  /** It answers embedding requests, and no chat; what is known of its vectors. */
  readonly embeddings?: EmbeddingFacts
  readonly api?: Api
  /** Names of the APIs whose requests it takes as their callers wrote them, beside chat's. Default: none. */
  readonly speaks?: ReadonlyArray<string>
  readonly regions?: ReadonlyArray<string>
  /** Those of `regions` that have a host of their own, so that a request can be sent to one for certain. */
  readonly hosts?: ReadonlyArray<string>
  readonly quantization?: string
  readonly data_policy?: DataPolicy
  /** Service tiers beside its own that a request can ask for here, in the contract's words; a price states their rates. */
  readonly tiers?: ReadonlyArray<string>
  /** Newest first; empty means unknown. */
  readonly prices: ReadonlyArray<Price>
  /** Price factor of one-hour cache writes over the shortest ones, if stated by the family and not by a price. */
  readonly cache_write_1h_factor?: number
  /** Quality, 0–1, from the host. */
  readonly quality?: number
  readonly prior?: Prior
  /** Listed in the catalog or stated by the host; false for a passthrough id. */
  readonly listed: boolean
}

/** A model at a provider, the target of a request. */
export interface Endpoint {
  /** `provider/provider_model_id`; at the host of a region `provider/provider_model_id#region`. */
  readonly id: string
  /** The registered provider's id. */
  readonly provider: string
  /** The region whose own host answers; absent: the provider's usual one. */
  readonly region?: string
  /** The id on the wire. */
  readonly provider_model_id: string
  /** Canonical model id. */
  readonly model: string
  readonly tier: Tier
  readonly facts: Facts
  /**
   * Editions that differ only in the id on the wire: they are no candidates, but `edition` resolves one that is
   * named.
   */
  readonly also?: ReadonlyArray<string>
}

export const idOf = (provider: string, providerModelId: string): string => `${provider}/${providerModelId}`

/**
 * The same endpoint at the host of one of its regions: a place of its own, which answers, fails and cools down apart
 * from the others.
 */
export const inRegion = (endpoint: Endpoint, region: string): Endpoint => {
  const { also: _, facts, ...rest } = endpoint
  const { hosts: __, ...others } = facts
  return { ...rest, id: `${endpoint.id}#${region}`, region, facts: { ...others, regions: [region] } }
}

/** The same endpoint under another of its ids (`also`). */
export const edition = (endpoint: Endpoint, providerModelId: string): Endpoint => {
  const { also: _, ...rest } = endpoint
  return { ...rest, id: idOf(endpoint.provider, providerModelId), provider_model_id: providerModelId }
}
