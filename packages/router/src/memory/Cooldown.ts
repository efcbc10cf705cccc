/**
 * Why and how long an endpoint (or a key of it) is left alone. A limit is the vendor's word: only time ends it.
 * Failing is our guess: an answer ends it.
 */
export interface Cooldown {
  readonly limited_until: number
  readonly failing_until: number
  /** Limits without a stated wait, one after another. */
  readonly limits: number
  /** Own failures, one after another. */
  readonly failures: number
  /** How often it was cooled for failing since the last answer. */
  readonly relapses: number
}

/** When everybody who could answer is left alone: an error, so long to wait, or whoever opens again first. */
export type CooldownPolicy = "fail" | "least_bad" | { readonly wait_ms: number }

export type CooldownEvent =
  | { readonly type: "answered" }
  | {
      readonly type: "failed"
      readonly class: string
      readonly retry_after_ms?: number
      /** False: too many of its kind are left alone already, so that it stays, on the verge of being so too. */
      readonly eject?: boolean
    }

export const zero: Cooldown = { limited_until: 0, failing_until: 0, limits: 0, failures: 0, relapses: 0 }

const firstLimit = 10_000
const firstFailing = 15_000
const longest = 300_000
const account = 60_000
/** A vendor's wish is believed up to a day. */
const longestWish = 86_400_000
const tolerated = 3

/** Failures that say something of the endpoint itself, and count against its reliability. */
const own: ReadonlySet<string> = new Set([
  "ServerError",
  "Overloaded",
  "ConnectionFailed",
  "TimedOut",
  "MalformedResponse",
  "StreamTruncated"
])

const ofAccount: ReadonlySet<string> = new Set(["QuotaExhausted", "AuthenticationFailed", "PermissionDenied"])

export const isOwn = (failureClass: string): boolean => own.has(failureClass)

/** The clock reading until which it is left alone; 0 when it is not. */
export const until = (state: Cooldown, now: number): number => {
  const latest = Math.max(state.limited_until, state.failing_until)
  return latest > now ? latest : 0
}

/** Its time is over, and nobody knows yet whether it answers again. */
export const isReopening = (state: Cooldown, now: number): boolean =>
  state.failures >= tolerated && state.failing_until <= now

/** A deadline never becomes an earlier one, but for an answer, which ends the guess that it is failing. */
export const step = (state: Cooldown, event: CooldownEvent, now: number): Cooldown => {
  if (event.type === "answered") {
    if (state.failures === 0 && state.limits === 0 && state.relapses === 0) return state
    return { ...zero, limited_until: state.limited_until }
  }
  const wish = wished(event.retry_after_ms)
  if (event.class === "RateLimited") return limited(state, wish, now)
  if (ofAccount.has(event.class)) {
    return { ...state, limited_until: Math.max(state.limited_until, now + (wish ?? account)) }
  }
  if (!own.has(event.class)) return state
  const next = failing(state, now, event.eject !== false)
  return wish === undefined ? next : { ...next, limited_until: Math.max(next.limited_until, now + wish) }
}

const limited = (state: Cooldown, wish: number | undefined, now: number): Cooldown => {
  if (wish !== undefined) return { ...state, limited_until: Math.max(state.limited_until, now + wish) }
  // Answers to requests that were under way when the limit struck are the same event.
  if (now < state.limited_until) return state
  const wait = Math.min(firstLimit * 2 ** state.limits, longest)
  return { ...state, limited_until: now + wait, limits: Math.min(state.limits + 1, 16) }
}

const failing = (state: Cooldown, now: number, eject: boolean): Cooldown => {
  if (now < state.failing_until) return state
  const failures = Math.min(state.failures + 1, tolerated)
  if (failures < tolerated) return { ...state, failures }
  if (!eject) return { ...state, failures: tolerated - 1 }
  const wait = Math.min(firstFailing * 2 ** state.relapses, longest)
  return { ...state, failures, failing_until: now + wait, relapses: Math.min(state.relapses + 1, 16) }
}

const wished = (milliseconds: number | undefined): number | undefined =>
  milliseconds === undefined || !(milliseconds >= 0) ? undefined : Math.min(milliseconds, longestWish)

/** What two observers know together; the order of merging does not matter. */
export const merge = (left: Cooldown, right: Cooldown): Cooldown => ({
  limited_until: Math.max(left.limited_until, right.limited_until),
  failing_until: Math.max(left.failing_until, right.failing_until),
  limits: Math.max(left.limits, right.limits),
  failures: Math.max(left.failures, right.failures),
  relapses: Math.max(left.relapses, right.relapses)
})
