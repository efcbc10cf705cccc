import { assert, describe, it } from "@effect/vitest"
import * as Draws from "@turnout/world/Draws"
import type { Endpoint } from "@turnout/world/Endpoint"
import * as Incident from "@turnout/world/Incident"
import * as Level from "@turnout/world/Level"
import * as Lengths from "@turnout/world/Lengths"
import { minimaxM3, qwen3 } from "@turnout/world/Measured"
import * as Statistics from "@turnout/world/Statistics"
import * as Traffic from "@turnout/world/Traffic"
import * as Vendor from "@turnout/world/Vendor"
import * as fc from "fast-check"

const endpoint = (more: Partial<Endpoint> = {}): Endpoint => ({
  provider: "host",
  model: "model",
  latency: { median_ms: 500, sigma: 0.3 },
  prices: [{ input: 1, output: 2 }],
  ...more
})

const vendorOf = (one: Endpoint, incidents: ReadonlyArray<Incident.Incident> = [], seed = 1) => {
  const draws = Draws.make(seed)
  return Vendor.make(one, 0, draws, Level.of(draws, [one], incidents, {}, 0))
}

const arrival = (request: number, at = 0): Vendor.Arrival => ({
  at,
  request,
  attempt: 0,
  session: request,
  prompt: 1000,
  output: 100
})

const firsts = (vendor: Vendor.Vendor, count: number, at = 0): Float64Array =>
  Float64Array.from({ length: count }, (_, request) => {
    const fate = vendor.arrive(arrival(request, at))
    return fate.type === "answer" ? fate.first : Number.NaN
  }).sort()

describe("draws", () => {
  it("depend on their counters alone, and differ where one of them does", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(1e6), fc.nat(1e6), fc.nat(9), (seed, a, b, c) => {
        const draw = Draws.make(seed).uniform("latency", a, b, c)
        assert.strictEqual(Draws.make(seed).uniform("latency", a, b, c), draw)
        for (const other of [
          Draws.make(seed + 1).uniform("latency", a, b, c),
          Draws.make(seed).uniform("outcome", a, b, c),
          Draws.make(seed).uniform("latency", a + 1, b, c),
          Draws.make(seed).uniform("latency", a, b + 1, c),
          Draws.make(seed).uniform("latency", a, b, c + 1)
        ]) {
          assert.notStrictEqual(other, draw)
        }
        assert.isTrue(draw > 0 && draw < 1)
      })
    )
  })

  it("fill the unit interval evenly, and normal ones have mean 0 and deviation 1", () => {
    const draws = Draws.make(3)
    const bins = new Uint32Array(10)
    let sum = 0
    let squares = 0
    const count = 100_000
    for (let index = 0; index < count; index++) {
      bins[Math.floor(10 * draws.uniform("when", index & 7, index >> 3))]!++
      const normal = draws.normal("latency", index & 7, index >> 3)
      sum += normal
      squares += normal * normal
    }
    for (const bin of bins) assert.closeTo(bin / count, 0.1, 0.005)
    assert.closeTo(sum / count, 0, 0.02)
    assert.closeTo(squares / count, 1, 0.02)
  })

  it("have the quantiles of the normal distribution", () => {
    for (const [p, z] of [
      [0.5, 0],
      [0.975, 1.959963985],
      [0.01, -2.326347874],
      [0.999, 3.090232306]
    ] as const) {
      assert.closeTo(Draws.quantile(p), z, 1e-8)
    }
  })
})

