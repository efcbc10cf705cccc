/**
 * Cooldown of an endpoint or of one of its keys. A rate limit is stated by the vendor and ends only with time; a
 * failure cooldown is a guess and ends with a successful answer.
 */
export interface Cooldown {
  /** A wait for a limit or an account: stated by the vendor, or a guess where it states none. */
  readonly limited_until: number
  /** As long as the vendor itself asks to wait, whatever for. */
  readonly asked_until: number
  /** What of `limited_until` is a rate limit. */
  readonly rate_limited_until: number
  readonly failing_until: number
  /** Consecutive rate limits without a stated wait. */
  readonly limits: number
  /** Consecutive failures that count against the endpoint. */
  readonly failures: number
  /** Failure cooldowns since the last answer. */
  readonly relapses: number
}

/**
 * What to do when every viable endpoint is cooling down. `least_bad`: use those for whose cooldown no vendor asked, so
 * that the call is their probe; `wait_ms`: wait so long at most for one to end, first; `fail`: neither.
 */
export type CooldownPolicy = "fail" | "least_bad" | { readonly wait_ms: number }

export type CooldownEvent =
  | { readonly type: "answered" }
  | {
      readonly type: "failed"
      readonly class: string
      readonly retry_after_ms?: number
      /**
       * False: too many endpoints of its model are cooling down already, so it stays available, one failure short
       * of a cooldown.
       */
      readonly eject?: boolean
    }

export const zero: Cooldown = {
  limited_until: 0,
  asked_until: 0,
  rate_limited_until: 0,
  failing_until: 0,
  limits: 0,
  failures: 0,
  relapses: 0
}

const firstLimit = 10_000
const firstFailing = 15_000
const longest = 300_000
const account = 60_000
/** A vendor's stated wait is honoured up to one day. */
const longestWish = 86_400_000
const tolerated = 3

/** Failures that the endpoint is responsible for; they count against its reliability. */
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

/** Clock reading at which the cooldown ends; 0 if it is not cooling down. */
export const until = (state: Cooldown, now: number): number => {
  const latest = Math.max(state.limited_until, state.failing_until)
  return latest > now ? latest : 0
}

/** The same of what the vendor itself asked for. */
export const askedUntil = ({ asked_until }: Cooldown, now: number): number =>
  asked_until > now ? asked_until : 0

/** The failure cooldown has ended, and no answer has confirmed recovery (half-open). */
export const isReopening = (state: Cooldown, now: number): boolean =>
  state.failures >= tolerated && state.failing_until <= now

/** The next state. An end never moves earlier, except that an answer ends a failure cooldown. */
export const step = (state: Cooldown, event: CooldownEvent, now: number): Cooldown => {
  if (event.type === "answered") {
    if (state.failures === 0 && state.limits === 0 && state.relapses === 0) return state
    const { asked_until, limited_until, rate_limited_until } = state
    return { ...zero, asked_until, limited_until, rate_limited_until }
  }
  const wish = wished(event.retry_after_ms)
  if (event.class === "RateLimited") return limited(state, wish, now)
  if (ofAccount.has(event.class)) {
    const held = asked(state, wish, now)
    return { ...held, limited_until: Math.max(held.limited_until, now + (wish ?? account)) }
  }
  return own.has(event.class) ? asked(failing(state, now, event.eject !== false), wish, now) : state
}

/** With the vendor's own wish. */
const asked = (state: Cooldown, wish: number | undefined, now: number): Cooldown =>
  wish === undefined
    ? state
    : {
        ...state,
        limited_until: Math.max(state.limited_until, now + wish),
        asked_until: Math.max(state.asked_until, now + wish)
      }

const limited = (state: Cooldown, wish: number | undefined, now: number): Cooldown => {
  if (wish !== undefined) {
    const held = asked(state, wish, now)
    return { ...held, rate_limited_until: Math.max(held.rate_limited_until, now + wish) }
  }
  // Further rejections of requests in flight when the limit was reached are the same event.
  if (now < state.limited_until) return state
  const wait = Math.min(firstLimit * 2 ** state.limits, longest)
  const until = now + wait
  return {
    ...state,
    limited_until: until,
    rate_limited_until: until,
    limits: Math.min(state.limits + 1, 16)
  }
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

/** Merges the states of two observers; commutative. */
export const merge = (left: Cooldown, right: Cooldown): Cooldown => ({
  limited_until: Math.max(left.limited_until, right.limited_until),
  asked_until: Math.max(left.asked_until, right.asked_until),
  rate_limited_until: Math.max(left.rate_limited_until, right.rate_limited_until),
  failing_until: Math.max(left.failing_until, right.failing_until),
  limits: Math.max(left.limits, right.limits),
  failures: Math.max(left.failures, right.failures),
  relapses: Math.max(left.relapses, right.relapses)
})
