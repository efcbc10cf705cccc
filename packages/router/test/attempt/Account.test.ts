import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import * as Failure from "@turnout/core/Failure"
import * as Price from "@turnout/core/Price"
import * as Usage from "@turnout/core/Usage"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect } from "effect"
import * as Account from "../../src/attempt/Account.ts"
import { answered, ask, failed, fake, house, key, modes, tell } from "../house.ts"

const prices: ReadonlyArray<Price.Price> = [
  {
    rates: Price.rates({ input: 3, output: 15, cache_read: 0.3, cache_write: 3.75, cache_write_1h: 6 }),
    tiers: [
      {
        from_input_tokens: 200_000,
        rates: Price.rates({ input: 6, output: 22.5, cache_read: 0.6, cache_write: 7.5, cache_write_1h: 12 })
      }
    ],
    service: { priority: Price.rates({ input: 30, output: 150, cache_read: 3 }) },
    source: "the price list",
    date: "2026-01-31"
  }
]

const costly = { models: { m: { prices } } }
const says = (usage: Partial<Usage.Usage>, tier?: string) =>
  FakeProvider.text("an answer", { usage, ...(tier === undefined ? {} : { tier }) })

interface Case {
  readonly usage: Partial<Usage.Usage>
  readonly tier?: string
  readonly usd: number
  readonly saved?: readonly [usd: number, percent: number]
}

/** Figures by hand. */
const cases: { readonly [name: string]: Case } = {
  // 1,000 × 3 + 500 × 15 = 10,500 millionths
  "tokens in and out": { usage: { input: 1000, output: 500 }, usd: 0.0105 },
  // reasoning has no price of its own: (500 + 700) × 15 + 1,000 × 3 = 21,000
  "reasoning, at the price of output": { usage: { input: 1000, output: 500, reasoning: 700 }, usd: 0.021 },
  // 1,000 × 3 + 9,000 × 0.3 + 500 × 15 = 13,200; 9,000 × 2.7 = 24,300 saved of 37,500
  "a prompt read from a cache": {
    usage: { input: 1000, cache_read: 9000, output: 500 },
    usd: 0.0132,
    saved: [0.0243, 64.8]
  },
  // 2,000 × 3.75 + 1,000 × 6 + 100 × 15 = 15,000
  "cache writes of both lifetimes": {
    usage: { cache_write: 2000, cache_write_1h: 1000, output: 100 },
    usd: 0.015
  },
  // 215,000 tokens came in, so all is at the second tier:
  // 150,000 × 6 + 60,000 × 0.6 + 5,000 × 7.5 + 1,200 × 22.5 = 1,000,500; 60,000 × 5.4 = 324,000 saved
  "a cached prompt in the next context tier": {
    usage: { input: 150_000, cache_read: 60_000, cache_write: 5000, output: 1000, reasoning: 200 },
    usd: 1.0005,
    saved: [0.324, 24.46]
  },
  // 100 × 30 + 10 × 150 = 4,500
  "the service tier that was served": { usage: { input: 100, output: 10 }, tier: "priority", usd: 0.0045 },
  // one token in and one out: 18 millionths, in nano-dollars 18,000
  "a single token": { usage: { input: 1, output: 1 }, usd: 0.000018 }
}

describe("an attempt that did not end", () => {
  it("costs what the tier that was asked for does, where nothing was reported of it", () => {
    const endpoint = fake("a", undefined, costly).endpoints([])[0]!
    const facts = { prompt_tokens: 100, output_tokens: 10, choices: 1, written: 40 }
    const usd = (how: typeof Account.assumed, more: object) =>
      Price.usd(how(endpoint, { ...facts, ...more }, "platform", 0).cost.nanos!)
    // 100 × 30 + 10 × 150, and at the ordinary rates a tenth of it.
    assert.strictEqual(usd(Account.assumed, { tier: "priority" }), 0.0045)
    assert.strictEqual(usd(Account.assumed, {}), 0.00045)
    const report = { type: "usage", usage: { input: 100, output: 10 } } as const
    const reported = Account.reported(endpoint, { ...facts, report, tier: "priority" }, "platform", 0)
    assert.deepStrictEqual([reported?.cost.nanos, reported?.cost.confidence], [4_500_000, "assumed"])
  })
})

