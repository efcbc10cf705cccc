import type { Confidence, Cost, CostBuckets, Price, Rates } from "./contract.ts"
import { inputTotal, type Usage } from "../Usage.ts"
import { at, isStated, pick } from "./select.ts"

/** When and how an answer was served. */
export interface Served {
  /** Epoch milliseconds. */
  readonly now: number
  /** The service tier that was served, in the contract's word; not the endpoint's tier. */
  readonly tier?: string | undefined
  /** What a one-hour cache write costs in five-minute ones, where the protocol fixes that and the price is silent. */
  readonly cacheWrite1hFactor?: number | undefined
  /** What else was served that changes the price, and has no rate. */
  readonly modifiers?: ReadonlyArray<string> | undefined
}

/**
 * What usage cost. Exact up to 9,000 USD per answer: buckets are added in pico-dollars and rounded once, half
 * up. Without a price, without usage, or with one used bucket that cannot be priced, the cost is unknown.
 */
export const cost = (prices: ReadonlyArray<Price>, usage: Usage | undefined, served: Served): Cost => {
  const price = at(prices, served.now)
  if (price === undefined || usage === undefined) return unknown
  const inputTokens = inputTotal(usage)
  const rates = pick(price, served.now, served.tier, inputTokens)
  const isExact =
    isStated(price, { now: served.now, tier: served.tier, inputTokens }) &&
    usage.assumed !== true &&
    (served.modifiers?.length ?? 0) === 0
  const bill: Bill = { buckets: {}, sum: 0, confidence: isExact ? "exact" : "assumed" }
  const { input, output } = rates
  charge(bill, "input", usage.input, input)
  charge(bill, "cache_read", usage.cache_read, rates.cache_read, input)
  charge(bill, "cache_write", usage.cache_write, rates.cache_write, input)
  charge(
    bill,
    "cache_write_1h",
    usage.cache_write_1h,
    rates.cache_write_1h,
    scaled(rates.cache_write, served.cacheWrite1hFactor)
  )
  charge(bill, "input_audio", usage.input_audio, rates.input_audio, input)
  charge(bill, "input_image", usage.input_image, rates.input_image, input)
  charge(bill, "output", usage.output, output)
  charge(bill, "reasoning", usage.reasoning, rates.reasoning ?? reasoningAsOutput(price, rates), output)
  charge(bill, "output_audio", usage.output_audio, rates.output_audio, output)
  charge(bill, "output_image", usage.output_image, rates.output_image, output)
  // What is paid per call does not depend on a tier of tokens.
  charge(bill, "web_search", usage.web_search, rates.web_search ?? price.rates.web_search)
  const request = rates.request ?? price.rates.request
  if (request !== undefined) charge(bill, "request", 1, request)
  const { buckets, confidence } = bill
  const of = { source: price.source, ...(price.date === "" ? {} : { date: price.date }) }
  if (confidence === "unknown") return { confidence, buckets, ...of }
  const nanos = toNanos(bill.sum)
  if (!usage.cache_read) return { nanos, confidence, buckets, ...of }
  const cache_savings_nanos = toNanos(usage.cache_read * (input - (rates.cache_read ?? input)))
  return { nanos, confidence, buckets, cache_savings_nanos, ...of }
}

const unknown: Cost = { confidence: "unknown", buckets: {} }

/** Reasoning is billed as output, but where the price has a rate of its own that these rates leave out. */
const reasoningAsOutput = (price: Price, rates: Rates): number | undefined =>
  price.rates.reasoning === undefined ? rates.output : undefined

const scaled = (rate: number | undefined, factor: number | undefined): number | undefined =>
  rate === undefined || factor === undefined ? undefined : Math.round(rate * factor)

interface Bill {
  readonly buckets: { -readonly [bucket in keyof CostBuckets]: number }
  sum: number
  confidence: Confidence
}

const charge = (
  bill: Bill,
  bucket: keyof CostBuckets,
  count: number | undefined,
  rate: number | undefined,
  assumed?: number
): void => {
  if (count === undefined || count === 0) return
  const used = rate ?? assumed
  if (used === undefined || !(count > 0 && count < Infinity)) {
    bill.confidence = "unknown"
    return
  }
  if (rate === undefined && bill.confidence === "exact") bill.confidence = "assumed"
  bill.buckets[bucket] = count * used
  bill.sum += count * used
}

/** Half up, by the remainder: a quotient would be rounded before it is. */
const toNanos = (picos: number): number => {
  const rest = ((picos % 1000) + 1000) % 1000
  return (picos - rest) / 1000 + (rest >= 500 ? 1 : 0)
}