describe("a simulated endpoint", () => {
  // The rows' fit_p90 and fit_p99 in the source, milliseconds.
  const fits = [
    [minimaxM3.atlascloud, 1106, 2229],
    [minimaxM3["featherless-sc"], 1128, 9441],
    [minimaxM3.together, 1095, 3824]
  ] as const

  it("has the latencies that were measured", () => {
    for (const [latency, p90, p99] of fits) {
      const sorted = firsts(vendorOf(endpoint({ latency })), 40_000)
      assert.closeTo(Statistics.percentile(sorted, 0.9) / p90, 1, 0.06)
      assert.closeTo(Statistics.percentile(sorted, 0.99) / p99, 1, 0.1)
    }
    assert.strictEqual(Object.keys(minimaxM3).length + Object.keys(qwen3).length, 20)
  })

  it("is slower by the factor of an incident, while it lasts and no longer", () => {
    const incidents = [{ at_s: 100, for_s: 50, slow: 5 }]
    const median = (at_s: number) =>
      Statistics.percentile(firsts(vendorOf(endpoint(), incidents), 2001, at_s * 1000), 0.5)
    const usual = median(99)
    assert.strictEqual(median(150), usual)
    assert.closeTo(median(100) / usual, 5, 1e-9)
    assert.closeTo(median(149) / usual, 5, 1e-9)
  })

  it("fails, hangs and breaks off in the stated shares", () => {
    const vendor = vendorOf(endpoint({ faults: { error: 0.1, hang: 0.2, truncated: 0.1 } }))
    const counts = { limited: 0, error: 0, hang: 0, answer: 0, truncated: 0 }
    const count = 20_000
    for (let request = 0; request < count; request++) {
      const fate = vendor.arrive(arrival(request))
      if (fate.type === "answer" && fate.truncated !== undefined) {
        assert.isBelow(fate.truncated, fate.output)
        counts.truncated++
      } else counts[fate.type]++
    }
    assert.closeTo(counts.error / count, 0.1, 0.01)
    assert.closeTo(counts.hang / count, 0.2, 0.01)
    assert.closeTo(counts.truncated / count, 0.1, 0.01)
    assert.closeTo(counts.answer / count, 0.6, 0.02)
  })

  it("takes as many requests in a window as its wall allows, and says when the next one begins", () => {
    const vendor = vendorOf(endpoint({ wall: { requests: 3 } }))
    const fates = [0, 1, 2, 3, 4].map((request) => vendor.arrive(arrival(request, 20_500)))
    assert.deepStrictEqual(
      fates.map(({ type }) => type),
      ["answer", "answer", "answer", "limited", "limited"]
    )
    assert.deepStrictEqual(fates[3], { type: "limited", retry_after_ms: 40_000 })
    assert.strictEqual(vendor.arrive(arrival(5, 60_000)).type, "answer")
    const silent = vendorOf(endpoint({ wall: { requests: 0, silent: 1 } }))
    assert.deepStrictEqual(silent.arrive(arrival(0)), { type: "limited", retry_after_ms: undefined })
  })

  it("lets requests wait for its slots, the first that came first", () => {
    const free = vendorOf(endpoint())
    const one = vendorOf(endpoint({ slots: 1 }))
    const service = [0, 1, 2].map((request) => {
      const fate = free.arrive(arrival(request))
      return fate.type === "answer" ? fate.first : 0
    })
    const first = [0, 1, 2].map((request) => {
      const fate = one.arrive(arrival(request))
      return fate.type === "answer" ? fate.first : 0
    })
    assert.closeTo(first[0]!, service[0]!, 1e-9)
    assert.closeTo(first[1]!, service[0]! + service[1]!, 1e-9)
    assert.closeTo(first[2]!, service[0]! + service[1]! + service[2]!, 1e-9)
  })

  it("reads a session's prompt from its cache until its time is over, and bills it at that price", () => {
    const one = endpoint({ cache: { ttl_s: 300, hit: 0.9, price: 0.1 } })
    const vendor = vendorOf(one)
    const cached = (at_s: number) => {
      const fate = vendor.arrive({ ...arrival(0, at_s * 1000), session: 4 })
      return fate.type === "answer" ? fate.cached : -1
    }
    assert.deepStrictEqual([cached(0), cached(300), cached(601)], [0, 900, 0])
    assert.closeTo(Vendor.bill(one, 0, 1000, 900, 100), (100 + 90 + 200) / 1e6, 1e-15)
  })

  it("bills by the price of the moment", () => {
    const one = endpoint({
      prices: [
        { input: 1, output: 2 },
        { at_s: 60, input: 10, output: 20 }
      ]
    })
    assert.closeTo(Vendor.bill(one, 59, 1000, 0, 100), 1200 / 1e6, 1e-15)
    assert.closeTo(Vendor.bill(one, 60, 1000, 0, 100), 12_000 / 1e6, 1e-15)
  })

  it("drifts about its level: the mean of the logarithm is 0, its deviation as stated", () => {
    const draws = Draws.make(5)
    const one = endpoint({ drift: { sigma: 0.3, hours: 0.5 } })
    const level = Level.of(draws, [one], [], {}, 0)
    const logs = Array.from({ length: 20_000 }, (_, minute) => Math.log(level(0, 60 * minute).slow))
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length
    const deviation = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logs.length)
    assert.closeTo(mean, 0, 0.03)
    assert.closeTo(deviation, 0.3, 0.03)
    // Asked in any order it is the same.
    assert.strictEqual(Level.of(Draws.make(5), [one], [], {}, 0)(0, 600).slow, level(0, 600).slow)
  })
})

