import { assert, describe, it } from "@effect/vitest"
import type { Outcome } from "@turnout/core/Signals"
import type { Receipt } from "@turnout/router/Receipt"
import * as Signals from "@turnout/router/Signals"
import { reliability } from "../../src/memory/signals/reliability.ts"

const minute = 60_000
const hour = 60 * minute

const answered = (endpoint: string, at: number, more: object = {}): Outcome => ({
  type: "answered",
  endpoint,
  at,
  stream: true,
  committed: true,
  model: "m",
  ...more
})

const failed = (endpoint: string, at: number, more: object = {}): Outcome => ({
  type: "failed",
  endpoint,
  at,
  class: "TimedOut",
  stream: true,
  committed: false,
  ...more
})

const after = (outcomes: ReadonlyArray<Outcome>, now: number) => Signals.make({ outcomes }).snapshot(now)

/** Answers of five hosts of the model, of about a second each. */
const peers = Array.from({ length: 50 }, (_, n) => answered(`p${n % 5}/m`, n, { ttft_ms: 1000, tps: 50 }))

describe("what is learned of an endpoint with few samples", () => {
  const learned = (outcomes: ReadonlyArray<Outcome>, now = 100, id = "new/m") =>
    after([...peers, ...outcomes], now).endpoint(id).learned

  it("counts from the first sample on, and is no percentile", () => {
    const signals = after([...peers, answered("new/m", 60, { ttft_ms: 100 })], 100).endpoint("new/m")
    assert.deepStrictEqual([signals.ttft_ms, signals.ttft_samples], [{}, 1])
    assert.isAbove(signals.learned!.ttft_ms!, 150)
    assert.isBelow(signals.learned!.ttft_ms!, 700)
  })

  it("is drawn to its peers, the less the more it was asked: two samples are never a mean of two", () => {
    const of = (count: number) =>
      learned(Array.from({ length: count }, (_, n) => answered("new/m", 60 + n, { ttft_ms: 8000 })))!.ttft_ms!
    const seen = [1, 2, 3, 4].map(of)
    assert.deepStrictEqual(
      seen,
      seen.toSorted((left, right) => left - right)
    )
    assert.isAbove(seen[0]!, 1500)
    assert.isBelow(seen[1]!, 6000)
    assert.isBelow(seen[3]!, 8000)
  })

  it("is drawn to its provider more than to all, and to its model", () => {
    const slow = Array.from({ length: 40 }, (_, n) =>
      answered(`slow/${n % 4}`, n, { ttft_ms: 6000, model: "x" })
    )
    const one = (id: string, model: string) => answered(id, 60, { ttft_ms: 1000, model })
    const of = (id: string, model: string) => learned([...slow, one(id, model)], 100, id)!.ttft_ms!
    assert.isAbove(of("slow/new", "x"), 1.2 * of("other/new", "y"))
    assert.isAbove(of("other/new", "x"), of("other/new", "m"))
  })

  it("a wait that ended without an answer counts if it was longer than expected, and not as short if it was not", () => {
    const known = learned([answered("new/m", 60, { ttft_ms: 1000 })])!.ttft_ms!
    const wait = (waited_ms: number) =>
      learned([answered("new/m", 60, { ttft_ms: 1000 }), failed("new/m", 70, { waited_ms })])!.ttft_ms!
    assert.strictEqual(wait(100), known)
    assert.isAbove(wait(20_000), 1.5 * known)
  })

  it("is absent once there are enough samples", () =>
    assert.isUndefined(after(peers, 100).endpoint("p0/m").learned))
})

describe("the memory of hours", () => {
  const slow = Array.from({ length: 20 }, (_, n) => answered("a/m", n * 1000, { ttft_ms: 5000, tps: 9 }))

  it("an endpoint that is asked once in half an hour is known, and nothing old is shown", () => {
    const outcomes = Array.from({ length: 8 }, (_, n) =>
      answered("rare/m", n * 30 * minute, { ttft_ms: 250 })
    )
    const signals = after(outcomes, 4 * hour).endpoint("rare/m")
    assert.strictEqual(signals.outcomes, 0)
    assert.closeTo(signals.learned!.ttft_ms!, 280, 60)
  })

  it("fades: two hours later its samples count half, and after the time to live they are dropped", () => {
    const at = (now: number) => after(slow, now).endpoint("a/m").learned!
    assert.closeTo(at(2 * hour).samples, 10, 0.5)
    assert.closeTo(at(4 * hour).samples, 5, 0.3)
    assert.isBelow(at(5 * hour).ttft_ms!, at(hour).ttft_ms!)
    const dropped = Signals.make({ outcomes: [...slow, answered("b/m", 7 * hour)] }).snapshot(7 * hour)
    assert.isUndefined(dropped.endpoint("a/m").learned)
  })

  it("an endpoint that never answered is remembered as that", () => {
    const hung = Array.from({ length: 4 }, (_, n) => failed("dead/m", n * 1000, { waited_ms: 20_000 }))
    const signals = after(hung, 40 * minute).endpoint("dead/m")
    assert.strictEqual(signals.outcomes, 0)
    assert.isBelow(reliability(signals), 0.8)
    assert.isAbove(signals.learned!.ttft_ms!, 4000)
  })

  it("a view holds for five minutes, whenever it is read", () => {
    const state = Signals.make({ outcomes: slow })
    const early = state.snapshot(40 * minute + 1).endpoint("a/m")
    assert.strictEqual(state.snapshot(44 * minute).endpoint("a/m"), early)
    assert.notDeepEqual(state.snapshot(46 * minute).endpoint("a/m"), early)
  })
})

