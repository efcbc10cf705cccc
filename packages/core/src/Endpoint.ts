import type { Capabilities } from "./Capabilities.ts"
import type { Price } from "./Price.ts"

/** `batch` is never viable on chat; all but `standard` only when asked for. */
export type Tier = "standard" | "priority" | "flex" | "spot" | "free" | "contributor" | "batch"

/** `none` < `no_training` < `zdr` (zero data retention). */
export type DataPolicy = "none" | "no_training" | "zdr"

/** Limits in tokens; absent is not known. */
export interface Limits {
  readonly context?: number
  readonly input?: number
  readonly output?: number
}

/** What to expect of an endpoint that was never measured. */
export interface Prior {
  readonly ttft_ms?: number
  readonly tps?: number
}

/** What is known of an endpoint; an absent fact fails a constraint on it. */
export interface Facts {
  readonly limits: Limits
  readonly capabilities: Capabilities
  readonly regions?: ReadonlyArray<string>
  readonly quantization?: string
  readonly data_policy?: DataPolicy
  /** Newest first; empty is unknown. */
  readonly prices: ReadonlyArray<Price>
  /** One-hour cache writes over the shortest ones, where the family says so and a price does not. */
  readonly cache_write_1h_factor?: number
  /** 0–1, from the host. */
  readonly quality?: number
  readonly prior?: Prior
  /** Known to the catalog or stated by the host; false for an id that was passed through. */
  readonly listed: boolean
}

/** A model at a provider: what a request can be sent to. */
export interface Endpoint {
  /** `provider/provider_model_id`. */
  readonly id: string
  /** The registered provider's id. */
  readonly provider: string
  /** The id on the wire. */
  readonly provider_model_id: string
  /** Canonical model id. */
  readonly model: string
  readonly tier: Tier
  readonly facts: Facts
  /** Editions that differ in nothing but the id on the wire: no candidates, but `edition` answers when one is named. */
  readonly also?: ReadonlyArray<string>
}

export const idOf = (provider: string, providerModelId: string): string => `${provider}/${providerModelId}`

/** The same endpoint under another of its ids (`also`). */
export const edition = (endpoint: Endpoint, providerModelId: string): Endpoint => {
  const { also: _, ...rest } = endpoint
  return { ...rest, id: idOf(endpoint.provider, providerModelId), provider_model_id: providerModelId }
}
