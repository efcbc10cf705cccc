import { assert, describe, it } from "@effect/vitest"
import { unmeasured, type Outcome } from "@turnout/core/Signals"
import * as Signals from "@turnout/router/Signals"
import { Effect } from "effect"

const a = "p/a"
const answered = (
  more: { ttft_ms?: number; tps?: number; stream?: boolean; endpoint?: string } = {}
): Outcome => ({
  type: "answered",
  endpoint: a,
  at: 0,
  stream: true,
  ...more
})
const failed = (failure: string, more: Partial<Extract<Outcome, { type: "failed" }>> = {}): Outcome => ({
  type: "failed",
  endpoint: a,
  at: 0,
  class: failure,
  ...more
})

const after = (...outcomes: ReadonlyArray<Outcome>) => {
  const state = Signals.make()
  for (const outcome of outcomes) state.record(outcome)
  return state.snapshot(0).endpoint(a)
}

const times = (count: number, outcome: (n: number) => Outcome) =>
  Array.from({ length: count }, (_, n) => outcome(n))

describe("Signals", () => {
  it("an endpoint never seen is unmeasured", () => assert.deepStrictEqual(after(), unmeasured))

  it("percentiles are exact, and only those that the samples support", () => {
    const upTo = (count: number) => after(...times(count, (n) => answered({ ttft_ms: n + 1 }))).ttft_ms
    assert.deepStrictEqual(upTo(4), {})
    assert.deepStrictEqual(upTo(5), { p50: 3, p75: 4 })
    assert.deepStrictEqual(upTo(10), { p50: 5, p75: 8, p90: 9 })
    assert.deepStrictEqual(upTo(20), { p50: 10, p75: 15, p90: 18, p95: 19 })
  })

  it("a hundred samples support p99, where so many are kept", () => {
    const state = Signals.make({ samples: 100 })
    for (const outcome of times(100, (n) => answered({ ttft_ms: n + 1 }))) state.record(outcome)
    assert.strictEqual(state.snapshot(0).endpoint(a).ttft_ms.p99, 99)
  })

  it("a percentile asked for in vain is the highest supported below it", () => {
    const { ttft_ms } = after(...times(10, (n) => answered({ ttft_ms: n + 1 })))
    assert.strictEqual(Signals.percentile(ttft_ms, "p99"), ttft_ms.p90)
    assert.strictEqual(Signals.percentile(ttft_ms, "p75"), ttft_ms.p75)
    assert.isUndefined(Signals.percentile({}, "p99"))
  })

  it("p90 of throughput is what ninety percent reach", () => {
    const { tps } = after(...times(10, (n) => answered({ tps: n + 1 })))
    assert.strictEqual(tps.p90, 2)
    assert.strictEqual(tps.p50, 6)
  })

  it("only the last 64 count", () => {
    const signals = after(
      ...times(64, () => failed("ServerError")),
      ...times(60, () => answered({ ttft_ms: 9 })),
      ...times(4, () => answered({ ttft_ms: 1 }))
    )
    assert.strictEqual(signals.outcomes, 64)
    assert.strictEqual(signals.successes, 64)
    assert.strictEqual(signals.ttft_samples, 64)
    const fresh = after(
      ...times(64, () => answered({ ttft_ms: 9 })),
      ...times(64, () => answered({ ttft_ms: 1 }))
    )
    assert.strictEqual(fresh.ttft_ms.p95, 1)
  })

  it("a unary answer counts for reliability and not for the first token", () => {
    const signals = after(...times(5, () => answered({ stream: false, ttft_ms: 5 })))
    assert.strictEqual(signals.successes, 5)
    assert.strictEqual(signals.ttft_samples, 0)
  })

  it("figures that cannot be are not kept", () => {
    const signals = after(answered({ ttft_ms: NaN, tps: Infinity }), answered({ ttft_ms: -1, tps: 0 }))
    assert.strictEqual(signals.ttft_samples + signals.tps_samples, 0)
  })

  it("the endpoint's own failures count against it, a limit and the caller's faults do not", () => {
    for (const failure of [
      "ServerError",
      "Overloaded",
      "ConnectionFailed",
      "TimedOut",
      "MalformedResponse",
      "StreamTruncated"
    ]) {
      assert.strictEqual(after(failed(failure)).outcomes, 1, failure)
    }
    for (const failure of [
      "RateLimited",
      "InvalidRequest",
      "ContentFiltered",
      "Unsupported",
      "QuotaExhausted",
      "ModelNotFound"
    ]) {
      assert.strictEqual(after(failed(failure)).outcomes, 0, failure)
    }
  })

  it("a limit cools the endpoint until it ends; one that befell a single key does not", () => {
    const limit = failed("RateLimited", { retry_after_ms: 500 })
    assert.strictEqual(after(limit).cooling_until, 500)
    assert.strictEqual(after({ ...limit, scope: "key" } as Outcome).cooling_until, 0)
    const state = Signals.make()
    state.record(limit)
    assert.strictEqual(state.snapshot(499).endpoint(a).cooling_until, 500)
    assert.strictEqual(state.snapshot(500).endpoint(a).cooling_until, 0)
  })

  it("in flight are those who wait for their first content, however they end", () => {
    const entered: Outcome = { type: "entered", endpoint: a, at: 0 }
    const committed: Outcome = { type: "committed", endpoint: a, at: 0 }
    const flight = (...outcomes: ReadonlyArray<Outcome>) => after(entered, entered, ...outcomes).in_flight
    assert.strictEqual(flight(), 2)
    assert.strictEqual(flight(committed), 1)
    assert.strictEqual(flight(committed, { ...answered(), committed: true } as Outcome), 1)
    assert.strictEqual(flight(committed, failed("StreamTruncated", { committed: true })), 1)
    assert.strictEqual(flight(failed("RateLimited"), { type: "abandoned", endpoint: a, at: 0 }), 0)
    assert.strictEqual(flight(answered({ stream: false }), answered({ stream: false }), committed), 0)
  })

  it("memory is bounded, and the endpoint unused for longest is forgotten", () => {
    const state = Signals.make({ endpoints: 3 })
    for (const id of ["a", "b", "c", "a", "d"]) state.record(answered({ endpoint: id }))
    const known = ["a", "b", "c", "d"].filter((id) => state.snapshot(0).endpoint(id).outcomes > 0)
    assert.deepStrictEqual(known, ["a", "c", "d"])
  })

  it("what was read does not change with what happens later", () => {
    const state = Signals.make()
    state.record(answered({ ttft_ms: 1 }))
    const before = state.snapshot(0).endpoint(a)
    const copy = structuredClone(before)
    for (const outcome of times(70, () => failed("ServerError"))) state.record(outcome)
    assert.deepStrictEqual(before, copy)
    assert.notDeepEqual(state.snapshot(0).endpoint(a), before)
  })

  it("the digest names the history: the same has the same, any other another", () => {
    const digest = (...outcomes: ReadonlyArray<Outcome>) => {
      const state = Signals.make()
      for (const outcome of outcomes) state.record(outcome)
      return state.snapshot(0).digest
    }
    assert.strictEqual(digest(answered({ ttft_ms: 1 })), digest(answered({ ttft_ms: 1 })))
    const different = [
      digest(),
      digest(answered({ ttft_ms: 1 })),
      digest(answered({ ttft_ms: 1.5 })),
      digest(answered({ ttft_ms: 1 }), answered({ ttft_ms: 1 })),
      digest(failed("ServerError")),
      digest(failed("RateLimited")),
      digest(failed("RateLimited", { scope: "key" }))
    ]
    assert.strictEqual(new Set(different).size, different.length)
  })

  it.effect("the service is the state behind two functions", () =>
    Effect.gen(function* () {
      const signals = yield* Signals.Signals
      signals.record(answered())
      assert.strictEqual(signals.snapshot(0).endpoint(a).successes, 1)
    }).pipe(Effect.provide(Signals.Signals.layer))
  )
})
