import type { Rates } from "@turnout/core/Price"
import type { StoredPrice } from "../src/catalog/decode.ts"
import type { FactEndpoint, FactRates } from "./facts.ts"

/**
 * Days on which the hours of a provider's price hold, 0 being Sunday. The facts give the hours alone; their
 * description gives the days.
 */
const weekdays: { readonly [provider: string]: ReadonlyArray<number> } = { deepseek: [1, 2, 3, 4, 5] }

/** Newest first. A zero that nobody verified is no price: unknown, never free. */
export const prices = (endpoint: FactEndpoint): ReadonlyArray<StoredPrice> => {
  const { price } = endpoint
  if (price === undefined || endpoint.tags?.includes("zero-unverified") === true) return []
  const tiers = price.tiers?.map((tier) => ({ from_input_tokens: edge(tier.above), rates: rates(tier) }))
  const service = services(endpoint)
  const current: StoredPrice = {
    ...(price.next && { until: price.next.from }),
    rates: rates(price.hours?.off_peak ?? price),
    ...(tiers && { tiers: tiers.sort((one, other) => one.from_input_tokens - other.from_input_tokens) }),
    ...(price.hours && {
      hours: {
        utc: price.hours.peak_utc,
        ...(weekdays[endpoint.provider] && { days: weekdays[endpoint.provider]! }),
        rates: rates(price)
      }
    }),
    ...(service && { service }),
    source: price.hours?.src ?? endpoint.price_src!
  }
  if (price.next === undefined) return [current]
  return [{ from: price.next.from, rates: rates(price.next), source: price.next.src }, current]
}

/**
 * The first token of a tier. Sources write the same edge as 272000 (inclusive), 271999 (above) and 272001
 * (from); vendors draw it at the round number, which belongs to the upper tier.
 */
export const edge = (above: number): number => {
  const round = Math.round(above / 1000) * 1000
  return Math.abs(above - round) <= 1 ? round : above
}

/** Rates of other service tiers, under the word that asks a vendor for them. */
const services = ({ price, modes }: FactEndpoint): StoredPrice["service"] => {
  const service: { [tier: string]: Rates } = {}
  if (price?.batch) service["batch"] = rates(price.batch)
  if (price?.flex) service["flex"] = rates(price.flex)
  for (const { body, price: ofMode } of Object.values(modes ?? {})) {
    const word = body?.service_tier ?? body?.speed
    if (word !== undefined && ofMode !== undefined) service[word] = rates(ofMode)
  }
  return Object.keys(service).length === 0 ? undefined : service
}

/** As stored: USD per 1M tokens, and per call for searches. */
const rates = (given: FactRates): Rates => ({
  input: given.in,
  output: given.out,
  ...stated("cache_read", given.cache_read),
  ...stated("cache_write", given.cache_write),
  ...stated("cache_write_1h", given.cache_write_1h),
  ...stated("reasoning", given.reasoning),
  ...stated("input_audio", given.in_audio),
  ...stated("output_audio", given.out_audio),
  ...stated("web_search", given.web_search_per_1k === undefined ? undefined : given.web_search_per_1k / 1000)
})

const stated = (name: keyof Rates, value: number | undefined): Partial<Rates> =>
  value === undefined ? {} : { [name]: value }