describe("the price that a host states", () => {
  it.effect("has no date, and none is told", () =>
    Effect.gen(function* () {
      const { metadata } = yield* answered(tell("unary", ask(["a"])))
      const cost = metadata.attempts![0]!.cost!
      assert.deepStrictEqual([cost.price_source, "price_date" in cost], ["host", false])
    }).pipe(
      Effect.provide(
        house([
          fake("a", says({ input: 1, output: 1 }), { models: { m: { price: { input: 1, output: 1 } } } })
        ])
      )
    )
  )
})

describe("what an answer cost", () => {
  for (const [name, { usage, tier, usd, saved }] of Object.entries(cases)) {
    for (const mode of modes) {
      it.effect(`${name}, ${mode}`, () =>
        Effect.gen(function* () {
          const told = yield* answered(tell(mode, ask(["a"])))
          assert.deepStrictEqual(told.metadata.cost, {
            usd,
            ...(saved === undefined ? {} : { cache_savings_usd: saved[0], cache_savings_percent: saved[1] })
          })
          assert.strictEqual((told.usage as { readonly cost?: number }).cost, usd)
          const attempt = told.metadata.attempts?.[0]?.cost
          assert.deepStrictEqual(
            { ...attempt, buckets: undefined },
            {
              usd,
              confidence: "exact",
              buckets: undefined,
              price_source: "the price list",
              price_date: "2026-01-31",
              payer: "platform"
            }
          )
          const sum = Object.values(attempt!.buckets).reduce((total, picos) => total + picos, 0)
          assert.strictEqual(sum / 1e12, usd)
        }).pipe(Effect.provide(house([fake("a", says(usage, tier), costly)])))
      )
    }
  }

  it.effect("usage is told in OpenAI's words, with what a cache did", () =>
    Effect.gen(function* () {
      const { usage } = yield* answered(tell("unary", ask(["a"])))
      assert.deepInclude(usage as object, {
        prompt_tokens: 215_000,
        completion_tokens: 1200,
        total_tokens: 216_200,
        cost: 1.0005
      })
      assert.deepInclude((usage as { prompt_tokens_details: object }).prompt_tokens_details, {
        cached_tokens: 60_000,
        cache_write_tokens: 5000
      })
    }).pipe(
      Effect.provide(
        house([fake("a", says(cases["a cached prompt in the next context tier"]!.usage), costly)])
      )
    )
  )

  it.effect("a tier that the price does not know is priced as the ordinary one, and called assumed", () =>
    Effect.gen(function* () {
      const { metadata } = yield* answered(tell("unary", ask(["a"])))
      const { cost } = metadata.attempts![0]!
      assert.deepStrictEqual([cost?.usd, cost?.confidence], [0.00045, "assumed"])
    }).pipe(Effect.provide(house([fake("a", says({ input: 100, output: 10 }, "scale"), costly)])))
  )

  it.effect("the payer stands in the attempt, and the price is the vendor's in either case", () =>
    Effect.gen(function* () {
      const { metadata } = yield* answered(tell("unary", ask(["a"])))
      assert.strictEqual(metadata.attempts?.[0]?.cost?.payer, "byok")
      assert.deepStrictEqual(metadata.cost, { usd: 0.0105 })
    }).pipe(
      Effect.provide(
        house([
          fake("a", says({ input: 1000, output: 500 }), { ...costly, credentials: [key("mine", "byok")] })
        ])
      )
    )
  )
})

