import * as Lru from "@turnout/core/Lru"
import type * as Clock from "effect/Clock"
import { minute, type Reading } from "./bucket.ts"

interface Bucket {
  readonly tokens: number
  /** Milliseconds of monotonic time up to which it has been refilled. */
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

/**
 * Token buckets in memory, in one synchronous step. Bounded: the least recently used key is dropped, whose bucket then
 * counts as full.
 */
export const make = (most: number, clock: Clock.Clock) => {
  const buckets = Lru.make<string, Bucket>(most)
  return (key: string, limit: number, tokens: number, how: "all" | "owed"): Reading => {
    // A bucket fills with what passes, whatever the wall clock is set to.
    const now = Number(clock.monotonicTimeNanosUnsafe() / million)
    const rate = minute / limit
    const bucket = refill(buckets.peek(key), limit, rate, now)
    const left = bucket.tokens - tokens
    const isTaken = left >= 0 || how === "owed"
    buckets.put(key, isTaken ? { tokens: left, filled: bucket.filled } : bucket)
    const passed = Math.max(0, now - bucket.filled)
    const until = (missing: number) => Math.max(0, Math.ceil(missing) * rate - passed)
    return { wait_ms: isTaken ? undefined : until(-left), remaining: left, full_ms: until(limit - left) }
  }
}
