import type { Draws } from "./Draws.ts"

/** A stretch of time in which endpoints are worse. Effects of several incidents multiply, shares add up. */
export interface Incident {
  /** Seconds since the start. */
  readonly at_s: number
  readonly for_s: number
  /** Which endpoints: all of a provider, all of a model, or both. Absent: every endpoint. */
  readonly provider?: string
  readonly model?: string
  /** Factor of the time to the first token. */
  readonly slow?: number
  /** Added shares of requests, 0–1. */
  readonly error?: number
  readonly hang?: number
  /** Every request is refused with 429. */
  readonly limited?: boolean
}

/** On and off, again and again, from `at_s` until `until_s`. */
export const repeated = (
  incident: Incident & { readonly every_s: number; readonly until_s: number }
): ReadonlyArray<Incident> => {
  const { every_s, until_s, ...one } = incident
  const all: Array<Incident> = []
  for (let at_s = one.at_s; at_s < until_s; at_s += every_s) all.push({ ...one, at_s })
  return all
}

export interface Renewal {
  readonly until_s: number
  /** Mean number in 30 days; status pages of two large vendors tell of 8. */
  readonly per_month: number
  readonly what: Omit<Incident, "at_s" | "for_s">
  /** Tells several vendors' incidents apart. */
  readonly stream: number
}

/**
 * Incidents at random: gaps of two exponentials (coefficient of variation about 1.5, as on status pages, where
 * incidents come in clusters), lengths lognormal (4.4, 1.35) in minutes, cut to 5 minutes to 24 hours.
 */
export const drawn = (
  draws: Draws,
  { per_month, stream, until_s, what }: Renewal
): ReadonlyArray<Incident> => {
  const all: Array<Incident> = []
  const mean = (30 * 86_400) / per_month
  let at_s = 0
  for (let index = 0; ; index++) {
    const isShort = draws.uniform("incident", stream, index, 0) < 0.7
    at_s += -Math.log(draws.uniform("incident", stream, index, 1)) * mean * (isShort ? 0.4 : 2.4)
    if (at_s >= until_s) return all
    const minutes = Math.exp(4.4 + 1.35 * draws.normal("incident", stream, index, 2))
    all.push({ ...what, at_s, for_s: Math.min(86_400, Math.max(300, minutes * 60)) })
  }
}
