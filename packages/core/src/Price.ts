import { at, ratesAt } from "./price/select.ts"
import type { Bucket } from "./Usage.ts"

export { cost, type Served } from "./price/cost.ts"
export { expected, likely, likelyOutput, type Expectation } from "./price/expected.ts"
export { at, isStated, ratesAt, type Moment } from "./price/select.ts"

/**
 * Integer pico-dollars per token (USD per 1M tokens × 10^6). An absent bucket is not known; 0 is really free.
 * `web_search` and `request` are pico-dollars per call.
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

/** UTC hours at which other rates hold. `days` 0 is Sunday; absent means every day. */
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
  /** The day on which the source stated it. */
  readonly date: string
}

/** Nano-dollars. `expected` lies between; an absent number is unknown. */
export interface ExpectedCost {
  readonly lower?: number
  readonly expected?: number
  readonly upper?: number
}

export type Confidence = "exact" | "assumed" | "unknown"

/** The part of a usage that one rate was applied to. */
export type CostBuckets = { readonly [bucket in Bucket | "request"]?: number }

/** What usage cost. `nanos` is absent exactly when the confidence is `unknown`: an unknown price is never 0. */
export interface Cost {
  readonly nanos?: number
  readonly confidence: Confidence
  /** Pico-dollars per bucket, only those used. */
  readonly buckets: CostBuckets
  readonly cache_savings_nanos?: number
  /** What the buckets add up to, where `nanos` is what the vendor itself states. */
  readonly computed_nanos?: number
  readonly source?: string
  readonly date?: string
}

/**
 * USD per 1M tokens as pico-dollars per token. Throws a `RangeError` where the figure cannot be one: above 1,000
 * or below 0.001 somebody mistook the unit. 0 is free.
 */
export const fromUsd = (usdPerMillion: number): number => {
  if (usdPerMillion !== 0 && !(usdPerMillion >= 0.001 && usdPerMillion <= 1000)) {
    throw new RangeError(`a price is 0 or 0.001 to 1,000 USD per 1M tokens, not ${usdPerMillion}`)
  }
  return Math.round(usdPerMillion * 1e6)
}

/** Pico-dollars per token as USD per 1M tokens. */
export const toUsd = (picoPerToken: number): number => picoPerToken / 1e6

/** USD per call (a search, a request) as pico-dollars. */
export const fromUsdPerCall = (usdPerCall: number): number => {
  if (!(usdPerCall >= 0 && usdPerCall <= 1000)) {
    throw new RangeError(`a price per call is 0 to 1,000 USD, not ${usdPerCall}`)
  }
  return Math.round(usdPerCall * 1e12)
}

/** Nano-dollars as USD, for JSON. */
export const usd = (nanos: number): number => nanos / 1e9

/** Rates given in USD per 1M tokens (`web_search` and `request`: per call), as price lists print them. */
export const rates = (given: Rates): Rates => {
  const made: { -readonly [rate in keyof Rates]: number } = {
    input: fromUsd(given.input),
    output: fromUsd(given.output)
  }
  for (const name of optionalRates) {
    const value = given[name]
    if (value === undefined) continue
    made[name] = name === "web_search" || name === "request" ? fromUsdPerCall(value) : fromUsd(value)
  }
  return made
}

const optionalRates = [
  "cache_read",
  "cache_write",
  "cache_write_1h",
  "reasoning",
  "input_audio",
  "output_audio",
  "input_image",
  "output_image",
  "web_search",
  "request"
] as const

/** List price at the lowest context tier, in USD per 1M tokens; absent where it is unknown. */
export const listPer1M = (
  prices: ReadonlyArray<Price>,
  now: number,
  tier?: string
): { readonly input: number; readonly output: number } | undefined => {
  const price = at(prices, now)
  if (price === undefined) return undefined
  const rates = ratesAt(price, { now, tier, inputTokens: 0 })
  return { input: toUsd(rates.input), output: toUsd(rates.output) }
}
