import { assert, describe, it } from "@effect/vitest"
import { reported } from "@turnout/core/Fold"
import * as Usage from "@turnout/core/Usage"
import * as fc from "fast-check"

const tokens = fc.option(fc.nat({ max: 1000 }), { nil: undefined })
const usages = fc
  .record({
    input: tokens,
    cache_read: tokens,
    cache_write: tokens,
    output: tokens,
    reasoning: tokens,
    web_search: tokens
  })
  .map(Usage.make)

describe("reports of one answer", () => {
  it("only grow: no total of a later report is less than one before it", () => {
    fc.assert(
      fc.property(fc.array(usages, { minLength: 1, maxLength: 5 }), (reports) => {
        let all: Usage.Usage | undefined
        for (const report of reports) all = Usage.grown(all, report)
        for (const report of reports) {
          assert.isAtLeast(Usage.inputTotal(all!), Usage.inputTotal(report))
          assert.isAtLeast(Usage.outputTotal(all!), Usage.outputTotal(report))
          assert.isAtLeast(all!.web_search ?? 0, report.web_search ?? 0)
        }
        assert.include(reports.map(Usage.inputTotal), Usage.inputTotal(all!))
      })
    )
  })

  it("of two alike the one that says more stands: a field that is left out erases nothing", () => {
    const before = Usage.make({ input: 10, cache_read: 90, output: 5, reasoning: 2 })
    assert.deepStrictEqual(Usage.grown(before, Usage.make({ input: 100, output: 5 })), before)
    assert.deepStrictEqual(Usage.grown(before, Usage.zero), before)
  })

  it("keep the tier, what changed the price, and the larger cost", () => {
    const first = {
      type: "usage",
      usage: { input: 1 },
      tier: "priority",
      modifiers: ["speed: fast"]
    } as const
    const second = { type: "usage", usage: { output: 1 }, cost: { usd: 1, confidence: "exact" } } as const
    const third = {
      type: "usage",
      usage: {},
      cost: { usd: 0, confidence: "exact" },
      modifiers: ["x"]
    } as const
    assert.deepStrictEqual([second, third].reduce(reported, reported(undefined, first)), {
      type: "usage",
      usage: { input: 1, output: 1 },
      tier: "priority",
      modifiers: ["speed: fast", "x"],
      cost: { usd: 1, confidence: "exact" }
    })
  })
})
