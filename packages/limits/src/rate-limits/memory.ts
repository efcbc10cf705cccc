import * as Lru from "@turnout/core/Lru"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { RateLimiterError, RateLimiterStore, RateLimitStoreError } from "../internal/rate-limiter.ts"

interface Bucket {
  readonly tokens: number
  /** Clock reading up to which it has been refilled. */
  readonly filled: number
}

/** What a bucket holds after it was filled up to a moment. */
const refill = (bucket: Bucket | undefined, limit: number, rate: number, now: number): Bucket => {
  if (bucket === undefined) return { tokens: limit, filled: now }
  const more = Math.max(0, Math.floor((now - bucket.filled) / rate))
  const tokens = Math.min(limit, bucket.tokens + more)
  return { tokens, filled: tokens >= limit ? now : bucket.filled + more * rate }
}

const million = BigInt(1_000_000)

const unused = Effect.fail(
  new RateLimiterError({
    reason: new RateLimitStoreError({ message: "This store keeps token buckets and nothing else." })
  })
)

/**
 * Token buckets in memory. Unlike Effect's own store this one is bounded: it drops the least recently used key,
 * whose bucket then counts as full.
 */
export const make = (most: number): RateLimiterStore["Service"] => {
  const buckets = Lru.make<string, Bucket>(most)
  return RateLimiterStore.of({
    tokenBucket: ({ allowOverflow, key, limit, refillRate, tokens }) =>
      Effect.clockWith((clock) =>
        Effect.sync(() => {
          // A bucket fills with what passes, whatever the wall clock is set to.
          const now = Number(clock.monotonicTimeNanosUnsafe() / million)
          const bucket = refill(buckets.peek(key), limit, Duration.toMillis(refillRate), now)
          const left = bucket.tokens - tokens
          const taken = left >= 0 || allowOverflow
          buckets.put(key, taken ? { ...bucket, tokens: left } : bucket)
          return [left, Math.max(0, now - bucket.filled)] as const
        })
      ),
    fixedWindow: () => unused,
    adaptiveConsume: () => Effect.succeed({ delay: Duration.zero, epoch: 0, phase: "inactive" }),
    adaptiveFeedback: () => Effect.void
  })
}
