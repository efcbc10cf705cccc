import type { RateLimit } from "@turnout/core/Provider"
import type * as Cooldown from "../Cooldown.ts"
import type { Lenience } from "./contract.ts"

/** The end of a cooldown, 0 where there is none, and whether it is a rate limit of the vendor's. */
export interface End {
  readonly until: number
  readonly limited: boolean
}

export const none: End = { until: 0, limited: false }

export const later = (one: End, other: End): End => (other.until > one.until ? other : one)

/** What counts: what keys announce with an answer, and what no vendor asked for. */
export interface Level {
  readonly heed: boolean
  readonly own: boolean
}

export const strict: Level = { heed: true, own: true }

export const levelOf = (lenience: Lenience | undefined): Level =>
  lenience === undefined ? strict : { heed: lenience.announced !== false, own: lenience.own !== false }

/** The clock reading at which quota is available again, if the vendor reports none left. */
export const emptyUntil = (limit: RateLimit): number =>
  Math.max(
    limit.remaining_requests === 0 && limit.limit_requests !== 0 ? (limit.reset_requests_at ?? 0) : 0,
    limit.remaining_tokens === 0 && limit.limit_tokens !== 0 ? (limit.reset_tokens_at ?? 0) : 0
  )

/** Nothing of it is left. */
export const isWell = (state: Cooldown.Cooldown, now: number): boolean =>
  state.limited_until <= now && state.failures === 0 && state.limits === 0 && state.relapses === 0
