import * as Options from "@turnout/core/Options"
import type { RouterError } from "@turnout/core/RouterError"
import { type Exceeded, Limits, type State } from "@turnout/router/Limits"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { make as makeLimiter, type RateLimiter, RateLimiterStore } from "./internal/rate-limiter.ts"
import * as Memory from "./rate-limits/memory.ts"
import * as Places from "./rate-limits/places.ts"
import { check, keyOf, type LimitsOptions, limitOf } from "./rate-limits/policy.ts"

export { check, type LimitsOptions } from "./rate-limits/policy.ts"

const minute = 60_000
/** Retry delay for a concurrency limit: when a slot becomes free is unknown. */
const soon = 1000

const make = (limiter: RateLimiter, options: LimitsOptions): State => {
  const places = Places.make()

  const bucket = (key: string, limit: number, tokens: number, onExceeded: "fail" | "delay") =>
    limiter.consume({ key, algorithm: "token-bucket", window: minute, limit, tokens, onExceeded })

  /** A store that cannot be reached does not limit. */
  const consume = (
    code: Exceeded["code"],
    key: string,
    limit: number,
    tokens: number
  ): Effect.Effect<Exceeded | undefined> => {
    const whole = Math.floor(limit)
    if (!(whole >= 1)) return Effect.succeed({ code, limit, retry_after_ms: minute })
    // What is larger than a whole minute takes all of it.
    return Effect.match(bucket(key, whole, Math.min(tokens, whole), "fail"), {
      onSuccess: () => undefined,
      onFailure: ({ reason }) =>
        reason._tag === "RateLimitExceeded"
          ? { code, limit, retry_after_ms: Math.max(1, Math.ceil(Duration.toMillis(reason.retryAfter))) }
          : undefined
    })
  }

  return {
    place: (subject) => {
      const limit = limitOf(options, subject).concurrent
      if (limit === undefined) return undefined
      return (
        places.take(keyOf(subject), limit) ?? {
          code: "concurrent_requests_exceeded",
          limit,
          retry_after_ms: soon
        }
      )
    },
    take: (subject, tokens) => {
      const { requests_per_minute: requests, tokens_per_minute } = limitOf(options, subject)
      if (requests === undefined && tokens_per_minute === undefined) return undefined
      const key = keyOf(subject)
      const ofTokens =
        tokens_per_minute === undefined
          ? Effect.undefined
          : consume("tokens_per_min_exceeded", `${key}:tokens`, tokens_per_minute, tokens)
      if (requests === undefined) return ofTokens
      return Effect.flatMap(consume("rate_limit_exceeded", `${key}:requests`, requests, 1), (exceeded) =>
        exceeded === undefined ? ofTokens : Effect.succeed(exceeded)
      )
    },
    charge: (subject, tokens) => {
      const limit = Math.floor(limitOf(options, subject).tokens_per_minute ?? 0)
      return limit >= 1
        ? Effect.ignore(bucket(`${keyOf(subject)}:tokens`, limit, tokens, "delay"))
        : Effect.void
    },
    status: (principal) => {
      const subject = { type: "principal", principal } as const
      const limit = Math.floor(limitOf(options, subject).requests_per_minute ?? 0)
      if (!(limit >= 1)) return Effect.undefined
      return Effect.clockWith((clock) =>
        Effect.match(bucket(`${keyOf(subject)}:requests`, limit, 0, "delay"), {
          onSuccess: ({ remaining, resetAfter }) => ({
            limit,
            remaining: Math.max(0, Math.floor(remaining)),
            resets_at: clock.currentTimeMillisUnsafe() + Math.ceil(Duration.toMillis(resetAfter))
          }),
          onFailure: () => undefined
        })
      )
    }
  }
}

/** Limits over a shared store of Effect's rate limiter, for example in Redis. Fails if the options are wrong. */
export const layerNoStore = (options: LimitsOptions): Layer.Layer<never, RouterError, RateLimiterStore> =>
  Layer.effect(
    Limits,
    Effect.suspend(() => {
      const mistake = Options.mistake(check, options, { name: "limits" })
      return mistake === undefined
        ? Effect.map(makeLimiter, (limiter) => make(limiter, options))
        : Effect.fail(mistake)
    })
  )

/** Limits of this process, in memory: token buckets that hold a minute's quota and refill evenly. */
export const layer = (options: LimitsOptions): Layer.Layer<never, RouterError> =>
  Layer.provide(
    layerNoStore(options),
    Layer.sync(RateLimiterStore, () => Memory.make(options?.remembered ?? 200_000))
  )
