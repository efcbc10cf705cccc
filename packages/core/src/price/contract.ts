import type { Bucket } from "../Usage.ts"

/**
 * Integer pico-dollars per token (USD per 1M tokens × 10^6). An absent bucket is unknown; 0 is free. `web_search`
 * and `request` are pico-dollars per call.
 */
export interface Rates {
  readonly input: number
  readonly output: number
  readonly cache_read?: number
  readonly cache_write?: number
  readonly cache_write_1h?: number
  readonly reasoning?: number
  readonly input_audio?: number
  readonly output_audio?: number
  readonly input_image?: number
  readonly output_image?: number
  readonly web_search?: number
  readonly request?: number
}

/** From `from_input_tokens` (inclusive) on, the whole request is billed at `rates`. */
export interface ContextTier {
  readonly from_input_tokens: number
  readonly rates: Rates
}

/** UTC hours with other rates. `days` 0 is Sunday; absent means every day. */
export interface Hours {
  readonly utc: ReadonlyArray<readonly [from: string, until: string]>
  readonly days?: ReadonlyArray<number>
  readonly rates: Rates
}

/** One dated price of an endpoint. */
export interface Price {
  /** ISO dates; `from` inclusive, `until` exclusive. */
  readonly from?: string
  readonly until?: string
  readonly rates: Rates
  /** Ascending. */
  readonly tiers?: ReadonlyArray<ContextTier>
  readonly hours?: Hours
  /** Rates of other service tiers, by the contract's tier name (`priority`, `flex`, `batch`). */
  readonly service?: { readonly [tier: string]: Rates }
  readonly source: string
  /** The date on which the source stated it; empty if it has none. */
  readonly date: string
}

/** Cost bounds and expectation in nano-dollars; an absent number is unknown. */
export interface ExpectedCost {
  readonly lower?: number
  readonly expected?: number
  readonly upper?: number
}

export type Confidence = "exact" | "assumed" | "unknown"

/** Cost per usage bucket. */
export type CostBuckets = { readonly [bucket in Bucket | "request"]?: number }

/** The cost of usage. `nanos` is absent exactly if the confidence is `unknown`: an unknown price is never 0. */
export interface Cost {
  readonly nanos?: number
  readonly confidence: Confidence
  /** Pico-dollars per bucket, only those used. */
  readonly buckets: CostBuckets
  readonly cache_savings_nanos?: number
  /** The sum of the buckets, if `nanos` is the cost stated by the vendor. */
  readonly computed_nanos?: number
  readonly source?: string
  readonly date?: string
}
