import type { Endpoint, Tier } from "@turnout/core/Endpoint"
import type { Gathered } from "../gather.ts"
import * as Rates from "./rates.ts"

/**
 * Constant facts of a list of endpoints, by row and in summary, so that a decision need not fetch them from scattered
 * objects.
 */
export interface List {
  readonly endpoints: ReadonlyArray<Endpoint>
  readonly providers: ReadonlyArray<string>
  readonly tiers: ReadonlySet<Tier>
  /**
   * The latest end of a cooldown among them, infinite where it is not known: the only value here that changes, set
   * before each decision.
   */
  cooling: number
  /** At least one gives no text output. */
  readonly isTextless: boolean
  /** At least one cannot stream. */
  readonly isStreamless: boolean
  /** The smallest known limits. */
  readonly context: number
  readonly input: number
  /** By row, the position of its model among the models. */
  readonly model: Uint16Array
  readonly hasPriors: boolean
  /** Output limits; infinite if unknown. */
  readonly outputs: Float64Array
  /** What the endpoints cost in the service tier that is asked for. */
  readonly rates: Rates.Rates
}

/** Worth its price for a list that many decisions use. */
export const make = ({ endpoints, models }: Pick<Gathered, "endpoints" | "models">, tier?: string): List => {
  const least = (name: "context" | "input") =>
    endpoints.reduce((least, { facts }) => Math.min(least, facts.limits[name] ?? Infinity), Infinity)
  return {
    endpoints,
    providers: [...new Set(endpoints.map(({ provider }) => provider))],
    tiers: new Set(endpoints.map(({ tier }) => tier)),
    cooling: Infinity,
    isTextless: endpoints.some(({ facts }) => facts.capabilities.features.text_output === "no"),
    isStreamless: endpoints.some(({ facts }) => facts.capabilities.features.stream === "no"),
    context: least("context"),
    input: least("input"),
    model: Uint16Array.from(endpoints, ({ model }) => models.positions.get(model)!),
    hasPriors: endpoints.some(({ facts }) => facts.prior !== undefined),
    outputs: Float64Array.from(endpoints, ({ facts }) => facts.limits.output ?? Infinity),
    rates: Rates.make(endpoints, tier)
  }
}
