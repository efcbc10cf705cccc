import { assert, describe, it } from "@effect/vitest"
import type { Endpoint } from "@turnout/core/Endpoint"
import { replay } from "@turnout/router/Decision"
import * as Strategies from "@turnout/router/Strategies"
import * as Strategy from "@turnout/router/Strategy"
import * as StrategyLaws from "@turnout/testing/StrategyLaws"
import * as Decide from "../../src/decide/Decide.ts"
import { decide, endpoint, input, measured, order, type Asked } from "../world.ts"

const endpoints = [
  endpoint("a", "old", { model: "old", usd: 1 }),
  endpoint("b", "old", { model: "old", usd: 1 }),
  endpoint("c", "new", { model: "new", usd: 9 }),
  endpoint("d", "other", { model: "other", usd: 1 })
]
const models = ["old", "new"]
const of = (shares: { readonly [side: string]: number }, more: Asked = {}): Asked => ({
  models,
  selection: "best",
  explore: 0.02,
  probe: 0.1,
  name: "moving",
  strategy: Strategies.split({ shares }),
  ...more
})

const first = (list: ReadonlyArray<Endpoint>, asked: Asked): string =>
  Decide.at(decide(list, asked), 0)!.endpoint.model

/** The sides of so many sessions, or of so many calls without one. */
const sidesOf = (asked: Asked, isSession = true, count = 3000): ReadonlyArray<string> => {
  const base = input(endpoints, asked)
  return Array.from({ length: count }, (_, n) => {
    const facts = isSession ? { ...base.context.facts, session: `session ${n}` } : base.context.facts
    const decided = Decide.decide({ ...base, context: { ...base.context, facts }, seed: isSession ? 7 : n })
    return Decide.at(decided, 0)!.endpoint.model
  })
}
const shareOf = (sides: ReadonlyArray<string>, side: string): number =>
  sides.filter((each) => each === side).length / sides.length

describe("split", () => {
  it("divides calls, and sessions, as stated, whatever the sides cost", () => {
    for (const isSession of [true, false]) {
      const sides = sidesOf(of({ old: 90, new: 10 }), isSession)
      assert.closeTo(shareOf(sides, "new"), 0.1, 0.03)
      assert.closeTo(shareOf(sides, "old"), 0.9, 0.03)
    }
  })

  it("a session stays on its side while the shares do not change, whatever the seed, the signals and the numbers' scale", () => {
    const one = sidesOf(of({ old: 90, new: 10 }))
    assert.deepStrictEqual(sidesOf(of({ old: 0.9, new: 0.1 }, { seed: 99 })), one)
    const signals = { "a/old": measured({ outcomes: 50, successes: 1, ttft_ms: 9000 }) }
    assert.deepStrictEqual(sidesOf(of({ old: 90, new: 10 }, { signals })), one)
  })

  it("a share that grows moves only as many sessions as it grows by, and only to itself", () => {
    const steps = [0, 10, 25, 50, 75, 100].map((share) => sidesOf(of({ old: 100 - share, new: share })))
    for (let step = 1; step < steps.length; step++) {
      const [before, after] = [steps[step - 1]!, steps[step]!]
      const moved = after.flatMap((side, n) => (side === before[n] ? [] : [side]))
      assert.strictEqual(shareOf(moved, "new"), 1)
      assert.closeTo(moved.length / after.length, shareOf(after, "new") - shareOf(before, "new"), 1e-9)
    }
    assert.strictEqual(shareOf(steps[0]!, "old"), 1)
    assert.strictEqual(shareOf(steps[5]!, "new"), 1)
  })

  it("of three sides one that is raised takes from both, and between these nothing moves", () => {
    const three = { models: ["old", "new", "other"] }
    const before = sidesOf(of({ old: 5, new: 1, other: 4 }, three))
    const after = sidesOf(of({ old: 5, new: 4, other: 4 }, three))
    const moved = after.filter((side, n) => side !== before[n])
    assert.isAbove(moved.length, 300)
    assert.strictEqual(shareOf(moved, "new"), 1)
  })

  it("the other side follows as failover, and a side of which nothing is viable leaves its share to the others", () => {
    const decided = decide(endpoints, of({ old: 0, new: 1 }))
    assert.deepStrictEqual(order(decided)[0], "c/new")
    assert.sameMembers(order(decided).slice(1), ["a/old", "b/old"])
    assert.strictEqual(first(endpoints.slice(0, 2), of({ old: 0, new: 1 }, { models: ["old"] })), "old")
    const half = of({ old: 50, new: 25, other: 25 }, { models: ["old", "new"] })
    assert.closeTo(shareOf(sidesOf(half), "old"), 2 / 3, 0.04)
  })

  it("within a side calls are spread over near-ties, the least loaded, and a better endpoint is first", () => {
    const asked = of({ old: 1, new: 0 })
    const counts = new Set(
      Array.from({ length: 40 }, (_, seed) => order(decide(endpoints, { ...asked, seed }))[0])
    )
    assert.deepStrictEqual([...counts].sort(), ["a/old", "b/old"])
    const busy = { "a/old": { in_flight: 3 } }
    assert.strictEqual(order(decide(endpoints, { ...asked, signals: busy }))[0], "b/old")
    const slow = {
      "a/old": measured({ outcomes: 50, ttft_ms: 100 }),
      "b/old": measured({ outcomes: 50, ttft_ms: 900 })
    }
    assert.strictEqual(order(decide(endpoints, { ...asked, signals: slow }))[0], "a/old")
  })

  it("shows shares and chances in the decision, which replays byte for byte", () => {
    const strategies = { moving: Strategies.split({ shares: { old: 80, new: 20 } }) }
    const asked = of({}, { strategy: strategies.moving })
    const decision = Decide.decision(decide(endpoints, asked))
    const shown = decision.candidates.map(({ endpoint, probability, utilities }) => [
      endpoint,
      utilities!["share"],
      probability
    ])
    assert.sameDeepMembers(shown, [
      ["a/old", 0.8, 0.4],
      ["b/old", 0.8, 0.4],
      ["c/new", 0.2, 0.2]
    ])
    const text = JSON.stringify(decision)
    assert.strictEqual(JSON.stringify(replay(JSON.parse(text), { strategies })), text)
  })

  it("by provider, with a strategy of the host's own within each", () => {
    const cheapest = Strategy.by("cost")
    const strategy = Strategies.split({ shares: { a: 1, c: 3 }, by: "provider", within: cheapest })
    assert.closeTo(shareOf(sidesOf(of({}, { strategy })), "new"), 0.75, 0.04)
  })

  it("keeps the laws of strategies", () => {
    for (const by of ["model", "provider", "endpoint"] as const) {
      StrategyLaws.check(Strategies.split({ shares: { m: 3, n: 1, p: 2, q: 1 }, by }), { runs: 100 })
    }
  })

  it("wrong shares are the host's mistake, told at once", () => {
    for (const shares of [{}, { a: 0 }, { a: -1, b: 2 }, { a: NaN }]) {
      assert.throws(() => Strategies.split({ shares })(StrategyLaws.inputOf([])), /share/)
    }
  })
})
