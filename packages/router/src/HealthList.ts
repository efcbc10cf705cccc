import type { Demoted, EndpointSignals } from "@turnout/core/Signals"

/**
 * Why an endpoint or a key is cooling down. `failures`: three failures of its own in a row. `asked`: the vendor asked to wait.
 * `rate_limit`: its rate limit is met. `account`: the key was refused, or its quota is exhausted. `announced`: an answer said
 * that no quota remains.
 */
export type CooldownReason = "failures" | "asked" | "rate_limit" | "account" | "announced"

export interface CooldownStatus {
  readonly because: CooldownReason
  /** Date in milliseconds. */
  readonly until: number
}

/** A key of the host's that is cooling down; `provider`: at every endpoint of its provider. */
export interface CoolingKey extends CooldownStatus {
  readonly credential: string
  readonly at: "endpoint" | "provider"
}

/**
 * `cooling_down`: no call goes there, unless nothing else is left. `reopening`: a failure cooldown is over, and the next call
 * tries it. `ranked_last`: calls go to every other endpoint first. `unmeasured`: it never had an outcome.
 */
export type HealthStatus = "healthy" | "cooling_down" | "reopening" | "ranked_last" | "unmeasured"

/** One endpoint as the host's own keys see it. */
export interface EndpointHealth {
  readonly object: "endpoint_health"
  readonly id: string
  readonly provider: string
  readonly model: string
  readonly status: HealthStatus
  readonly cooldown?: CooldownStatus
  /** With a date in `until`. */
  readonly demoted?: Demoted
  /** Those of its keys that are cooling down, whatever becomes of the others. */
  readonly cooling_keys: ReadonlyArray<CoolingKey>
  /** Failures of its own since the last answer, counted up to the three that begin a cooldown. */
  readonly failures: number
  /** Share of outcomes that were failures of its own, 0–1; absent without outcomes. */
  readonly error_share?: number
  /** Date of the last outcome in milliseconds; absent where there was none. */
  readonly last_outcome_at?: number
  /** Percentiles of times and throughput, samples, calls in flight: of the last 15 minutes. */
  readonly signals: Omit<EndpointSignals, "cooling_until" | "demoted">
}

/** The health of every listed endpoint. */
export interface HealthList {
  readonly object: "list"
  /** Date in milliseconds. */
  readonly at: number
  /** Connections to several providers fail at the same time: the host's own network is suspected. */
  readonly network_suspect: boolean
  /** Sorted by id. */
  readonly data: ReadonlyArray<EndpointHealth>
}
