import { assert, describe, it } from "@effect/vitest"
import * as RateLimitHeaders from "../src/RateLimitHeaders.ts"

const now = Date.UTC(2025, 2, 15, 8, 58, 0)

describe("RateLimitHeaders", () => {
  it("says nothing where there is nothing", () => {
    assert.isUndefined(
      RateLimitHeaders.parse({ "content-type": "application/json", "retry-after": "1" }, now)
    )
    assert.isUndefined(RateLimitHeaders.parse({ "x-ratelimit-limit-requests": "many" }, now))
  })

  it("reads resets as durations", () => {
    const headers = {
      "x-ratelimit-limit-requests": "5000",
      "x-ratelimit-remaining-requests": "4999",
      "x-ratelimit-reset-requests": "12ms",
      "x-ratelimit-limit-tokens": "450000",
      "x-ratelimit-remaining-tokens": "449983",
      "x-ratelimit-reset-tokens": "6m0s"
    }
    assert.deepStrictEqual(RateLimitHeaders.parse(headers, now), {
      limit_requests: 5000,
      remaining_requests: 4999,
      reset_requests_at: now + 12,
      limit_tokens: 450000,
      remaining_tokens: 449983,
      reset_tokens_at: now + 360_000
    })
  })

  it("reads resets as whole seconds", () => {
    const headers = { "x-ratelimit-remaining-tokens": "10", "x-ratelimit-reset-tokens": "20" }
    assert.deepStrictEqual(RateLimitHeaders.parse(headers, now), {
      remaining_tokens: 10,
      reset_tokens_at: now + 20_000
    })
  })

  it("reads resets as moments", () => {
    const headers = {
      "anthropic-ratelimit-requests-limit": "50",
      "anthropic-ratelimit-requests-remaining": "49",
      "anthropic-ratelimit-requests-reset": "2025-03-15T08:58:28Z",
      "anthropic-ratelimit-tokens-remaining": "30000"
    }
    assert.deepStrictEqual(RateLimitHeaders.parse(headers, now), {
      limit_requests: 50,
      remaining_requests: 49,
      reset_requests_at: now + 28_000,
      remaining_tokens: 30000
    })
  })

  it("takes the tighter of input and output where tokens are not counted together", () => {
    const headers = {
      "anthropic-ratelimit-input-tokens-limit": "100",
      "anthropic-ratelimit-input-tokens-remaining": "90",
      "anthropic-ratelimit-output-tokens-limit": "20",
      "anthropic-ratelimit-output-tokens-remaining": "5"
    }
    assert.deepStrictEqual(RateLimitHeaders.parse(headers, now), { limit_tokens: 20, remaining_tokens: 5 })
  })

  it("reads the dialects without a reset, and those without a bucket's name", () => {
    const minute = {
      "x-ratelimit-limit-req-minute": "60",
      "x-ratelimit-remaining-req-minute": "59",
      "x-ratelimit-limit-tokens-minute": "2000",
      "x-ratelimit-remaining-tokens-minute": "1990"
    }
    assert.deepStrictEqual(RateLimitHeaders.parse(minute, now), {
      limit_requests: 60,
      remaining_requests: 59,
      limit_tokens: 2000,
      remaining_tokens: 1990
    })
    const bare = { "x-ratelimit-limit": "10", "x-ratelimit-remaining": "9", "x-ratelimit-reset": "3" }
    assert.deepStrictEqual(RateLimitHeaders.parse(bare, now), {
      limit_requests: 10,
      remaining_requests: 9,
      reset_requests_at: now + 3_000
    })
  })

  it("reads the standard's own header, by the quota with the least left, and headers that came twice", () => {
    assert.deepStrictEqual(
      RateLimitHeaders.parse(
        {
          ratelimit: '"day";r=50;t=3600, "minute";r=0;t=9',
          "ratelimit-policy": '"day";q=100;w=86400, "minute";q=5;w=60'
        },
        1_000
      ),
      { limit_requests: 5, remaining_requests: 0, reset_requests_at: 10_000 }
    )
    assert.deepStrictEqual(RateLimitHeaders.parse({ ratelimit: "limit=10, remaining=3, reset=7" }, 0), {
      limit_requests: 10,
      remaining_requests: 3,
      reset_requests_at: 7_000
    })
    assert.isUndefined(RateLimitHeaders.parse({ ratelimit: "nonsense;;=" }, 0))
    assert.deepStrictEqual(RateLimitHeaders.parse({ "x-ratelimit-remaining-requests": "7, 7" }, 0), {
      remaining_requests: 7
    })
  })
})
