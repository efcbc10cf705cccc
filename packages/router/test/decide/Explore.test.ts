import { assert, describe, it } from "@effect/vitest"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { EndpointSignals } from "@turnout/core/Signals"
import { replay } from "@turnout/router/Decision"
import { explain } from "@turnout/router/Explain"
import * as Strategies from "@turnout/router/Strategies"
import * as Decide from "../../src/decide/Decide.ts"
import { decide, endpoint, input, measured, now, type Asked } from "../world.ts"

const rounds = 2000
const known = measured({ outcomes: 50, ttft_ms: 100, tps: 50 })
const cheap = { usd: 1 }
const [a, b, c, d] = ["a", "b", "c", "d"].map((id) => endpoint(id, "m", cheap)) as [
  Endpoint,
  Endpoint,
  Endpoint,
  Endpoint
]
const asked: Asked = { selection: "best", explore: 0.02, probe: 0.1, strategy: Strategies.named["balanced"]! }

/** Share of the seeds at which an endpoint is first; its recorded probability is that share. */
const shareOf = (endpoints: ReadonlyArray<Endpoint>, id: string, more: Asked): number => {
  const base = input(endpoints, { ...asked, ...more })
  let count = 0
  for (let seed = 0; seed < rounds; seed++) {
    if (Decide.at(Decide.decide({ ...base, seed }), 0)!.endpoint.provider === id) count++
  }
  const { candidates } = Decide.decision(Decide.decide(base))
  const chance = candidates.find(({ provider }) => provider === id)!.probability!
  assert.closeTo(count / rounds, chance, 0.04, `recorded chance of ${id}`)
  return chance
}

type Known = { readonly [endpoint: string]: Partial<EndpointSignals> }

describe("what is explored first", () => {
  it("an endpoint that was never asked is, at five times the rate of one with few samples", () => {
    const few = { ...measured({ outcomes: 2 }), learned: { samples: 2 } }
    const signals: Known = { "a/m": known, "b/m": few }
    const [dear, dearer] = ["b", "c"].map((id) => endpoint(id, "m", { usd: 2 })) as [Endpoint, Endpoint]
    assert.closeTo(shareOf([a, dear], "b", { signals: { "a/m": known } }), 0.1, 1e-9)
    assert.closeTo(shareOf([a, dear], "b", { signals }), 0.02, 1e-9)
    assert.closeTo(shareOf([a, dear, dearer], "c", { signals }), 0.1, 1e-9)
    assert.strictEqual(shareOf([a, dear, dearer], "b", { signals }), 0)
  })

  it("of several that were never asked the cheapest, since nothing else is known of them", () => {
    const dear = endpoint("b", "m", { usd: 3 })
    const signals: Known = { "d/m": { ...known, ttft_ms: { p50: 40 } } }
    assert.isAbove(shareOf([dear, c, d], "c", { signals }), 0.09)
    assert.strictEqual(shareOf([dear, c, d], "b", { signals }), 0)
  })

  it("among many of which thirty-two were asked the rate is that of the others", () => {
    const many = Array.from({ length: 60 }, (_, index) => endpoint(`p${index}`, "m", cheap))
    const signals: Known = Object.fromEntries(many.slice(0, 40).map(({ id }) => [id, known]))
    const chance = shareOf(many, "p50", { signals })
    assert.isBelow(chance, (0.02 / 20) * 1.0001 + 1 / 60)
    const probed = Decide.decision(decide(many, { ...asked, signals }))
    const sum = probed.candidates
      .filter(({ endpoint }) => signals[endpoint] === undefined)
      .reduce((total, { probability = 0 }) => total + probability, 0)
    assert.isBelow(sum, 0.02 + 0.98 * (20 / 60) + 1e-9)
  })

  it("what was left after an incident is judged by its price and not by the score that the incident left", () => {
    const slow = {
      ...measured({ outcomes: 50, successes: 10, ttft_ms: 9000, tps: 50 }),
      stale: true as const
    }
    const signals: Known = { "a/m": known, "b/m": slow }
    assert.closeTo(shareOf([a, b], "b", { signals }), 0.1, 1e-9)
    const dear = endpoint("b", "m", { usd: 90 })
    assert.strictEqual(shareOf([a, dear], "b", { signals, strategy: Strategies.named["cost-focus"]! }), 0)
  })

  it("one call probes: while it waits, no other does", () => {
    const signals: Known = {
      "a/m": known,
      "b/m": { ...known, ttft_ms: { p50: 9000 }, stale: true, in_flight: 1 }
    }
    assert.strictEqual(shareOf([a, b], "b", { signals }), 0)
  })

  it("an endpoint whose last probe was good is probed again at once, and more often", () => {
    const back = { ...measured({ outcomes: 50, ttft_ms: 9000, tps: 50 }), returning: true as const }
    assert.closeTo(shareOf([a, b], "b", { signals: { "a/m": known, "b/m": back } }), 0.5, 1e-9)
  })

  it("the better an endpoint is known, the nearer to the best it must be", () => {
    const of = (samples: number) => {
      const learned = { samples, ttft_ms: 200, tps: 25 }
      return shareOf([a, b], "b", {
        signals: { "a/m": known, "b/m": { ...measured({ outcomes: 1 }), learned } }
      })
    }
    assert.closeTo(of(1), 0.02, 1e-9)
    assert.strictEqual(of(20), 0)
  })

  it("no conversation explores while its prompt is cached somewhere", () => {
    const long: Asked = {
      signals: { "a/m": known },
      facts: { session: "s", prompt_tokens: 5000 },
      served: { s: { endpoint: "a/m", at: now - 1000, prompt_tokens: 4000 } }
    }
    const pair = [a, endpoint("b", "m", { usd: 2 })]
    assert.strictEqual(shareOf(pair, "b", long), 0)
    assert.isUndefined(Decide.decision(decide(pair, { ...asked, ...long })).explore)
    const { served: _, ...first } = long
    assert.closeTo(shareOf(pair, "b", first), 0.1, 1e-9)
  })
})

describe("exploration in the decision", () => {
  const signals: Known = { "a/m": known }
  const explored = Array.from({ length: 200 }, (_, seed) =>
    Decide.decision(decide([a, b, c], { ...asked, signals, seed }))
  )

  it("says why the first is first, and only there", () => {
    for (const { candidates, explored: why, explore, probe } of explored) {
      assert.deepStrictEqual([explore, probe], [0.02, 0.1])
      assert.include([undefined, "never_asked"], why)
      if (candidates[0]!.endpoint === "a/m") assert.isUndefined(why)
    }
    const one = explored.find(({ explored }) => explored !== undefined)!
    assert.include(explain(one), "the first is explored: never asked")
  })

  it("replays from its own JSON, byte for byte", () => {
    for (const decision of explored) {
      const text = JSON.stringify(decision)
      assert.strictEqual(JSON.stringify(replay(JSON.parse(text))), text)
    }
  })
})
