import type { Keyring } from "./Keyring.ts"

/** The user, workspace or API key that a call is made for, in the host's own ids. Absent and null mean unknown. */
export interface Principal {
  readonly user_id?: string | null | undefined
  readonly workspace_id?: string | null | undefined
  readonly api_key_id?: string | null | undefined
  readonly tier?: string | null | undefined
  /** Requests per minute of this principal, in place of the general limit. */
  readonly rate_limit_rpm?: number | null | undefined
}

/** The principal that calls are made for, and the keys that it brings. */
export interface Identity {
  readonly principal?: Principal | null | undefined
  /** The caller's own keys by provider. They replace those of the router's `credentials` hook for the same provider. */
  readonly keys?: Keyring | null | undefined
}

/** Options that the host passes with a request; they do not come from the caller. */
export interface CallOptions extends Identity {
  /**
   * False: the reader of the stream does not understand `routing_event` chunks, unless the request says so.
   * Default: true.
   */
  readonly routing_events?: boolean | undefined
  /** How long the caller waits, milliseconds, where its door knows: a slow attempt must not use it all up. */
  readonly limit_ms?: number | undefined
  /**
   * The same request of the same principal with the same key gets the same answer, for 24 hours; another request with it is
   * refused (409). Errors are not kept.
   */
  readonly idempotency_key?: string | undefined
}

/** The principal of calls without one: all of these share the general limit. */
export const anonymous: Principal = {}

export const of = (options: CallOptions | undefined): Principal => options?.principal ?? anonymous

/**
 * The key of a principal's counters: its API key, else its user, else its workspace. Distinct principals have
 * distinct texts.
 */
export const subject = ({ api_key_id, user_id, workspace_id }: Principal): string => {
  if (isGiven(api_key_id)) return `api_key:${api_key_id}`
  if (isGiven(user_id)) return `user:${user_id}`
  return isGiven(workspace_id) ? `workspace:${workspace_id}` : ""
}

const isGiven = (id: string | null | undefined): id is string => id !== null && id !== undefined
