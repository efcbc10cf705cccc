import type { Backup, Decision } from "./Decision.ts"
import type { FailureClass, Timer } from "./Failure.ts"
import type { Confidence, CostBuckets } from "./Price.ts"
import type { Warning } from "./Warning.ts"

/** The cost of one attempt; `usd` is absent if unknown. */
export interface AttemptCost {
  /** The cost stated by the vendor, else the sum of the buckets. */
  readonly usd?: number
  readonly confidence: Confidence
  /** The sum of the buckets, if the vendor states a cost; absent if the price is unknown. */
  readonly computed_usd?: number
  /** Pico-dollars per usage bucket. */
  readonly buckets: CostBuckets
  readonly price_source?: string
  readonly price_date?: string
  readonly payer: "platform" | "byok"
}

/**
 * Why nothing was sent: the endpoint or the key is cooling down, a limit of the host's is met, or the host's key
 * could not be had.
 */
export type SkipReason =
  | "cooling"
  | "key_cooling"
  | "probing"
  | "retry_budget"
  | "limit"
  | "key_unavailable"
  | "media"

/** One request that was sent, or a step that was skipped before. */
export interface AttemptRecord {
  readonly endpoint: string
  readonly provider: string
  readonly model: string
  readonly credential?: string
  /** Index of the request in its array; absent for the first. */
  readonly query?: number
  readonly outcome: "answered" | "failed" | "skipped" | "interrupted"
  readonly skipped?: SkipReason
  /**
   * It was started beside another attempt that was slow to answer: as the caller's `hedge` or the strategy's plan asks,
   * or because that one had used its share of a stated deadline.
   */
  readonly hedge?: boolean
  /**
   * A kept connection had been closed under it: the same follows at once over a new one, and it does not count among the
   * attempts that a call may make.
   */
  readonly stale?: boolean
  /** What the strategy planned to start beside it if it is late. */
  readonly backup?: Backup
  /** The failure's class; status and the vendor's message follow. */
  readonly reason?: FailureClass
  /** With `TimedOut`: what ran out. */
  readonly timer?: Timer
  readonly status?: number
  readonly code?: string
  readonly message?: string
  readonly provider_message?: string
  readonly rule?: string
  readonly request_id?: string
  /** Milliseconds after the start of the call. */
  readonly started_ms: number
  readonly duration_ms: number
  /** Milliseconds waited before it, for backoff or a vendor's stated wait. */
  readonly waited_ms?: number
  readonly ttft_ms?: number
  readonly retry_after_ms?: number
  readonly cost?: AttemptCost
}

export interface RoutingCost {
  readonly usd: number
  readonly cache_savings_percent?: number
  readonly cache_savings_usd?: number
  /** What the answer cost when it was made, of one that came from the response cache. */
  readonly saved_usd?: number
}

/** What the response cache had to do with an answer. */
export interface CacheUse {
  /** False: a vendor was asked, by this call or by the one that it shares the answer of. */
  readonly hit: boolean
  /** Seconds since the answer was kept. */
  readonly age_s?: number
  /** What the answer is kept under. */
  readonly key: string
  /** Id of the call that asked the vendor, where that is another. */
  readonly of?: string
}

/** How an answer was routed. The first ten fields are stable. */
export interface RoutingMetadata {
  readonly provider: string
  readonly provider_model_id: string
  readonly model_canonical: string
  readonly routing_strategy: string
  readonly ttft_ms?: number
  readonly throughput_tps?: number
  readonly cost?: RoutingCost
  readonly warnings: ReadonlyArray<Warning>
  /** Where the host has a response cache and the request is one that it keeps. */
  readonly cache?: CacheUse
  /** With `gateway.include: ["attempts"]`. */
  readonly attempts?: ReadonlyArray<AttemptRecord>
  /** With `gateway.include: ["decision"]`. */
  readonly decision?: Decision
}
