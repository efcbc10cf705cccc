import { assert, describe, it } from "@effect/vitest"
import type { Event, UsageReport } from "@turnout/core/Event"
import type { Usage } from "@turnout/core/Usage"
import * as Budget from "@turnout/router/Budget"
import { Router } from "@turnout/router/Router"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Layer } from "effect"
import { answered, ask, fake, house, modes, tell } from "../house.ts"

/** One millionth of a dollar per token, in and out. */
const price = { input: 1, output: 1 }
const stated = { models: { m: { price, limits: { context: 100_000, output: 10_000 } } } }

const says = (report: Omit<UsageReport, "type">, text = "an answer"): FakeProvider.Answer => {
  const events: ReadonlyArray<Event> = [
    { type: "start" },
    { type: "text", choice: 0, text },
    { type: "usage", ...report },
    { type: "finish", choice: 0, reason: "stop" },
    { type: "end" }
  ]
  return FakeProvider.events(events)
}

const told = (mode: (typeof modes)[number], report: Omit<UsageReport, "type">, more: object = {}) =>
  Effect.map(answered(tell(mode, ask(["a"], {}, more))), ({ metadata, usage }) => ({
    usage: usage as { readonly [field: string]: unknown } | undefined,
    cost: metadata.attempts![0]!.cost,
    sum: metadata.cost?.usd
  })).pipe(Effect.provide(house([fake("a", says(report), stated)])))

const everyWay = (
  name: string,
  test: (mode: (typeof modes)[number]) => Effect.Effect<void, unknown>
): void => {
  for (const mode of modes) it.effect(`${name}, ${mode}`, () => test(mode))
}

describe("counts that the answer disproves", () => {
  everyWay("half a report is made whole by an estimate, and is not exact", (mode) =>
    Effect.gen(function* () {
      const { cost, usage } = yield* told(mode, { usage: { output: 5 } })
      assert.deepInclude(usage, {
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 15,
        confidence: "assumed"
      })
      assert.deepInclude(cost, { usd: 0.000015, confidence: "assumed" })
      const other = yield* told(mode, { usage: { input: 7 } })
      assert.deepInclude(other.usage, { prompt_tokens: 7, completion_tokens: 3 })
      assert.strictEqual(other.cost?.confidence, "assumed")
    })
  )

  everyWay("nothing but zeros beside an answer is unknown, and so is its cost", (mode) =>
    Effect.gen(function* () {
      const { cost, sum, usage } = yield* told(mode, { usage: { input: 0, output: 0 } })
      assert.isUndefined(usage)
      assert.isUndefined(sum)
      assert.deepStrictEqual(cost, { confidence: "unknown", buckets: {}, payer: "platform" })
    })
  )

  const absurd: ReadonlyArray<Usage> = [
    { input: 9e15, output: 5 },
    { input: 10, output: 9e15 },
    { input: 10, output: 5, reasoning: 9e15 },
    { input: 10, cache_read: 9e15, output: 5 }
  ]
  for (const usage of absurd) {
    everyWay(`more than can be read or written is no count: ${JSON.stringify(usage)}`, (mode) =>
      Effect.gen(function* () {
        const { cost } = yield* told(mode, { usage })
        assert.strictEqual(cost?.confidence, "assumed")
        assert.isAtMost(cost?.usd ?? 1, 0.0001)
      })
    )
  }

  everyWay("more than was asked for is not exact", (mode) =>
    Effect.gen(function* () {
      const limit = { max_completion_tokens: 50 }
      assert.strictEqual(
        (yield* told(mode, { usage: { input: 10, output: 50 } }, limit)).cost?.confidence,
        "exact"
      )
      assert.strictEqual(
        (yield* told(mode, { usage: { input: 10, output: 51 } }, limit)).cost?.confidence,
        "assumed"
      )
    })
  )

  it.effect("reasoning of zero tokens beside thoughts is not told", () =>
    Effect.gen(function* () {
      const events: ReadonlyArray<Event> = [
        { type: "reasoning", choice: 0, block: 0, text: "Hm. ".repeat(190) },
        { type: "text", choice: 0, text: "4" },
        { type: "usage", usage: { input: 10, output: 300, reasoning: 0 } },
        { type: "finish", choice: 0, reason: "stop" },
        { type: "end" }
      ]
      const { usage } = yield* answered(tell("unary", ask(["a"]))).pipe(
        Effect.provide(house([fake("a", FakeProvider.events(events), stated)]))
      )
      assert.deepInclude(usage as object, { completion_tokens: 300 })
      assert.notProperty(usage as object, "completion_tokens_details")
    })
  )
})