describe("failed attempts", () => {
  const started: Event = { type: "start" }
  const used: Event = { type: "usage", usage: Usage.make({ input: 1000 }) }
  const broke = new Failure.MalformedResponse({ message: "broke" })
  const cheap = { models: { m: { price: { input: 2, output: 8 } } } }

  it.effect("what they had used is paid for too", () =>
    Effect.gen(function* () {
      const told = yield* answered(tell("streamed", ask(["a", "b"])))
      // 1,000 × 3 and 100 × 2 + 10 × 8
      assert.deepStrictEqual(told.metadata.cost, { usd: 0.003 + 0.00028 })
      assert.strictEqual((told.usage as { readonly cost?: number }).cost, 0.003 + 0.00028)
      assert.deepStrictEqual(
        told.metadata.attempts?.map(({ cost }) => cost?.usd),
        [0.003, 0.00028]
      )
    }).pipe(
      Effect.provide(
        house([
          fake("a", FakeProvider.broken([started, used], broke), costly),
          fake("b", says({ input: 100, output: 10 }), cheap)
        ])
      )
    )
  )

  it.effect(
    "what broke after the commit is in the error, with the usage as far as it came and the words that were written",
    () => {
      const words: Event = { type: "text", choice: 0, text: "half" }
      return Effect.gen(function* () {
        const error = yield* failed(tell("streamed", ask(["a"])))
        assert.deepStrictEqual(
          error.attempts.map(({ cost }) => [cost?.usd, cost?.confidence]),
          [[0.003015, "assumed"]]
        )
        assert.strictEqual(error.partial?.usage?.prompt_tokens, 1000)
      }).pipe(Effect.provide(house([fake("a", FakeProvider.broken([started, used, words], broke), costly)])))
    }
  )

  it.effect("one that reported nothing adds nothing and has no cost", () =>
    Effect.gen(function* () {
      const { metadata } = yield* answered(tell("unary", ask(["a", "b"])))
      assert.notProperty(metadata.attempts![0]!, "cost")
      assert.deepStrictEqual(metadata.cost, { usd: 0.00028 })
    }).pipe(
      Effect.provide(
        house([
          fake("a", FakeProvider.fail(broke), costly),
          fake("b", says({ input: 100, output: 10 }), cheap)
        ])
      )
    )
  )
})

describe("an unknown price", () => {
  it.effect("is no cost, never 0", () =>
    Effect.gen(function* () {
      for (const mode of modes) {
        const told = yield* answered(tell(mode, ask(["a"])))
        assert.notProperty(told.metadata, "cost")
        assert.notProperty(told.usage as object, "cost")
        const { cost } = told.metadata.attempts![0]!
        assert.deepStrictEqual(cost, { confidence: "unknown", buckets: {}, payer: "platform" })
      }
    }).pipe(Effect.provide(house([fake("a")])))
  )

  it.effect("of the answering attempt leaves the sum out, whatever the others cost", () => {
    const used: Event = { type: "usage", usage: Usage.make({ input: 1000 }) }
    const broke = new Failure.MalformedResponse({ message: "broke" })
    return Effect.gen(function* () {
      const { metadata } = yield* answered(tell("streamed", ask(["a", "b"])))
      assert.notProperty(metadata, "cost")
      assert.strictEqual(metadata.attempts?.[0]?.cost?.usd, 0.003)
    }).pipe(Effect.provide(house([fake("a", FakeProvider.broken([used], broke), costly), fake("b")])))
  })

  it.effect("of one bucket that was used is one of the whole", () =>
    Effect.gen(function* () {
      const { metadata } = yield* answered(tell("unary", ask(["a"])))
      assert.notProperty(metadata, "cost")
      assert.strictEqual(metadata.attempts?.[0]?.cost?.confidence, "unknown")
      assert.notProperty(metadata.attempts![0]!.cost!, "usd")
    }).pipe(Effect.provide(house([fake("a", says({ input: 10, web_search: 1 }), costly)])))
  )

  it.effect("a free model costs 0", () =>
    Effect.gen(function* () {
      const { metadata } = yield* answered(tell("unary", ask(["a"])))
      assert.deepStrictEqual(metadata.cost, { usd: 0 })
    }).pipe(
      Effect.provide(house([fake("a", undefined, { models: { m: { price: { input: 0, output: 0 } } } })]))
    )
  )
})
