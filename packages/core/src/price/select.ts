import type { Hours, Price, Rates } from "./contract.ts"

/** When, in which service tier, and how large. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly now: number
  /** Service tier in the contract's word; absent, `standard` and `default` are the ordinary one. */
  readonly tier?: string | undefined
  /** All input tokens of the request, cached ones too. */
  readonly inputTokens: number
}

/** The price in force: the first of the list, newest first, whose dates hold `now`. */
export const at = (prices: ReadonlyArray<Price>, now: number): Price | undefined => {
  for (let index = 0; index < prices.length; index++) {
    const price = prices[index]!
    if (price.from === undefined && price.until === undefined) return price
    const { from, until } = derived(price)
    if (now >= from && now < until) return price
  }
  return undefined
}

/**
 * The rates of a whole request. A service tier has its own, else the context tier that the input reaches (the
 * edge belongs to it), else the hour of the day, else the price's own. `isStated` says whether more than one
 * of these would have applied, or the tier has no rates.
 */
export const ratesAt = (price: Price, moment: Moment): Rates =>
  pick(price, moment.now, moment.tier, moment.inputTokens)

export const pick = (price: Price, now: number, tier: string | undefined, inputTokens: number): Rates =>
  serviceRates(price, tier) ?? contextRates(price, inputTokens) ?? hourRates(price, now) ?? price.rates

/** Whether the price states what `ratesAt` gives. Where not, a cost from it is `assumed`. */
export const isStated = (price: Price, moment: Moment): boolean => {
  const ofContext = contextRates(price, moment.inputTokens) !== undefined
  const ofHour = hourRates(price, moment.now) !== undefined
  if (isOrdinary(moment.tier)) return !(ofContext && ofHour)
  return serviceRates(price, moment.tier) !== undefined && !ofContext && !ofHour
}

const isOrdinary = (tier: string | undefined): boolean =>
  tier === undefined || tier === "standard" || tier === "default"

/** Whether the price has rates of its own for a service tier. */
export const hasTier = (price: Price, tier: string | undefined): boolean =>
  serviceRates(price, tier) !== undefined

/** Clock readings from and until which the price is in force; infinite where it has no date. */
export const dates = (price: Price): { readonly from: number; readonly until: number } => derived(price)

const serviceRates = (price: Price, tier: string | undefined): Rates | undefined =>
  price.service !== undefined && !isOrdinary(tier) && Object.hasOwn(price.service, tier!)
    ? price.service[tier!]
    : undefined

const contextRates = (price: Price, inputTokens: number): Rates | undefined => {
  const tiers = price.tiers
  if (tiers === undefined) return undefined
  for (let index = tiers.length - 1; index >= 0; index--) {
    if (inputTokens >= tiers[index]!.from_input_tokens) return tiers[index]!.rates
  }
  return undefined
}

const hourRates = (price: Price, now: number): Rates | undefined =>
  price.hours !== undefined && isWithin(derived(price).windows, price.hours, now)
    ? price.hours.rates
    : undefined

const dayMs = 86_400_000

const isWithin = (windows: ReadonlyArray<number>, hours: Hours, now: number): boolean => {
  const day = Math.floor(now / dayMs)
  const minute = Math.floor((now - day * dayMs) / 60_000)
  for (let index = 0; index < windows.length; index += 2) {
    const from = windows[index]!
    const until = windows[index + 1]!
    // A window over midnight belongs to the day on which it began.
    const began =
      from < until
        ? minute >= from && minute < until
          ? day
          : undefined
        : minute >= from
          ? day
          : minute < until
            ? day - 1
            : undefined
    // The first of January 1970 was a Thursday.
    if (began !== undefined && (hours.days === undefined || hours.days.includes((began + 4) % 7))) return true
  }
  return false
}

interface Derived {
  readonly from: number
  readonly until: number
  /** Minutes of the day, two per window. */
  readonly windows: ReadonlyArray<number>
}

const known = new WeakMap<Price, Derived>()

/** Dates and hours as numbers, read once per price. */
const derived = (price: Price): Derived => {
  let value = known.get(price)
  if (value === undefined) {
    value = {
      from: price.from === undefined ? -Infinity : Date.parse(price.from),
      until: price.until === undefined ? Infinity : Date.parse(price.until),
      windows: price.hours === undefined ? [] : price.hours.utc.flat().map(minuteOf)
    }
    known.set(price, value)
  }
  return value
}

const minuteOf = (clock: string): number => {
  const [hour, minute] = clock.split(":")
  return Number(hour) * 60 + Number(minute ?? 0)
}