describe("an endpoint that recovers", () => {
  /** An hour of good answers, then an incident that is left after a minute. */
  const state = () => {
    const signals = Signals.make()
    for (let n = 0; n < 360; n++)
      signals.record(answered("a/m", n * 10_000, { ttft_ms: 300 + (n % 50), tps: 50 }))
    for (let n = 0; n < 20; n++) signals.record(answered("a/m", hour + n * 1000, { ttft_ms: 3000, tps: 50 }))
    return signals
  }
  const probe = (signals: Signals.State, at: number, ttft_ms: number) => {
    signals.record({ type: "entered", endpoint: "a/m", at: at - ttft_ms })
    signals.record(answered("a/m", at, { ttft_ms, tps: 50, committed: false }))
    return signals.snapshot(at).endpoint("a/m")
  }

  it("stays worse than usual for as long as its incident lasts, and may be probed from time to time", () => {
    const signals = state()
    for (let minutes = 2; minutes < 40; minutes += 2) {
      const at = hour + minutes * minute
      assert.isTrue(signals.snapshot(at).endpoint("a/m").stale, `after ${minutes} minutes`)
      assert.isUndefined(probe(signals, at + 100, 3000).returning)
      assert.isUndefined(signals.snapshot(at + 200).endpoint("a/m").stale)
    }
  })

  it("after one good probe the next need not wait; after five its incident is forgotten, and it is as usual", () => {
    const signals = state()
    let at = hour + 10 * minute
    assert.isTrue(signals.snapshot(at).endpoint("a/m").stale)
    for (let good = 1; good < 5; good++) {
      const seen = probe(signals, (at += 1000), 320)
      assert.deepStrictEqual([seen.returning, seen.stale], [true, undefined], `${good} good`)
    }
    const back = probe(signals, (at += 1000), 320)
    assert.deepStrictEqual([back.returning, back.stale, back.outcomes], [undefined, undefined, 0])
    assert.closeTo(back.learned!.ttft_ms!, 330, 60)
  })

  it("a slow probe takes one back, and a failed one all", () => {
    const signals = state()
    let at = hour + 10 * minute
    for (let good = 0; good < 3; good++) probe(signals, (at += 1000), 320)
    assert.isTrue(probe(signals, (at += 1000), 3000).returning)
    signals.record({ type: "entered", endpoint: "a/m", at })
    signals.record(failed("a/m", (at += 1000), { class: "ServerError" }))
    assert.isUndefined(signals.snapshot(at).endpoint("a/m").returning)
  })

  it("what is in use forgets nothing for a few good answers in a row", () => {
    const signals = state()
    for (let n = 0; n < 10; n++) signals.record(answered("a/m", hour + (20 + n) * 1000, { ttft_ms: 320 }))
    assert.isAbove(signals.snapshot(hour + 30_000).endpoint("a/m").outcomes, 30)
  })
})

describe("a warm start", () => {
  const attempt = {
    endpoint: "a/m",
    provider: "a",
    model: "m",
    started_ms: 10,
    duration_ms: 900,
    outcome: "answered",
    ttft_ms: 300
  } as const
  const receipt = (started_at: number, attempts: Receipt["attempts"]): Receipt =>
    ({
      outcome: "answered",
      stream: true,
      started_at,
      duration_ms: 1000,
      cost: { usd: 0, confidence: "exact" },
      attempts,
      metadata: {},
      principal: {},
      routing: { throughput_tps: 70 },
      usage: { prompt_tokens: 10, completion_tokens: 100, total_tokens: 110 }
    }) as unknown as Receipt

  it("receipts tell what their calls recorded, in the order of time", () => {
    const failure = {
      ...attempt,
      endpoint: "b/m",
      outcome: "failed",
      reason: "TimedOut",
      duration_ms: 500
    } as const
    const { ttft_ms: _, ...hung } = failure
    const outcomes = Signals.fromReceipts([receipt(5000, [hung, attempt]), receipt(1000, [attempt])])
    assert.deepStrictEqual(
      outcomes.map(({ at, endpoint, type }) => [at, endpoint, type]),
      [
        [1910, "a/m", "answered"],
        [5510, "b/m", "failed"],
        [5910, "a/m", "answered"]
      ]
    )
    assert.deepInclude(outcomes[1], { class: "TimedOut", waited_ms: 500 })
    const seen = after([...outcomes, ...outcomes, ...outcomes], 6000)
    assert.closeTo(seen.endpoint("a/m").ttft_ms.p50!, 300, 6)
    assert.closeTo(seen.endpoint("a/m").tps.p50!, 70, 2)
    assert.strictEqual(seen.endpoint("b/m").successes, 0)
    assert.strictEqual(seen.endpoint("b/m").in_flight, 0)
  })

  it("interrupted and skipped attempts, and receipts without any, tell nothing", () => {
    const interrupted = { ...attempt, outcome: "interrupted" } as const
    const skipped = { ...attempt, outcome: "skipped", skipped: "cooling" } as const
    assert.deepStrictEqual(Signals.fromReceipts([receipt(0, [interrupted, skipped]), receipt(0, [])]), [])
  })
})
