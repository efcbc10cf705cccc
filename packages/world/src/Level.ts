import { type Draws, keyOf } from "./Draws.ts"
import { type Endpoint, idOf, type Rhythm } from "./Endpoint.ts"
import type { Incident } from "./Incident.ts"

/** How an endpoint stands at a moment. */
export interface Level {
  /** Factor of the time to the first token. */
  readonly slow: number
  /** Added shares of requests. */
  readonly error: number
  readonly hang: number
  readonly limited: boolean
}

/** Seconds between two steps of a drift. */
const step = 60

/**
 * A mean-reverting process in steps of a minute, drawn as far as it is asked: a function of the draws alone, whoever
 * asks first.
 */
const drifting = (draws: Draws, stream: number, sigma: number, hours: number): ((s: number) => number) => {
  if (sigma === 0) return () => 0
  const keep = Math.exp(-step / (hours * 3600))
  const shock = sigma * Math.sqrt(1 - keep * keep)
  const values = [sigma * draws.normal("drift", stream, 0)]
  return (s) => {
    const index = Math.floor(s / step)
    for (let next = values.length; next <= index; next++) {
      values.push(keep * values[next - 1]! + shock * draws.normal("drift", stream, next))
    }
    return values[index]!
  }
}

const daily = ({ factor, peak_hour }: Rhythm, hour: number): number =>
  factor ** ((1 + Math.cos(((hour - peak_hour) / 12) * Math.PI)) / 2)

export interface Common {
  /** Deviation of the logarithm that all endpoints of a provider share, and that all endpoints share. Default: 0. */
  readonly provider?: number
  readonly everywhere?: number
  /** Hours after which a deviation has fallen to 1/e. Default: 2. */
  readonly hours?: number
}

/** The level of an endpoint by seconds since the start. `startHour`: hour of the day, UTC, at the start. */
export const of = (
  draws: Draws,
  endpoints: ReadonlyArray<Endpoint>,
  incidents: ReadonlyArray<Incident>,
  common: Common,
  startHour: number
): ((endpoint: number, s: number) => Level) => {
  const { everywhere = 0, hours = 2, provider: shared = 0 } = common
  const providers = [...new Set(endpoints.map(({ provider }) => provider))]
  const all = drifting(draws, keyOf("*"), everywhere, hours)
  const drifts = new Map(providers.map((id) => [id, drifting(draws, keyOf(id), shared, hours)]))
  const byProvider = endpoints.map(({ provider }) => drifts.get(provider)!)
  const own = endpoints.map((endpoint) =>
    drifting(draws, keyOf(idOf(endpoint)), endpoint.drift?.sigma ?? 0, endpoint.drift?.hours ?? 1)
  )
  const hit = endpoints.map((endpoint) => incidents.filter((incident) => isOf(incident, endpoint)))
  return (index, s) => {
    const endpoint = endpoints[index]!
    let slow = Math.exp(own[index]!(s) + byProvider[index]!(s) + all(s))
    if (endpoint.rhythm !== undefined) slow *= daily(endpoint.rhythm, startHour + s / 3600)
    let error = 0
    let hang = 0
    let limited = false
    for (const incident of hit[index]!) {
      if (s < incident.at_s || s >= incident.at_s + incident.for_s) continue
      slow *= incident.slow ?? 1
      error += incident.error ?? 0
      hang += incident.hang ?? 0
      limited ||= incident.limited === true
    }
    return { slow, error, hang, limited }
  }
}

const isOf = ({ model, provider }: Incident, endpoint: Endpoint): boolean =>
  (provider === undefined || provider === endpoint.provider) &&
  (model === undefined || model === endpoint.model)
