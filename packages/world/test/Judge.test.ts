import { assert, describe, it } from "@effect/vitest"
import { Catalog } from "@turnout/core/Catalog"
import type { Decision } from "@turnout/core/Decision"
import * as ProviderRegistry from "@turnout/core/ProviderRegistry"
import { replay } from "@turnout/router/Decision"
import { Router } from "@turnout/router/Router"
import * as Strategies from "@turnout/router/Strategies"
import { by } from "@turnout/router/Strategy"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import * as Draws from "@turnout/world/Draws"
import * as World from "@turnout/world/World"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"

const prices = [1, 1.5, 2, 3, 5]

const providers = prices.map((price, index) =>
  FakeProvider.layer({
    id: `host-${index}`,
    models: { model: { price: { input: price, output: 4 * price } } }
  })
)

const layer = Router.layer({ explore: 0 }).pipe(
  Layer.provide(Layer.mergeAll(Layer.empty, ...providers)),
  Layer.provide(ProviderRegistry.ProviderRegistry.layer),
  Layer.provide(Catalog.layerEmpty)
)

/** Decisions of the real router, by a strategy of the name. */
const decisions = (optimize: string, count: number) =>
  Effect.gen(function* () {
    const router = yield* Router
    const made: Array<Decision> = []
    for (let seed = 0; seed < count; seed++) {
      const plan = yield* router.plan({
        model: "model",
        messages: [{ role: "user", content: "hello" }],
        gateway: { routing: { optimize, seed } }
      })
      made.push(plan.decision)
    }
    return made
  }).pipe(Effect.provide(layer))

/** What an endpoint loses in the mean, in this test's world: the dearest are the best. */
const losses = new Map(prices.map((_, index) => [`host-${index}/model`, 10 - 1.5 * index]))

/** The same decision with another endpoint drawn first, by the recorded probabilities. */
const redrawn = (decision: Decision, drawn: number): Decision => {
  let left = drawn
  const chosen = decision.candidates.find(({ probability = 0 }) => (left -= probability) < 0)!
  const others = decision.candidates.filter((candidate) => candidate !== chosen)
  return {
    ...decision,
    candidates: [{ ...chosen, rank: 1 }, ...others.map((other, index) => ({ ...other, rank: index + 2 }))]
  }
}

const logOf = (recorded: ReadonlyArray<Decision>, seed: number): ReadonlyArray<World.Logged> => {
  const draws = Draws.make(seed)
  return recorded.map((decision, index) => {
    const drawn = redrawn(decision, draws.uniform("resample", index))
    const mean = losses.get(drawn.candidates[0]!.endpoint)!
    return { decision: drawn, loss: mean + 2 * draws.normal("latency", index) }
  })
}

describe("judging a strategy by recorded decisions", () => {
  it.live("covers the true value in at least 93 of 100 logs, by each estimate", () =>
    Effect.gen(function* () {
      const recorded = yield* decisions("price-weighted", 250)
      const strategy = Strategies.named["cost-focus"]!
      let truth = 0
      for (const decision of recorded) {
        for (const { endpoint, probability = 0 } of replay(decision, { strategy })!.candidates) {
          truth += (probability * losses.get(endpoint)!) / recorded.length
        }
      }
      const covered = { ips: 0, snips: 0, doubly_robust: 0 }
      for (let seed = 1; seed <= 100; seed++) {
        const judged = World.judge(logOf(recorded, seed), { strategy })
        assert.isTrue(Result.isSuccess(judged))
        if (Result.isFailure(judged)) continue
        for (const name of ["ips", "snips", "doubly_robust"] as const) {
          const { high, low } = judged.success[name]
          if (low <= truth && truth <= high) covered[name]++
        }
      }
      for (const [name, count] of Object.entries(covered)) assert.isAtLeast(count, 93, name)
    })
  )

  it.live("gives the recorded mean for the recorded strategy, with every call counted", () =>
    Effect.gen(function* () {
      const log = logOf(yield* decisions("price-weighted", 60), 1)
      const judged = Result.getOrThrow(World.judge(log, {}))
      assert.closeTo(judged.ips.mean, judged.recorded.mean, 1e-9)
      assert.closeTo(judged.effective, 60, 1e-6)
      assert.strictEqual(judged.unsupported, 0)
    })
  )

  it.live("refuses, in words, where the log holds none of the strategy's choices", () =>
    Effect.gen(function* () {
      const recorded = yield* decisions("cost-focus", 40)
      const log = recorded.map((decision) => ({ decision, loss: 1 }))
      const dearest = by(({ expected_cost }) => expected_cost.expected ?? 0, "highest")
      const refused = World.judge(log, { strategy: dearest })
      assert.isTrue(Result.isFailure(refused))
      if (Result.isSuccess(refused)) return
      assert.strictEqual(refused.failure.unsupported, 1)
      assert.match(refused.failure.message, /^100.0 % of the strategy's choices were never made in the log/)
    })
  )

  it.live("refuses a log that says too little, and an empty one", () =>
    Effect.gen(function* () {
      const log = logOf(yield* decisions("price-weighted", 10), 1)
      const few = World.judge(log, { strategy: Strategies.named["cost-focus"]! })
      assert.match(Result.isFailure(few) ? few.failure.message : "", /of 10 recorded; at least 30 are needed/)
      const none = World.judge([], {})
      assert.match(Result.isFailure(none) ? none.failure.message : "", /^There is no recorded decision/)
    })
  )
})
