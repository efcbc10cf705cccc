import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as Price from "@turnout/core/Price"
import * as Usage from "@turnout/core/Usage"

const now = Date.UTC(2026, 10, 18, 2) // a Wednesday

const price = (given: Partial<Price.Price> & { readonly rates: Price.Rates }): Price.Price => ({
  source: "test",
  date: "2026-11-01",
  ...given
})

const plain = price({ rates: Price.rates({ input: 3, output: 15, cache_read: 0.3, cache_write: 3.75 }) })

const costOf = (of: Price.Price, usage: Partial<Usage.Usage>, served: Partial<Price.Served> = {}) =>
  Price.cost([of], Usage.make(usage), { now, ...served })

describe("units", () => {
  it("a price of a list is an integer of pico-dollars per token", () => {
    assert.strictEqual(Price.fromUsd(2.5), 2_500_000)
    assert.strictEqual(Price.fromUsd(0.003625), 3_625)
    assert.strictEqual(Price.fromUsd(0.08887), 88_870)
    assert.strictEqual(Price.fromUsd(0), 0)
    assert.strictEqual(Price.toUsd(Price.fromUsd(22.5)), 22.5)
    assert.strictEqual(Price.fromUsdPerCall(0.01), 10_000_000_000)
  })

  it("a figure in another unit is refused", () => {
    for (const wrong of [1000.01, 0.0009, -1, NaN, Infinity, 2.5e-6]) {
      assert.throws(() => Price.fromUsd(wrong), RangeError)
    }
  })

  it("nano-dollars print as USD without noise", () => {
    assert.strictEqual(Price.usd(1), 1e-9)
    assert.strictEqual(JSON.stringify(Price.usd(123_456_789)), "0.123456789")
  })
})

describe("the price in force", () => {
  const old = price({ until: "2027-01-01", rates: Price.rates({ input: 0.75, output: 3.75 }) })
  const next = price({ from: "2027-01-01", rates: Price.rates({ input: 1.5, output: 7.5 }) })

  it("is chosen by date, the first day belonging to the new price", () => {
    const edge = Date.UTC(2027, 0, 1)
    assert.strictEqual(Price.at([next, old], edge - 1), old)
    assert.strictEqual(Price.at([next, old], edge), next)
  })

  it("is none before the first", () => {
    assert.strictEqual(Price.at([next], now), undefined)
    assert.strictEqual(Price.cost([next], Usage.make({ input: 5 }), { now }).confidence, "unknown")
  })
})

describe("rates", () => {
  const peak = Price.rates({ input: 1.32, output: 3.96 })
  const hourly = price({
    rates: Price.rates({ input: 0.66, output: 1.98 }),
    hours: {
      utc: [
        ["01:00", "04:00"],
        ["06:00", "10:00"]
      ],
      days: [1, 2, 3, 4, 5],
      rates: peak
    }
  })
  const ratesAt = (of: Price.Price, at: number, inputTokens = 0, tier?: string) =>
    Price.ratesAt(of, { now: at, inputTokens, tier })

  it("follow the hour of the day in UTC, the first minute in and the last out", () => {
    const at = (hour: number, minute: number) =>
      ratesAt(hourly, Date.UTC(2026, 10, 18, hour, minute)) === peak
    assert.deepStrictEqual(
      [at(0, 59), at(1, 0), at(3, 59), at(4, 0), at(5, 59), at(6, 0), at(9, 59), at(10, 0)],
      [false, true, true, false, false, true, true, false]
    )
  })

  it("follow the days of the week", () => {
    assert.strictEqual(ratesAt(hourly, Date.UTC(2026, 10, 21, 2)), hourly.rates) // Saturday
    assert.strictEqual(ratesAt(hourly, Date.UTC(2026, 10, 23, 2)), peak) // Monday
  })

  it("of a window over midnight belong to the day on which it began", () => {
    const night = price({ rates: peak, hours: { utc: [["22:00", "06:00"]], days: [5], rates: plain.rates } })
    const at = (day: number, hour: number) => ratesAt(night, Date.UTC(2026, 10, day, hour)) === plain.rates
    assert.deepStrictEqual(
      [at(20, 5), at(20, 21), at(20, 22), at(21, 5), at(21, 6), at(21, 22)],
      [false, false, true, true, false, false]
    )
  })

  it("of a context tier hold from its edge on", () => {
    const long = Price.rates({ input: 5, output: 22.5 })
    const tiered = price({ rates: plain.rates, tiers: [{ from_input_tokens: 272_000, rates: long }] })
    assert.strictEqual(ratesAt(tiered, now, 271_999), plain.rates)
    assert.strictEqual(ratesAt(tiered, now, 272_000), long)
  })

  it("of a service tier are its own, and its absence is not hidden", () => {
    const flex = Price.rates({ input: 1.5, output: 7.5 })
    const served = price({ rates: plain.rates, service: { flex } })
    assert.strictEqual(ratesAt(served, now, 0, "flex"), flex)
    assert.strictEqual(ratesAt(served, now, 0, "default"), plain.rates)
    assert.strictEqual(ratesAt(served, now, 0, "priority"), plain.rates)
    assert.strictEqual(ratesAt(served, now, 0, "constructor"), plain.rates)
    assert.strictEqual(costOf(served, { input: 1 }, { tier: "flex" }).confidence, "exact")
    assert.strictEqual(costOf(served, { input: 1 }, { tier: "priority" }).confidence, "assumed")
  })
})

