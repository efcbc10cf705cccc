import * as Options from "@turnout/core/Options"
import type { RouterError } from "@turnout/core/RouterError"
import { type Exceeded, Limits, type State } from "@turnout/router/Limits"
import * as Stored from "@turnout/router/Stored"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { make as makeLimiter, type RateLimiterStore } from "./internal/rate-limiter.ts"
import { minute, type Take } from "./rate-limits/bucket.ts"
import * as Limiter from "./rate-limits/limiter.ts"
import * as Memory from "./rate-limits/memory.ts"
import * as Places from "./rate-limits/places.ts"
import { check, keyOf, type LimitsOptions, limitOf } from "./rate-limits/policy.ts"

export type { Reading, Take } from "./rate-limits/bucket.ts"
export type { Places } from "./rate-limits/places.ts"
export { check, type LimitsOptions } from "./rate-limits/policy.ts"

/** Retry delay for a concurrency limit: when a slot becomes free is unknown. */
const soon = 1000

/** Limits over what counts quotas and calls in flight. `clock`: the one that a quota's end is told in. */
export const make = (
  bucket: Take,
  options: LimitsOptions,
  clock: Clock.Clock,
  places: Places.Places = Places.make()
): State => {
  const consume = (
    code: Exceeded["code"],
    key: string,
    limit: number,
    tokens: number
  ): Stored.Stored<Exceeded | undefined> => {
    const whole = Math.floor(limit)
    if (!(whole >= 1)) return { code, limit, retry_after_ms: minute }
    // What is larger than a whole minute takes all of it.
    return Stored.map(bucket(key, whole, Math.min(tokens, whole), "all"), (read): Exceeded | undefined =>
      read?.wait_ms === undefined
        ? undefined
        : {
            code: read.unreachable === true ? "unreachable" : code,
            limit,
            retry_after_ms: Math.max(1, Math.ceil(read.wait_ms))
          }
    )
  }

  /** Puts back what was consumed. */
  const give = (
    key: string,
    of: "requests" | "tokens",
    limit: number,
    tokens: number
  ): Stored.Stored<void> => {
    const whole = Math.floor(limit)
    const taken = Math.min(tokens, whole)
    return taken > 0 ? Stored.map(bucket(`${key}:${of}`, whole, -taken, "owed"), () => undefined) : undefined
  }

  return {
    place: (subject) => {
      const limit = limitOf(options, subject).concurrent
      if (limit === undefined) return undefined
      return Stored.map(places.take(keyOf(subject), limit), (place) =>
        place === undefined || place === "unreachable"
          ? { code: place ?? "concurrent_requests_exceeded", limit, retry_after_ms: soon }
          : place
      )
    },
    take: (subject, tokens) => {
      const { requests_per_minute: requests, tokens_per_minute } = limitOf(options, subject)
      const key = keyOf(subject)
      const ofTokens =
        tokens_per_minute === undefined
          ? undefined
          : consume("tokens_per_min_exceeded", `${key}:tokens`, tokens_per_minute, tokens)
      if (requests === undefined) return ofTokens
      const ofRequests = consume("rate_limit_exceeded", `${key}:requests`, requests, 1)
      if (tokens_per_minute === undefined) return ofRequests
      return Stored.flatMap(Stored.both(ofRequests, ofTokens), ([first, second]) => {
        if (first === undefined && second === undefined) return undefined
        const taken =
          first === undefined
            ? give(key, "requests", requests, 1)
            : second === undefined
              ? give(key, "tokens", tokens_per_minute, tokens)
              : undefined
        return Stored.map(taken, () => first ?? second)
      })
    },
    restore: (subject, tokens) => {
      const { requests_per_minute: requests, tokens_per_minute } = limitOf(options, subject)
      const key = keyOf(subject)
      return Stored.map(
        Stored.both(
          requests === undefined ? undefined : give(key, "requests", requests, 1),
          tokens_per_minute === undefined ? undefined : give(key, "tokens", tokens_per_minute, tokens)
        ),
        () => undefined
      )
    },
    charge: (subject, tokens) => {
      const limit = Math.floor(limitOf(options, subject).tokens_per_minute ?? 0)
      if (!(limit >= 1)) return undefined
      return Stored.map(bucket(`${keyOf(subject)}:tokens`, limit, tokens, "owed"), () => undefined)
    },
    status: (principal) => {
      const subject = { type: "principal", principal } as const
      const limit = Math.floor(limitOf(options, subject).requests_per_minute ?? 0)
      if (!(limit >= 1)) return undefined
      return Stored.map(bucket(`${keyOf(subject)}:requests`, limit, 0, "owed"), (read) =>
        read === undefined
          ? undefined
          : {
              limit,
              remaining: Math.max(0, Math.floor(read.remaining)),
              resets_at: clock.currentTimeMillisUnsafe() + Math.ceil(read.full_ms)
            }
      )
    }
  }
}

const checked = <R>(
  options: LimitsOptions,
  bucket: (clock: Clock.Clock) => Effect.Effect<Take, never, R>
): Layer.Layer<never, RouterError, R> =>
  Layer.effect(
    Limits,
    Effect.suspend(() => {
      const mistake = Options.mistake(check, options, { name: "limits" })
      return mistake === undefined
        ? Effect.clockWith((clock) => Effect.map(bucket(clock), (take) => make(take, options, clock)))
        : Effect.fail(mistake)
    })
  )

/** Limits over a shared store of Effect's rate limiter, for example in Redis. Fails if the options are wrong. */
export const layerNoStore = (options: LimitsOptions): Layer.Layer<never, RouterError, RateLimiterStore> =>
  checked(options, () => Effect.map(makeLimiter, Limiter.make))

/** The same of this process alone: token buckets that hold a minute's quota and refill evenly. */
export const inMemory = (options: LimitsOptions, clock: Clock.Clock): State =>
  make(Memory.make(options.remembered ?? 200_000, clock), options, clock)

/** Limits of this process, in memory: token buckets that hold a minute's quota and refill evenly. */
export const layer = (options: LimitsOptions): Layer.Layer<never, RouterError> =>
  checked(options, (clock) => Effect.sync(() => Memory.make(options.remembered ?? 200_000, clock)))