describe("traffic", () => {
  it("arrives at the stated rate and with the stated variation", () => {
    for (const burstiness of [0.5, 1, 3]) {
      const { at, count } = Traffic.make({ hours: 2, per_second: 5, burstiness }, Draws.make(2), 0)
      assert.closeTo(count / 36_000, 1, 0.06)
      const gaps = Array.from({ length: count - 1 }, (_, index) => at[index + 1]! - at[index]!)
      const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
      const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length)
      assert.closeTo(deviation / mean / burstiness, 1, 0.1)
    }
  })

  it("follows the hour, and comes in batches where it is asked to", () => {
    const rhythm = { peak_over_trough: 3, peak_hour: 12 }
    const { at } = Traffic.make({ hours: 24, per_second: 1, rhythm }, Draws.make(2), 0)
    const within = (from: number, until: number) =>
      at.filter((moment) => moment >= from * 3_600_000 && moment < until * 3_600_000).length
    assert.closeTo(within(11, 13) / (within(0, 1) + within(23, 24)), 3, 0.3)
    const batched = Traffic.make(
      { hours: 1, per_second: 0, batches: { size: 24, every_s: 60 } },
      Draws.make(2),
      0
    )
    assert.strictEqual(batched.count, 59 * 24)
  })

  it("has the measured lengths, and turns that grow", () => {
    const { output, prompt } = Traffic.make({ hours: 2, per_second: 5 }, Draws.make(2), 0)
    assert.closeTo(Statistics.percentile(prompt.slice().sort(), 0.5) / 1020, 1, 0.1)
    assert.closeTo(Statistics.percentile(output.slice().sort(), 0.5) / 129, 1, 0.1)
    assert.strictEqual(Lengths.at(Lengths.measured.code.output, 0.999), 251)
    const turns = { mean: 5, pause_s: 30, grows: 500 }
    const talks = Traffic.make({ hours: 5, per_second: 0.2, turns }, Draws.make(2), 0)
    assert.closeTo(talks.count / talks.sessions / 5, 1, 0.1)
    const second = talks.turn.findIndex((turn) => turn === 1)
    const first = talks.session.findIndex((session) => session === talks.session[second])
    assert.strictEqual(talks.prompt[second]! - talks.prompt[first]!, 500)
  })

  it("has incidents as often and as long as status pages tell", () => {
    const all = Incident.drawn(Draws.make(4), {
      until_s: 30 * 86_400 * 100,
      per_month: 8,
      stream: 1,
      what: { slow: 2 }
    })
    assert.closeTo(all.length / 800, 1, 0.15)
    const minutes = Float64Array.from(all, ({ for_s }) => for_s / 60).sort()
    assert.closeTo(Statistics.percentile(minutes, 0.5) / 81, 1, 0.2)
    assert.isAtLeast(minutes[0]!, 5)
  })
})
