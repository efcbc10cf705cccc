/** Effect's rate limiter is not stable yet: all that is used of it stands here. */
export { make, RateLimiterStore } from "effect/persistence/RateLimiter"
export type { RateLimiter } from "effect/persistence/RateLimiter"
