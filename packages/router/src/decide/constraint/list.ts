import type { Endpoint, Tier } from "@turnout/core/Endpoint"

/**
 * Constant facts of a list of endpoints, by row and in summary, so that a decision over thousands need not fetch
 * them from scattered objects.
 */
export interface List {
  readonly endpoints: ReadonlyArray<Endpoint>
  readonly providers: ReadonlySet<string>
  readonly tiers: ReadonlySet<Tier>
  /** The latest end of a cooldown among them: the only value here that changes. */
  readonly cooling: number
  /** At least one gives no text output. */
  readonly isTextless: boolean
  /** At least one cannot stream. */
  readonly isStreamless: boolean
  /** The smallest known limits. */
  readonly context: number
  readonly input: number
  /** The model of all; undefined if there are several. */
  readonly model: string | undefined
  readonly hasPriors: boolean
  readonly hasQuality: boolean
  /** Output limits; infinite if unknown. */
  readonly outputs: Float64Array
  /** Rates of endpoints with a single price for all dates, hours and lengths; NaN for others. */
  readonly rates: {
    readonly input: Float64Array
    readonly output: Float64Array
    readonly read: Float64Array
    readonly request: Float64Array
  }
}

const known = new WeakMap<ReadonlyArray<Endpoint>, List>()

/** Cached per list: use it only for lists that are used by many decisions. */
export const of = (endpoints: ReadonlyArray<Endpoint>, cooling: number): List => {
  let list = known.get(endpoints)
  if (list === undefined) known.set(endpoints, (list = make(endpoints)))
  return { ...list, cooling }
}

const make = (endpoints: ReadonlyArray<Endpoint>): List => {
  const column = (figure: (endpoint: Endpoint) => number) => Float64Array.from(endpoints, figure)
  const models = new Set(endpoints.map(({ model }) => model))
  const least = (name: "context" | "input") =>
    endpoints.reduce((least, { facts }) => Math.min(least, facts.limits[name] ?? Infinity), Infinity)
  return {
    endpoints,
    providers: new Set(endpoints.map(({ provider }) => provider)),
    tiers: new Set(endpoints.map(({ tier }) => tier)),
    cooling: Infinity,
    isTextless: endpoints.some(({ facts }) => facts.capabilities.features.text_output === "no"),
    isStreamless: endpoints.some(({ facts }) => facts.capabilities.features.stream === "no"),
    context: least("context"),
    input: least("input"),
    model: models.size === 1 ? endpoints[0]!.model : undefined,
    hasPriors: endpoints.some(({ facts }) => facts.prior !== undefined),
    hasQuality: endpoints.some(({ facts }) => facts.quality !== undefined),
    outputs: column(({ facts }) => facts.limits.output ?? Infinity),
    rates: {
      input: column((endpoint) => plainRates(endpoint)?.input ?? NaN),
      output: column((endpoint) => plainRates(endpoint)?.output ?? NaN),
      read: column((endpoint) => plainRates(endpoint)?.cache_read ?? plainRates(endpoint)?.input ?? NaN),
      request: column((endpoint) => plainRates(endpoint)?.request ?? 0)
    }
  }
}

const plainRates = ({ facts, tier }: Endpoint) => {
  const [price] = facts.prices
  const isPlain =
    price !== undefined &&
    price.from === undefined &&
    price.until === undefined &&
    price.tiers === undefined &&
    price.hours === undefined &&
    (price.service === undefined || tier === "standard")
  return isPlain ? price.rates : undefined
}
