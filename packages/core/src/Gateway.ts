import type { Slo } from "./Candidate.ts"
import type { Selection, Weights } from "./Decision.ts"
import type { DataPolicy } from "./Endpoint.ts"
import type { Percentile } from "./Signals.ts"

/** Handling of a stream that is interrupted after its commit. */
export type OnInterrupt = "fail" | "restart" | "continue"

/** `gateway.routing` after normalization: only what the caller set; defaults are applied by the router. */
export interface Routing {
  /** Current name of a strategy. */
  readonly optimize?: string
  readonly weights?: Weights
  readonly mode?: "pool" | "fallback"
  readonly providers?: ReadonlyArray<string>
  readonly exclude_providers?: ReadonlyArray<string>
  readonly prefer?: string
  readonly order?: ReadonlyArray<string>
  readonly max_ttft_ms?: number
  readonly min_throughput_tps?: number
  readonly ttft_percentile?: Percentile
  readonly throughput_percentile?: Percentile
  readonly min_success_rate?: number
  readonly max_cost_per_1m?: number
  readonly max_cost_usd?: number
  readonly data_policy?: DataPolicy
  readonly quantizations?: ReadonlyArray<string>
  readonly regions?: ReadonlyArray<string>
  readonly tier?: string
  /** Of a dated name: only that version (default), or another one if no provider serves it, with a warning. */
  readonly version?: "exact" | "prefer"
  readonly require_parameters?: boolean
  readonly only_byok?: boolean
  readonly only_platform?: boolean
  readonly allow_fallbacks?: boolean
  readonly max_fallback_attempts?: number
  readonly deadline_ms?: number
  readonly connect_timeout_ms?: number
  readonly first_token_timeout_ms?: number
  readonly stall_timeout_ms?: number
  readonly attempt_timeout_ms?: number
  readonly on_interrupt?: OnInterrupt
  readonly hedge?: {
    readonly after_ms?: number
    readonly after_percentile?: Percentile
    readonly max?: number
  }
  readonly slo?: Slo
  readonly session?: string
  readonly selection?: Selection
  readonly seed?: number
  /** Of embeddings: whether another model's vectors will do. */
  readonly spaces?: "one" | "any"
}

/** `gateway.cache` after normalization: only what the caller set. */
export interface Cache {
  readonly mode?: "on" | "off" | "refresh" | "only"
  readonly ttl_s?: number
  readonly key?: string
  readonly scope?: "principal" | "workspace" | "router"
}

/** `gateway.metadata` merged with the top-level `tags`: for the host's records, never sent to a provider. */
export interface Metadata {
  readonly tags?: ReadonlyArray<string>
  readonly user_id?: string
  readonly trace_id?: string
  readonly custom_fields?: { readonly [key: string]: string }
}
