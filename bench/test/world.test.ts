import { assert, describe, it } from "@effect/vitest"
import * as Scenarios from "@turnout/world/Scenarios"
import type { Scenario } from "@turnout/world/Scenario"
import * as World from "@turnout/world/World"
import * as Effect from "effect/Effect"
import { policiesOf, first, reference, rival } from "../world/policies.ts"
import { gapClosed, gapTable, lossTable, paired, resultOf, type Result } from "../world/tables.ts"

/** Virtual time and counted draws: the same numbers on any machine, at any load. */
const compared = (scenario: Scenario, names: ReadonlyArray<string>, seeds: ReadonlyArray<number>) => {
  const all = policiesOf(scenario)
  const routers = Object.fromEntries(names.map((name) => [name, all[name]!]))
  return Effect.map(World.compare({ ...scenario, routers, seeds }), (results) => results.map(resultOf))
}

const eight = [1, 2, 3, 4, 5, 6, 7, 8]
const six = eight.slice(0, 6)
const of = (results: ReadonlyArray<Result>, name: string): Result =>
  results.find(({ policy }) => policy === name)!

describe("slo in the virtual world, in short", () => {
  it.live(
    "closes most of the gap to the best possible where nothing changes, and wastes no more than it may",
    () =>
      Effect.gen(function* () {
        const scenario = Scenarios.steady({ hours: 0.1 })
        const results = yield* compared(scenario, [first, "slo", reference, rival], six)
        assert.isAbove(gapClosed(results, "slo")!, 0.7)
        assert.isAtMost(of(results, "slo").wasted, 0.08)
        assert.isBelow(paired(results, "slo", first).high, 0)
        assert.isAtMost(paired(results, "slo", rival).low, 0)
        assert.strictEqual(of(results, "slo").failed, 0)
      })
  )

  it.live("is better than the first release while the cheapest is slow and hangs", () =>
    Effect.gen(function* () {
      const scenario = Scenarios.brownout({ hours: 0.15 })
      const results = yield* compared(scenario, [first, "slo"], eight)
      assert.isBelow(paired(results, "slo", first).high, 0)
      assert.strictEqual(of(results, "slo").failed, 0, "no call waits for a hung endpoint until its deadline")
    })
  )

  it.live("is no better or worse than others where all endpoints are the same, but for its backups", () =>
    Effect.gen(function* () {
      const scenario = Scenarios.identical({ hours: 0.08 })
      const results = yield* compared(scenario, [first, "slo"], six)
      const { high, low } = paired(results, "slo", first)
      assert.isAtMost(low, 0)
      assert.isAbove(high, -0.1 * of(results, first).loss)
    })
  )
})

describe("tables of results", () => {
  const result = (policy: string, losses: ReadonlyArray<number>): Result => ({
    policy,
    losses,
    loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
    cost: 1,
    wasted: 0.01,
    late: 0.02,
    failed: 0
  })
  const results = [result(first, [400, 440]), result("slo", [310, 350]), result(reference, [300, 320])]

  it("the gap is the way from the first release to the best possible", () => {
    assert.closeTo(gapClosed(results, "slo")!, 90 / 110, 1e-12)
    assert.isUndefined(gapClosed([...results.slice(0, 2), result(reference, [400, 440])], "slo"))
  })

  it("differences are paired by seed", () => {
    const { high, low, mean } = paired(results, "slo", first)
    assert.deepStrictEqual([mean, low, high], [-90, -90, -90])
  })

  it("show losses of all policies, and what one of them closes", () => {
    assert.include(lossTable({ steady: results }), "| slo | **330** |")
    assert.include(
      gapTable({ steady: results }, "slo", first),
      "| steady | 82 % | -90 (-90 to -90) | better |"
    )
  })
})