describe("details", () => {
  everyWay("that the vendor did not report are absent, and a zero that it did is zero", (mode) =>
    Effect.gen(function* () {
      const plain = (yield* told(mode, { usage: { input: 10, output: 5 } })).usage
      assert.deepStrictEqual(plain, {
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 15,
        cost: 0.000015
      })
      const { usage } = yield* told(mode, { usage: { input: 10, cache_read: 0, output: 5, reasoning: 0 } })
      assert.deepInclude(usage, {
        prompt_tokens_details: { cached_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 0 }
      })
    })
  )
})

describe("what the vendor states as the cost", () => {
  const usage = { input: 1000, output: 500 }
  const cost = { usd: 0.042, confidence: "exact" } as const

  everyWay("is the cost of the attempt, of the call and of the usage; our sum stands beside it", (mode) =>
    Effect.gen(function* () {
      const told_ = yield* told(mode, { usage, cost })
      assert.deepInclude(told_.cost, { usd: 0.042, computed_usd: 0.0015, confidence: "exact" })
      assert.strictEqual(told_.sum, 0.042)
      assert.strictEqual(told_.usage?.["cost"], 0.042)
    })
  )

  everyWay("is known where no price is, and where no token was counted", (mode) =>
    Effect.gen(function* () {
      const unpriced = yield* answered(tell(mode, ask(["a"]))).pipe(
        Effect.provide(house([fake("a", says({ usage, cost }))]))
      )
      assert.deepInclude(unpriced.metadata.attempts![0]!.cost, { usd: 0.042, confidence: "exact" })
      assert.notProperty(unpriced.metadata.attempts![0]!.cost!, "computed_usd")
      assert.deepInclude((yield* told(mode, { usage: {}, cost })).cost, { usd: 0.042, confidence: "exact" })
    })
  )

  everyWay("is not believed where it is nothing, or what no call can cost", (mode) =>
    Effect.gen(function* () {
      for (const usd of [0, 9e15]) {
        const { cost } = yield* told(mode, { usage, cost: { usd, confidence: "exact" } })
        assert.deepInclude(cost, { usd: 0.0015, confidence: "assumed" })
      }
    })
  )

  everyWay("that leaves something out is added to ours", (mode) =>
    Effect.gen(function* () {
      const { cost } = yield* told(mode, { usage, cost: { usd: 0.0001, confidence: "exact", partial: true } })
      assert.deepInclude(cost, { usd: 0.0016, computed_usd: 0.0015, confidence: "assumed" })
    })
  )

  it.effect("settles budgets; an absurd report ends none", () =>
    Effect.gen(function* () {
      const router = yield* Router
      const spent = Effect.map(router.quotaStatus(), ({ budgets }) => budgets[0]?.spend_usd)
      yield* router.chat(ask(["a"]))
      assert.strictEqual(yield* spent, 0.042)
      yield* router.chat(ask(["b"]))
      assert.isBelow((yield* spent) ?? 1, 0.0422)
      yield* router.chat(ask(["a"]))
    }).pipe(
      Effect.provide(
        house([
          fake("a", says({ usage, cost }), stated),
          fake("b", says({ usage: { input: 9e15, output: 9e15 } }), stated)
        ]).pipe(
          Layer.provide(
            Budget.Budget.layer({ rules: [{ scope: "workspace", period: "daily", limit_usd: 0.5 }] })
          )
        )
      )
    )
  )
})

describe("what changes the price and has no rate", () => {
  everyWay("makes the cost assumed", (mode) =>
    Effect.gen(function* () {
      const { cost } = yield* told(mode, {
        usage: { input: 10, output: 5 },
        modifiers: ["inference_geo: us"]
      })
      assert.deepInclude(cost, { usd: 0.000015, confidence: "assumed" })
    })
  )
})
