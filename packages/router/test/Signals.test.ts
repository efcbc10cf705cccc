import { assert, describe, it } from "@effect/vitest"
import { unmeasured, type Outcome } from "@turnout/core/Signals"
import * as Signals from "@turnout/router/Signals"
import { Effect } from "effect"

const a = "p/a"
const answered = (more: Partial<Extract<Outcome, { type: "answered" }>> = {}): Outcome => ({
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

const minute = 60_000

const after = (...outcomes: ReadonlyArray<Outcome>) => {
  const state = Signals.make()
  for (const outcome of outcomes) state.record(outcome)
  return state.snapshot(0).endpoint(a)
}

const times = (count: number, outcome: (n: number) => Outcome) =>
  Array.from({ length: count }, (_, n) => outcome(n))

describe("Signals", () => {
  it("an endpoint never seen is unmeasured", () => assert.deepStrictEqual(after(), unmeasured))

  it("percentiles are those that the samples support", () => {
    const upTo = (count: number) =>
      Object.keys(after(...times(count, (n) => answered({ ttft_ms: n + 1 }))).ttft_ms)
    assert.deepStrictEqual(upTo(4), [])
    assert.deepStrictEqual(upTo(5), ["p50", "p75"])
    assert.deepStrictEqual(upTo(10), ["p50", "p75", "p90"])
    assert.deepStrictEqual(upTo(20), ["p50", "p75", "p90", "p95"])
    assert.deepStrictEqual(upTo(100), ["p50", "p75", "p90", "p95", "p99"])
  })

  it("a percentile asked for in vain is the highest supported below it", () => {
    const { ttft_ms } = after(...times(10, (n) => answered({ ttft_ms: n + 1 })))
    assert.strictEqual(Signals.percentile(ttft_ms, "p99"), ttft_ms.p90)
    assert.strictEqual(Signals.percentile(ttft_ms, "p75"), ttft_ms.p75)
    assert.isUndefined(Signals.percentile({}, "p99"))
  })

  it("p90 of throughput is what ninety percent reach", () => {
    const { tps } = after(...times(10, (n) => answered({ tps: n + 1 })))
    assert.closeTo(tps.p90!, 2, 0.06)
    assert.closeTo(tps.p50!, 6, 0.18)
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

  it("in flight are calls waiting for first content, however they end", () => {
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

  it("an unused endpoint is dropped after a while, unless a call is in flight", () => {
    const state = Signals.make({ ttl_ms: 1000 })
    state.record(answered({ endpoint: "p/idle" }))
    state.record({ type: "entered", endpoint: "p/waiting", at: 0 })
    for (let at = 2000; at < 2004; at++) state.record(answered({ endpoint: "p/busy", at }))
    const seen = state.snapshot(2000)
    assert.strictEqual(seen.endpoint("p/idle").outcomes, 0)
    assert.strictEqual(seen.endpoint("p/waiting").in_flight, 1)
    assert.strictEqual(seen.endpoint("p/busy").outcomes, 4)
  })

  it("what is recorded first is remembered, whatever the clock says", () => {
    for (const at of [0, 1_700_000_000_000, 4_000_000_000_000]) {
      const state = Signals.make()
      state.record({ type: "entered", endpoint: a, at })
      assert.strictEqual(state.snapshot(at).endpoint(a).in_flight, 1)
      state.record(answered({ at, ttft_ms: 5 }))
      assert.strictEqual(state.snapshot(at).endpoint(a).outcomes, 1)
    }
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
      digest(failed("RateLimited", { scope: "key" })),
      digest(failed("RateLimited", { stream: true })),
      digest(failed("RateLimited", { stream: true, waited_ms: 5 })),
      digest(answered({ ttft_ms: 1, session: "s", prompt_tokens: 1 })),
      digest(answered({ ttft_ms: 1, model: "m", output_tokens: 1 })),
      digest(answered({ ttft_ms: 1, rate_limit: { remaining_requests: 1 } }))
    ]
    assert.strictEqual(new Set(different).size, different.length)
  })

  it("old answers weigh less than new ones, and soon after a quarter of an hour nothing", () => {
    const state = Signals.make()
    for (const outcome of times(30, () => answered({ ttft_ms: 1000 }))) state.record(outcome)
    for (const outcome of times(20, () => answered({ ttft_ms: 100, at: 12 * minute }))) state.record(outcome)
    const mixed = state.snapshot(12 * minute).endpoint(a)
    assert.closeTo(mixed.ttft_ms.p50!, 100, 3)
    assert.closeTo(mixed.ttft_ms.p90!, 1000, 30)
    assert.strictEqual(mixed.ttft_samples, 50)
    const later = state.snapshot(18 * minute).endpoint(a)
    assert.closeTo(later.ttft_ms.p90!, 100, 3)
    assert.strictEqual(later.outcomes, 20)
    // Nothing that is shown is older; what scores assume is remembered for hours.
    const { learned, ...rest } = state.snapshot(28 * minute).endpoint(a)
    assert.deepStrictEqual(rest, unmeasured)
    assert.closeTo(learned!.ttft_ms!, 480, 60)
  })

  it("streamed and unary answers are told apart", () => {
    const signals = after(
      ...times(6, () => answered({ ttft_ms: 100 })),
      ...times(5, () => answered({ stream: false, ttft_ms: 3000 })),
      failed("ServerError", { stream: false }),
      failed("ServerError", { stream: true })
    )
    assert.deepStrictEqual([signals.outcomes, signals.successes, signals.ttft_samples], [13, 11, 6])
    const { ms, ...counts } = signals.unary!
    assert.deepStrictEqual(counts, { outcomes: 6, successes: 5, samples: 5 })
    assert.closeTo(ms.p50!, 3000, 90)
  })

  describe("a wait that ended without an answer", () => {
    const timeout = failed("TimedOut", { stream: true, waited_ms: 10_000 })

    it("is longer than it lasted: a percentile that was never reached is no less than that", () => {
      const signals = after(...times(8, () => answered({ ttft_ms: 100 })), timeout, timeout)
      assert.closeTo(signals.ttft_ms.p75!, 100, 3)
      assert.closeTo(signals.ttft_ms.p90!, 10_000, 300)
      assert.strictEqual(signals.ttft_samples, 10)
      // 125 ms, 177 ms, 250 ms, … 128 s.
      assert.deepStrictEqual(
        signals.ttft_over,
        Array.from({ length: 21 }, () => 0.2)
      )
    })

    it("counts among those at risk only for as long as it lasted", () => {
      const abandoned: Outcome = { type: "abandoned", endpoint: a, at: 0, stream: true, waited_ms: 200 }
      const answers = [100, 100, 100, 100, 400, 400, 400, 400].map((ttft_ms) => answered({ ttft_ms }))
      const signals = after(...answers, abandoned, abandoned)
      // 4 of 10 came by 100 ms; of the 4 that were still waited for after 200 ms, all by 400.
      assert.deepStrictEqual(signals.ttft_over?.slice(0, 5), [0.6, 0.6, 0.6, 0.6, 0])
      assert.closeTo(signals.ttft_ms.p50!, 400, 12)
    })

    it("biases nothing: the share beyond a time is right although a third gave up before", () => {
      // Waits are exponential with a mean of a second; every third caller leaves after 500 ms.
      const outcomes = times(3000, (n): Outcome => {
        const wait = -1000 * Math.log(1 - (((n * 7919) % 3000) + 0.5) / 3000)
        return n % 3 === 0 && wait > 500
          ? { type: "abandoned", endpoint: a, at: 0, stream: true, waited_ms: 500 }
          : answered({ ttft_ms: wait })
      })
      const over = after(...outcomes).ttft_over!
      assert.closeTo(over[6]!, Math.exp(-1), 0.03)
      assert.closeTo(over[7]!, Math.exp(-Math.SQRT2), 0.03)
      assert.closeTo(over[8]!, Math.exp(-2), 0.03)
    })

    it("says nothing where it was unary, or after the first content", () => {
      const signals = after(
        failed("TimedOut", { stream: false, waited_ms: 9 }),
        failed("TimedOut", { stream: true, waited_ms: 9, committed: true }),
        failed("TimedOut")
      )
      assert.strictEqual(signals.ttft_samples, 0)
      assert.strictEqual(signals.outcomes, 3)
    })
  })

  describe("two scales of time", () => {
    const steady = times(400, (n) => answered({ ttft_ms: 200 + (n % 50), tps: 50, at: (n % 10) * minute }))
    const since = (...outcomes: ReadonlyArray<Outcome>) => {
      const state = Signals.make()
      for (const outcome of [...steady, ...outcomes]) state.record(outcome)
      return state
    }
    const at = 11 * minute

    it("ten slow answers are enough to leave an endpoint that was quick four hundred times", () => {
      const slow = (count: number) =>
        since(...times(count, () => answered({ ttft_ms: 2000, tps: 5, at })))
          .snapshot(at)
          .endpoint(a)
      assert.closeTo(slow(10).ttft_ms.p50!, 2000, 60)
      assert.closeTo(slow(10).tps.p50!, 5, 0.15)
      assert.isBelow(slow(3).ttft_ms.p50!, 260)
    })

    it("noise is no reason: the level stays where the newest are no worse than many were", () => {
      const noisy = since(...times(10, () => answered({ ttft_ms: 240, tps: 50, at })))
      assert.isBelow(noisy.snapshot(at).endpoint(a).ttft_ms.p50!, 235)
      assert.isUndefined(noisy.snapshot(at + 5 * minute).endpoint(a).stale)
    })

    it("failures of the last minute are told beside the level", () => {
      const failing = since(...times(10, () => failed("ServerError", { at })))
        .snapshot(at)
        .endpoint(a)
      assert.deepStrictEqual([failing.outcomes, failing.successes], [410, 400])
      assert.deepStrictEqual(failing.recent, { outcomes: 10, successes: 0 })
    })

    it("an endpoint that got worse and is not used may be probed after a while", () => {
      const state = since(...times(10, () => answered({ ttft_ms: 2000, at })))
      assert.isUndefined(state.snapshot(at).endpoint(a).stale)
      assert.isUndefined(state.snapshot(at + 29_000).endpoint(a).stale)
      assert.isTrue(state.snapshot(at + minute).endpoint(a).stale)
    })
  })

  it("an endpoint is expected to do what its provider does, until it shows", () => {
    const state = Signals.make()
    for (let n = 0; n < 40; n++) {
      state.record(n % 2 ? answered({ endpoint: "ill/x" }) : failed("Overloaded", { endpoint: "ill/x" }))
      state.record(answered({ endpoint: "well/x" }))
    }
    state.record(answered({ endpoint: "ill/seen" }))
    const expected = (id: string, now = 0) => state.snapshot(now).endpoint(id).expected_success
    assert.closeTo(expected("ill/never-asked")!, 0.6, 0.021)
    assert.strictEqual(expected("ill/seen"), expected("ill/never-asked"))
    assert.isUndefined(expected("well/never-asked"))
    assert.isUndefined(expected("ill/never-asked", 16 * minute))
  })

  it("a vendor's limits are told until they start anew", () => {
    const rate_limit = { remaining_requests: 3, reset_requests_at: 500, remaining_tokens: 9 }
    const state = Signals.make()
    state.record(answered({ rate_limit }))
    assert.deepStrictEqual(state.snapshot(499).endpoint(a).remaining, { requests: 3 })
    assert.isUndefined(state.snapshot(500).endpoint(a).remaining)
  })

  it("how long answers of a model are is learned wherever they come from, and drawn towards what is usual", () => {
    const state = Signals.make()
    const output = (now = 0) => state.snapshot(now).output?.("m")
    for (const outcome of times(4, () => answered({ model: "m", output_tokens: 100 }))) state.record(outcome)
    assert.isUndefined(state.snapshot(0).output?.("n"))
    for (const outcome of times(96, (n) =>
      answered({ endpoint: `p/${n}`, model: "m", output_tokens: 100 })
    )) {
      state.record(outcome)
    }
    assert.closeTo(output()!, (100 * 100 + 5 * 500) / 105, 1)
    assert.isUndefined(output(10 * 60 * minute))
  })

  it("where a conversation was served last is known for an hour, of so many as may be", () => {
    const state = Signals.make({ sessions: 2 })
    const serve = (session: string, endpoint: string, at = 0) =>
      state.record(answered({ session, endpoint, at, prompt_tokens: 7 }))
    serve("one", "p/a")
    serve("one", "p/b", 5)
    assert.deepStrictEqual(state.snapshot(9).session?.("one"), { endpoint: "p/b", at: 5, prompt_tokens: 7 })
    assert.isUndefined(state.snapshot(3_600_006).session?.("one"))
    serve("two", "p/a")
    serve("three", "p/a")
    assert.isUndefined(state.snapshot(9).session?.("one"))
    assert.isDefined(state.snapshot(9).session?.("two"))
  })

  it.effect("the service is the state behind two functions", () =>
    Effect.gen(function* () {
      const signals = yield* Signals.Signals
      signals.record(answered())
      assert.strictEqual(signals.snapshot(0).endpoint(a).successes, 1)
    }).pipe(Effect.provide(Signals.Signals.layer))
  )
})
