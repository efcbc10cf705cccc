import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { RateLimiter } from "../internal/rate-limiter.ts"
import { minute, type Reading, type Take } from "./bucket.ts"

/** Token buckets of a store behind Effect's rate limiter. One that cannot be reached does not limit. */
export const make =
  (limiter: RateLimiter): Take =>
  (key, limit, tokens, how) =>
    Effect.match(
      limiter.consume({
        key,
        algorithm: "token-bucket",
        window: minute,
        limit,
        tokens,
        onExceeded: how === "all" ? "fail" : "delay"
      }),
      {
        onSuccess: ({ remaining, resetAfter }): Reading => ({
          wait_ms: undefined,
          remaining,
          full_ms: Duration.toMillis(resetAfter)
        }),
        onFailure: ({ reason }): Reading | undefined =>
          reason._tag === "RateLimitExceeded"
            ? { wait_ms: Duration.toMillis(reason.retryAfter), remaining: 0, full_ms: minute }
            : undefined
      }
    )