describe("cost", () => {
  it("is tokens times price, added and rounded once", () => {
    const cost = costOf(plain, { input: 100, cache_read: 1000, output: 7 })
    assert.deepStrictEqual(cost, {
      nanos: 300_000 + 300_000 + 105_000,
      confidence: "exact",
      buckets: { input: 300_000_000, cache_read: 300_000_000, output: 105_000_000 },
      cache_savings_nanos: 2_700_000,
      source: "test",
      date: "2026-11-01"
    })
  })

  it("rounds half up to nano-dollars, after adding", () => {
    const cheap = price({ rates: { input: 250, output: 249 } })
    assert.strictEqual(costOf(cheap, { input: 1 }).nanos, 0)
    assert.strictEqual(costOf(cheap, { input: 2 }).nanos, 1)
    assert.strictEqual(costOf(cheap, { input: 1, output: 1 }).nanos, 0)
    assert.strictEqual(
      Price.cost([price({ rates: { input: 1, output: 1 } })], Usage.make({ input: 8_999_999_999_999_499 }), {
        now
      }).nanos,
      8_999_999_999_999
    )
  })

  it("is unknown, never zero, without a price or without usage", () => {
    const unknown = { confidence: "unknown", buckets: {} } as const
    assert.deepStrictEqual(Price.cost([], Usage.make({ input: 10 }), { now }), unknown)
    assert.deepStrictEqual(Price.cost([plain], undefined, { now }), unknown)
  })

  it("of a free endpoint is exactly zero", () => {
    assert.deepInclude(costOf(price({ rates: { input: 0, output: 0 } }), { input: 10 }), {
      nanos: 0,
      confidence: "exact"
    })
  })

  it("takes the input price for cached reads and media without one, and says that it assumed", () => {
    const bare = price({ rates: { input: 1000, output: 2000 } })
    for (const bucket of ["cache_read", "cache_write", "input_audio", "input_image"] as const) {
      assert.deepInclude(costOf(bare, { [bucket]: 3 }), { nanos: 3, confidence: "assumed" })
    }
    for (const bucket of ["output_audio", "output_image"] as const) {
      assert.deepInclude(costOf(bare, { [bucket]: 3 }), { nanos: 6, confidence: "assumed" })
    }
    assert.strictEqual(costOf(bare, { cache_read: 3 }).cache_savings_nanos, 0)
  })

  it("bills reasoning as output where it has no price of its own", () => {
    assert.deepInclude(costOf(plain, { reasoning: 2 }), { nanos: 30_000, confidence: "exact" })
    const apart = price({ rates: { ...plain.rates, reasoning: 1000 } })
    assert.deepInclude(costOf(apart, { reasoning: 2 }), { nanos: 2, confidence: "exact" })
  })

  it("derives a one-hour cache write only where the protocol says how", () => {
    const usage = { cache_write_1h: 1000 }
    assert.strictEqual(costOf(plain, usage).confidence, "unknown")
    assert.notProperty(costOf(plain, usage), "nanos")
    assert.deepInclude(costOf(plain, usage, { cacheWrite1hFactor: 1.6 }), {
      nanos: 6_000_000,
      confidence: "assumed"
    })
    const stated = price({ rates: { ...plain.rates, cache_write_1h: 6_000_000 } })
    assert.deepInclude(costOf(stated, usage), { nanos: 6_000_000, confidence: "exact" })
  })

  it("does not give searches away, and does not charge them by the tier of tokens", () => {
    assert.strictEqual(costOf(plain, { input: 1, web_search: 1 }).confidence, "unknown")
    const searching = price({
      rates: Price.rates({ input: 1, output: 1, web_search: 0.01 }),
      service: { batch: Price.rates({ input: 0.5, output: 0.5 }) }
    })
    assert.deepInclude(costOf(searching, { web_search: 2 }, { tier: "batch" }), {
      nanos: 20_000_000,
      confidence: "exact"
    })
  })

  it("counts the fee of the request itself", () => {
    const fee = price({ rates: Price.rates({ input: 1, output: 1, request: 0.005 }) })
    assert.deepInclude(costOf(fee, {}), { nanos: 5_000_000, buckets: { request: 5_000_000_000 } })
  })

  it("is chosen by all input tokens, cached ones too, for the whole request", () => {
    const tiered = price({
      rates: plain.rates,
      tiers: [{ from_input_tokens: 200_000, rates: Price.rates({ input: 6, output: 22.5, cache_read: 0.6 }) }]
    })
    const cost = costOf(tiered, { input: 1, cache_read: 199_999, output: 2 })
    assert.deepStrictEqual(cost.buckets, {
      input: 6_000_000,
      cache_read: 199_999 * 600_000,
      output: 45_000_000
    })
  })

  const tokens = fc.nat(2_000_000)
  const anyUsage = fc
    .record({
      input: tokens,
      cache_read: tokens,
      cache_write: tokens,
      input_audio: tokens,
      output: tokens,
      reasoning: tokens,
      output_image: tokens
    })
    .map(Usage.make)
  const rate = fc.nat(1_000_000_000)
  const maybe = fc.option(rate, { nil: undefined })
  const anyPrice = fc
    .record({
      input: rate,
      output: rate,
      cache_read: maybe,
      cache_write: maybe,
      reasoning: maybe,
      output_image: maybe
    })
    .map((all) => {
      const given = Object.entries(all).filter(([, value]) => value !== undefined)
      return price({ rates: Object.fromEntries(given) as unknown as Price.Rates })
    })

  it("agrees with arithmetic on big integers", () => {
    fc.assert(
      fc.property(anyPrice, anyUsage, (of, usage) => {
        const { rates } = of
        const priced = (count: number, value: number) => BigInt(count) * BigInt(value)
        const sum =
          priced((usage.input ?? 0) + (usage.input_audio ?? 0), rates.input) +
          priced(usage.cache_read ?? 0, rates.cache_read ?? rates.input) +
          priced(usage.cache_write ?? 0, rates.cache_write ?? rates.input) +
          priced(usage.output ?? 0, rates.output) +
          priced(usage.reasoning ?? 0, rates.reasoning ?? rates.output) +
          priced(usage.output_image ?? 0, rates.output_image ?? rates.output)
        fc.pre(sum <= BigInt(Number.MAX_SAFE_INTEGER))
        assert.strictEqual(Price.cost([of], usage, { now }).nanos, Number((sum + 500n) / 1000n))
      })
    )
  })

  it("is the sum of its buckets, and grows with every one of them", () => {
    fc.assert(
      fc.property(
        anyPrice,
        anyUsage,
        fc.constantFrom("input", "cache_read", "output", "reasoning" as const),
        (of, usage, bucket) => {
          const cost = Price.cost([of], usage, { now })
          let sum = 0
          for (const value of Object.values(cost.buckets)) sum += value
          fc.pre(sum < Number.MAX_SAFE_INTEGER / 2)
          assert.isAtMost(Math.abs(cost.nanos! * 1000 - sum), 500)
          const more = Price.cost(
            [of],
            { ...usage, [bucket]: (usage[bucket as "input"] ?? 0) + 1000 },
            { now }
          )
          assert.isAtLeast(more.nanos!, cost.nanos!)
        }
      )
    )
  })

  it("of two answers differs from that of their joint usage by rounding alone", () => {
    fc.assert(
      fc.property(anyPrice, anyUsage, anyUsage, (of, one, other) => {
        const nanosOf = (usage: Usage.Usage) => Price.cost([of], usage, { now }).nanos!
        const joint = nanosOf(Usage.add(one, other))
        fc.pre(joint < Number.MAX_SAFE_INTEGER / 1000)
        assert.isAtMost(Math.abs(nanosOf(one) + nanosOf(other) - joint), 1)
      })
    )
  })
})

