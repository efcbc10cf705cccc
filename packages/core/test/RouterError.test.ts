import { assert, it } from "@effect/vitest"
import * as RouterError from "@turnout/core/RouterError"

it("every 429 and 503 says when to come again: in its own words, or in ours", () => {
  const limited = RouterError.make("rate_limit_exceeded", "x")
  assert.deepStrictEqual([limited.status, limited.retry_after_ms], [429, 10_000])
  for (const code of ["insufficient_quota", "budget_exhausted", "tokens_per_min_exceeded"] as const) {
    assert.strictEqual(RouterError.make(code, "x").retry_after_ms, 60_000)
  }
  for (const code of ["model_unavailable", "routing_failed", "service_unavailable"] as const) {
    const error = RouterError.make(code, "x")
    assert.deepStrictEqual([error.status, error.retry_after_ms], [503, 1000])
  }
  assert.strictEqual(RouterError.make("rate_limit_exceeded", "x", { retry_after_ms: 0 }).retry_after_ms, 0)
  assert.isUndefined(RouterError.make("upstream_error", "x").retry_after_ms)
})
