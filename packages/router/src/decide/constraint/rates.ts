import type { Endpoint } from "@turnout/core/Endpoint"
import * as Price from "@turnout/core/Price"
import { tierAt } from "./tier.ts"

/** The rates of endpoints by row, pico-dollars: valid from one date at which a price changes to the next. */
export interface Rates {
  readonly tier: string | undefined
  /** NaN where the price depends on the hour, or is unknown: such a row is priced for each decision. */
  readonly input: Float64Array
  readonly output: Float64Array
  /** Where the prompt is cached. */
  readonly read: Float64Array
  readonly request: Float64Array
  /** From so many prompt tokens on the row has other rates. */
  readonly below: Float64Array
  /** Clock readings: inclusive, exclusive. */
  from: number
  until: number
}

export const make = (endpoints: ReadonlyArray<Endpoint>, tier: string | undefined): Rates => {
  const size = endpoints.length
  return {
    tier,
    input: new Float64Array(size),
    output: new Float64Array(size),
    read: new Float64Array(size),
    request: new Float64Array(size),
    below: new Float64Array(size),
    from: 0,
    until: 0
  }
}

/** Reads them again where a price has changed since. */
export const update = (rates: Rates, endpoints: ReadonlyArray<Endpoint>, now: number): void => {
  if (now >= rates.from && now < rates.until) return
  rates.from = -Infinity
  rates.until = Infinity
  for (let row = 0; row < endpoints.length; row++) write(rates, row, endpoints[row]!, now)
}

const write = (rates: Rates, row: number, endpoint: Endpoint, now: number): void => {
  const { prices } = endpoint.facts
  for (const price of prices) {
    const { from, until } = Price.dates(price)
    for (const date of [from, until]) {
      if (date <= now && date > rates.from) rates.from = date
      if (date > now && date < rates.until) rates.until = date
    }
  }
  const price = Price.at(prices, now)
  const tier = tierAt(endpoint, rates.tier)
  const isFixed = price !== undefined && (price.hours === undefined || Price.hasTier(price, tier))
  if (!isFixed) {
    rates.input[row] = NaN
    return
  }
  const found = Price.ratesAt(price, { now, tier, inputTokens: 0 })
  rates.input[row] = found.input
  rates.output[row] = found.output
  rates.read[row] = found.cache_read ?? found.input
  rates.request[row] = found.request ?? price.rates.request ?? 0
  rates.below[row] = Price.hasTier(price, tier) ? Infinity : (price.tiers?.[0]?.from_input_tokens ?? Infinity)
}