describe("expected cost", () => {
  it("of an unknown price is unknown", () => {
    assert.deepStrictEqual(Price.expected([], { now, promptTokens: 10, choices: 1 }), {})
  })

  it("counts the chance of a cached prompt", () => {
    const of = (cacheHitChance: number) =>
      Price.expected([plain], { now, promptTokens: 1000, outputTokens: 100, choices: 1, cacheHitChance })
        .expected
    assert.deepStrictEqual([of(0), of(0.5), of(1)], [4_500_000, 3_150_000, 1_800_000])
  })

  it("has no upper end without a limit, and takes the smaller of two", () => {
    const base = { now, promptTokens: 1000, choices: 2 }
    assert.notProperty(Price.expected([plain], base), "upper")
    const limited = Price.expected([plain], { ...base, outputTokens: 400, outputLimit: 100 })
    assert.strictEqual(limited.upper, 1100 * 3_000 + 200 * 15_000)
  })

  it("is at the tier that the prompt reaches", () => {
    const tiered = price({
      rates: plain.rates,
      tiers: [{ from_input_tokens: 1000, rates: Price.rates({ input: 6, output: 30 }) }]
    })
    const of = (promptTokens: number) =>
      Price.expected([tiered], { now, promptTokens, outputTokens: 0, choices: 1 }).expected
    assert.deepStrictEqual([of(999), of(1000)], [999 * 3_000, 1000 * 6_000])
  })

  it("lies between its ends, and what is billed within the limits lies under the upper one", () => {
    const count = fc.nat(100_000)
    fc.assert(
      fc.property(
        count,
        count,
        fc.nat(9),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (promptTokens, limit, n, cacheHitChance) => {
          const choices = n + 1
          const guess = Price.expected([plain], {
            now,
            promptTokens,
            outputTokens: limit,
            choices,
            cacheHitChance
          })
          assert.isAtMost(guess.lower!, guess.expected!)
          assert.isAtMost(guess.expected!, guess.upper!)
          assert.isAtMost(
            costOf(plain, { input: promptTokens, output: limit * choices }).nanos!,
            guess.upper!
          )
        }
      )
    )
  })
})

describe("list price", () => {
  it("is in USD per million tokens, by tier where one is asked for", () => {
    const served = price({ rates: plain.rates, service: { batch: Price.rates({ input: 1.5, output: 7.5 }) } })
    assert.deepStrictEqual(Price.listPer1M([served], now), { input: 3, output: 15 })
    assert.deepStrictEqual(Price.listPer1M([served], now, "batch"), { input: 1.5, output: 7.5 })
    assert.strictEqual(Price.listPer1M([], now), undefined)
  })
})
