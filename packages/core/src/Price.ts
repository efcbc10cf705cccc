import { at, ratesAt } from "./price/select.ts"
import type { Rates, Price } from "./price/contract.ts"

export type {
  Rates,
  ContextTier,
  Hours,
  Price,
  ExpectedCost,
  Confidence,
  CostBuckets,
  Cost
} from "./price/contract.ts"
export { cost, type Served } from "./price/cost.ts"
export { expected, likely, likelyOutput, type Expectation } from "./price/expected.ts"
export { at, dates, hasTier, isStated, ratesAt, type Moment } from "./price/select.ts"

/**
 * USD per 1M tokens as pico-dollars per token. Throws a `RangeError` where the figure cannot be one: above 1,000
 * or below 0.001 the unit is probably wrong. 0 is free.
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

/** Whole nano-dollars of an amount in USD. */
export const nanos = (usd: number): number => Math.round(usd * 1e9)

/** Rates given in USD per 1M tokens (`web_search` and `request`: per call), as price lists print them. */
export const rates = (given: Rates): Rates => {
  const made: { -readonly [rate in keyof Rates]: number } = {
    input: fromUsd(given.input),
    output: fromUsd(given.output)
  }
  for (const name of optionalRates) {
    const value = given[name]
    if (value === undefined) continue
    made[name] = perCall.has(name) ? fromUsdPerCall(value) : fromUsd(value)
  }
  return made
}

/** Rates of a call, not of a token. */
const perCall: ReadonlySet<keyof Rates> = new Set(["web_search", "request"])

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
  const rates = listed(prices, now, tier)
  return rates && { input: toUsd(rates.input), output: toUsd(rates.output) }
}

/** The same for every bucket that has a rate; `web_search` and `request` in USD per call. */
export const bucketsPer1M = (
  prices: ReadonlyArray<Price>,
  now: number
): { readonly [bucket in keyof Rates]?: number } | undefined => {
  const rates = listed(prices, now)
  if (rates === undefined) return undefined
  const made: { -readonly [bucket in keyof Rates]?: number } = {}
  for (const [bucket, rate] of Object.entries(rates) as ReadonlyArray<[keyof Rates, number | undefined]>) {
    if (rate === undefined) continue
    made[bucket] = perCall.has(bucket) ? rate / 1e12 : toUsd(rate)
  }
  return made
}

const listed = (prices: ReadonlyArray<Price>, now: number, tier?: string): Rates | undefined => {
  const price = at(prices, now)
  return price && ratesAt(price, { now, tier, inputTokens: 0 })
}
