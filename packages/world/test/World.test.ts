import { assert, describe, it } from "@effect/vitest"
import { by } from "@turnout/router/Strategy"
import * as Measured from "@turnout/world/Measured"
import * as Scenarios from "@turnout/world/Scenarios"
import * as World from "@turnout/world/World"
import * as Effect from "effect/Effect"

const short = { hours: 0.05 }

describe("a run", () => {
  it.live("is the same for the same seed, byte for byte, and another one for another seed", () =>
    Effect.gen(function* () {
      const options = { ...Scenarios.brownout(short), router: { optimize: "slo" } }
      const first = JSON.stringify(yield* World.run({ ...options, seed: 7 }))
      assert.strictEqual(JSON.stringify(yield* World.run({ ...options, seed: 7 })), first)
      assert.notStrictEqual(JSON.stringify(yield* World.run({ ...options, seed: 8 })), first)
    })
  )

  it.live("gives an endpoint the same draws, whatever stands beside it", () =>
    Effect.gen(function* () {
      const scenario = Scenarios.diurnal(short)
      const router = { routing: { providers: ["together"] } }
      const among = yield* World.run({ ...scenario, router })
      const endpoints = scenario.world.endpoints.filter(({ provider }) => provider === "together")
      const alone = yield* World.run({ ...scenario, world: { ...scenario.world, endpoints }, router })
      const { endpoints: _, windows: __, ...rest } = among
      const { endpoints: ___, windows: ____, ...same } = alone
      assert.deepStrictEqual(same, rest)
    })
  )

  it.live("answers what is asked: every request is in the report, and its shares add up", () =>
    Effect.gen(function* () {
      const report = yield* World.run(Scenarios.flapping(short))
      const answered = report.endpoints.reduce((sum, { share }) => sum + share, 0)
      const windows = report.windows.reduce((sum, { requests }) => sum + requests, 0)
      assert.strictEqual(windows, report.requests)
      assert.closeTo(answered + report.failed.mean, 1, 0.02)
      assert.isAtLeast(report.attempts_per_request, 1)
    })
  )

  it.live("says why calls failed", () =>
    Effect.gen(function* () {
      const scenario = Scenarios.steady({ hours: 0.02 })
      const down = { ...scenario.world, incidents: () => [{ at_s: 0, for_s: 3600, error: 1 }] }
      const report = yield* World.run({ ...scenario, world: down })
      assert.strictEqual(report.failed.mean, 1)
      assert.strictEqual(
        report.errors.reduce((sum, { count }) => sum + count, 0),
        report.requests
      )
      const unknown = yield* World.run({ ...scenario, model: "nothing" })
      assert.deepStrictEqual(
        unknown.errors.map(({ error }) => error),
        ["not_found_error: model_not_found"]
      )
    })
  )

  it.live("judges a strategy of the host's as it judges a built-in one", () =>
    Effect.gen(function* () {
      const dearest = by(({ expected_cost }) => expected_cost.expected ?? 0, "highest")
      const report = yield* World.run({
        ...Scenarios.steady(short),
        router: { strategies: { dearest }, optimize: "dearest", explore: 0 }
      })
      const [most] = [...report.endpoints].sort((left, right) => right.share - left.share)
      assert.strictEqual(most?.endpoint, "together/model")
    })
  )

  it.live("tells all that is wrong with its options at once", () =>
    Effect.gen(function* () {
      const scenario = Scenarios.steady(short)
      const [first] = scenario.world.endpoints
      const error = yield* Effect.flip(
        World.run({
          world: { endpoints: [first!, first!, { ...first!, provider: "x", faults: { hang: 2 } }] },
          traffic: { ...scenario.traffic, hours: -1 },
          seed: 1.5
        })
      )
      assert.deepStrictEqual(error.violations?.map(({ param }) => param).sort(), [
        "seed",
        "traffic.hours",
        "world.endpoints[1]",
        "world.endpoints[2].faults.hang"
      ])
      const misspelt = yield* Effect.flip(World.run({ ...scenario, router: { optimize: "fastest" } }))
      assert.include(misspelt.message, "optimize")
    })
  )
})

describe("a comparison", () => {
  it.live("finds no difference where there is none: identical endpoints tie under every strategy", () =>
    Effect.gen(function* () {
      const routers = Object.fromEntries(
        ["balanced", "slo", "round-robin"].map((optimize) => [optimize, { optimize }])
      )
      const compared = yield* World.compare({ ...Scenarios.identical(short), routers, seeds: [1, 2, 3, 4] })
      for (const { difference, name } of compared) {
        assert.isTrue(difference.low <= 0 && difference.high >= 0, `${name}: ${JSON.stringify(difference)}`)
      }
    })
  )

  it.live("finds what is there: the dearest host costs more than the cheapest", () =>
    Effect.gen(function* () {
      const only = (provider: string) => ({ routing: { providers: [provider] } })
      const [cheap, dear] = yield* World.compare({
        ...Scenarios.steady(short),
        routers: { cheap: only("featherless-sc"), dear: only("together") },
        seeds: [1, 2, 3, 4]
      })
      assert.strictEqual(cheap!.difference.mean, 0)
      assert.isAbove(dear!.cost.low, cheap!.cost.high)
      assert.match(World.printCompared([cheap!, dear!]), /^router .*\ncheap .*\ndear /)
    })
  )
})

describe("scenarios", () => {
  for (const [name, make] of Object.entries(Scenarios.all)) {
    it.live(`${name} runs, and most of its requests are answered`, () =>
      Effect.gen(function* () {
        const report = yield* World.run(make({ hours: 0.05 }))
        assert.isAbove(report.requests, 10)
        assert.isBelow(report.failed.mean, 0.7)
      })
    )
  }

  it("state the latency of real hosts, each of them once", () => {
    const names = Scenarios.hosts.map(({ provider }) => provider)
    assert.deepStrictEqual([...names].sort(), Object.keys(Measured.minimaxM3).sort())
  })
})
