import { assert, describe, it } from "@effect/vitest"
import type { Decision } from "@turnout/core/Decision"
import type { Endpoint } from "@turnout/core/Endpoint"
import * as Decide from "../../src/decide/Decide.ts"
import { replay } from "@turnout/router/Decision"
import { explain } from "@turnout/router/Explain"
import * as Strategies from "@turnout/router/Strategies"
import * as Strategy from "@turnout/router/Strategy"
import * as fc from "fast-check"
import { decide, endpoint, input, measured, order, type Asked } from "../world.ts"

const [a, b, c] = ["a", "b", "c"].map((id) => endpoint(id, "m")) as [Endpoint, Endpoint, Endpoint]
const rowOf = (decided: Decide.Decided, id: string) =>
  Decide.decision(decided).candidates.find((candidate) => candidate.endpoint === id)!

describe("scores", () => {
  const cheap = endpoint("cheap", "m", { usd: 1 })
  const dear = endpoint("dear", "m", { usd: 4 })
  const signals = {
    "cheap/m": measured({ ttft_ms: 400, tps: 50, outcomes: 10, successes: 9 }),
    "dear/m": measured({ ttft_ms: 100, tps: 100, outcomes: 10 })
  }

  it("are the hand-computed weighted sum", () => {
    const row = rowOf(decide([cheap, dear], { signals }), "cheap/m")
    // 1,000 prompt tokens and the 500 expected of an answer.
    assert.strictEqual(row.expected_cost.expected, 1_500_000)
    assert.deepStrictEqual(row.utilities, { cost: 1, ttft: 0.25, tps: 0.5, reliability: (9 + 9.8) / 20 })
    assert.strictEqual(row.score, 0.25 + 0.0625 + 0.125 + 0.25 * 0.94)
    const other = rowOf(decide([cheap, dear], { signals }), "dear/m")
    assert.strictEqual(other.utilities!.cost, (1_500_000 + 1000) / (6_000_000 + 1000))
  })

  it("free is best and not infinitely so, unknown prices are worth nothing", () => {
    const utilities = Object.fromEntries(
      Decide.decision(
        decide([endpoint("free", "m", { usd: 0 }), cheap, a], { strategy: Strategies.named.cost! })
      ).candidates.map(({ provider, utilities }) => [provider, utilities!.cost])
    )
    assert.deepStrictEqual(utilities, { free: 1, cheap: 1000 / 1_501_000, a: 0 })
  })

  it("an unmeasured one is taken for the middle of its peers, or for what is expected of it", () => {
    const d = endpoint("d", "m", { prior: { ttft_ms: 200 } })
    const decided = decide([a, b, c, d], {
      strategy: Strategy.by("ttft"),
      signals: { "a/m": measured({ ttft_ms: 100 }), "b/m": measured({ ttft_ms: 400 }) }
    })
    assert.deepStrictEqual(
      Decide.decision(decided).candidates.map(({ provider, score }) => [provider, score]),
      [
        ["a", 1],
        ["c", 0.5],
        ["d", 0.5],
        ["b", 0.25]
      ]
    )
  })

  it("without any samples all are worth the same", () => {
    for (const { score } of Decide.decision(decide([a, b], { strategy: Strategy.by("tps") })).candidates) {
      assert.strictEqual(score, 1)
    }
  })

  it("equal scores go by endpoint id", () =>
    assert.deepStrictEqual(order(decide([c, b, a])), ["a/m", "b/m", "c/m"]))

  it("a scorer's quality is used, else the endpoint's own", () => {
    const wise = endpoint("wise", "m", { quality: 0.9 })
    const asked: Asked = { strategy: Strategy.by("quality") }
    assert.strictEqual(order(decide([a, endpoint("dull", "m", { quality: 0.1 }), wise], asked))[0], "wise/m")
    const quality = ({ provider }: Endpoint) => (provider === "b" ? 1 : 0)
    assert.strictEqual(order(decide([a, b], { ...asked, quality }))[0], "b/m")
  })
})

describe("what changes the winner", () => {
  const one = endpoint("one", "m", { usd: 1 })
  const two = endpoint("two", "m", { usd: 3 })
  const signals = {
    "one/m": {
      ...measured({ outcomes: 20 }),
      ttft_ms: { p50: 500, p90: 600 },
      ttft_samples: 10,
      tps: { p50: 30, p90: 29 },
      tps_samples: 10
    },
    "two/m": {
      ...measured({ outcomes: 20 }),
      ttft_ms: { p50: 100, p90: 5000 },
      ttft_samples: 10,
      tps: { p50: 90, p90: 1 },
      tps_samples: 10
    }
  }
  const winner = (asked: Asked = {}) => order(decide([one, two], { signals, ...asked }))[0]

  it("optimize", () => {
    const by = (name: string) => winner({ strategy: Strategies.named[name]! })
    for (const name of ["cost", "cost-focus"]) assert.strictEqual(by(name), "one/m", name)
    for (const name of ["ttft", "ttft-focus", "tps", "tps-focus", "balanced"])
      assert.strictEqual(by(name), "two/m", name)
  })

  it("weights", () => {
    assert.strictEqual(winner({ strategy: Strategy.weighted({ cost: 2, tps: 1 }) }), "one/m")
    assert.strictEqual(winner({ strategy: Strategy.weighted({ cost: 1, tps: 2 }) }), "two/m")
  })

  it("ttft_percentile and throughput_percentile", () => {
    assert.strictEqual(winner({ strategy: Strategies.named.ttft! }), "two/m")
    assert.strictEqual(
      winner({ strategy: Strategies.named.ttft!, facts: { ttft_percentile: "p90" } }),
      "one/m"
    )
    assert.strictEqual(
      winner({ strategy: Strategies.named.tps!, facts: { throughput_percentile: "p99" } }),
      "one/m"
    )
  })

  it("prefer, and a preference that is not viable is a miss", () => {
    assert.strictEqual(winner({ routing: { prefer: "ONE" } }), "one/m")
    const cooling = { ...signals, "one/m": { cooling_until: Infinity } }
    assert.strictEqual(winner({ routing: { prefer: "one" }, signals: cooling }), "two/m")
  })

  it("a missed preference is told in the decision, and kept by its replay", () => {
    const of = (prefer: string, more: Asked = {}) =>
      Decide.decision(decide([one, two], { signals, routing: { prefer }, ...more }))
    const cooling = { ...signals, "one/m": { cooling_until: Infinity } }
    const missed = of("One", { signals: cooling })
    assert.strictEqual(missed.missed_prefer, "One")
    assert.include(explain(missed), "the preferred provider 'One' has no viable candidate")
    assert.strictEqual(replay(missed)?.missed_prefer, "One")
    assert.notProperty(of("one"), "missed_prefer")
    assert.notInclude(explain(of("one")), "preferred")
  })

  it("order, the rest ranked behind it, and it beats prefer", () => {
    const three = endpoint("three", "m", { usd: 9 })
    const decided = decide([one, two, three], {
      signals,
      routing: { order: ["three", "one"], prefer: "two" }
    })
    assert.deepStrictEqual(order(decided), ["three/m", "one/m", "two/m"])
  })

  it("order admits nothing that is excluded", () =>
    assert.strictEqual(winner({ routing: { order: ["two"], exclude_providers: ["two"] } }), "one/m"))

  it("mode: a pool is ranked together, a fallback model by model", () => {
    const endpoints = [
      endpoint("p", "small", { model: "small", usd: 9 }),
      endpoint("p", "big", { model: "big", usd: 1 }),
      endpoint("q", "small", { model: "small", usd: 8 })
    ]
    const asked: Asked = { models: ["small", "big"], strategy: Strategies.named.cost! }
    assert.deepStrictEqual(order(decide(endpoints, asked)), ["p/big", "q/small", "p/small"])
    const fallback = decide(endpoints, { ...asked, routing: { mode: "fallback" } })
    assert.deepStrictEqual(order(fallback), ["q/small", "p/small", "p/big"])
    // Each item is scored among itself: the cheapest small one is the best of its kind.
    assert.strictEqual(rowOf(fallback, "q/small").utilities!.cost, 1)
  })

  it("several choices and many stop sequences: endpoints that honour them come first", () => {
    const plain = endpoint("one", "m", {
      usd: 1,
      params: { n: { support: "yes", max: 1 }, stop: { support: "yes", max_items: 4 } }
    })
    const both = decide([plain, two], { signals, strategy: Strategies.named.cost!, request: { n: 2 } })
    assert.deepStrictEqual(order(both), ["two/m", "one/m"])
    const stops = (count: number): Asked => ({
      signals,
      strategy: Strategies.named.cost!,
      request: { stop: Array.from({ length: count }, String) }
    })
    assert.strictEqual(order(decide([plain, two], stops(4)))[0], "one/m")
    assert.strictEqual(order(decide([plain, two], stops(5)))[0], "two/m")
    assert.strictEqual(order(decide([plain], stops(5)))[0], "one/m")
  })

  it("an endpoint that two items name stands once, where it is named first", () => {
    const decided = decide([a, b], { models: ["m", "m@b"], routing: { mode: "fallback" } })
    assert.deepStrictEqual(order(decided), ["a/m", "b/m"])
    const free = endpoint("b", "m", { tier: "free" })
    assert.deepStrictEqual(order(decide([a, free], { models: ["m", "m@b"] })), ["a/m", "b/m"])
  })
})

describe("selection", () => {
  const seeds = Array.from({ length: 10_000 }, (_, seed) => seed)
  const four = ["a", "b", "c", "d"].map((id) => endpoint(id, "m"))
  const shares = (asked: Asked, endpoints = four): { readonly [id: string]: number } => {
    const counts: { [id: string]: number } = {}
    const base = input(endpoints, asked)
    for (const seed of seeds) {
      const first = Decide.at(Decide.decide({ ...base, seed }), 0)!.endpoint.provider
      counts[first] = (counts[first] ?? 0) + 1
    }
    return counts
  }

  it("best: four equals have equal shares within 5 %", () => {
    const counts = shares({ selection: "best" })
    for (const id of ["a", "b", "c", "d"]) assert.closeTo(counts[id]!, 2500, 125, id)
  })

  it("best: with calls in flight equals have equal shares, because the least loaded goes first", () => {
    const base = input(four, { selection: "best" })
    const flying = new Map<string, number>()
    const counts = new Map<string, number>()
    const ends: Array<string> = []
    for (const seed of seeds) {
      const snapshot = {
        digest: "",
        endpoint: (id: string) => ({ ...base.snapshot.endpoint(id), in_flight: flying.get(id) ?? 0 })
      }
      const { id } = Decide.at(Decide.decide({ ...base, snapshot, seed }), 0)!.endpoint
      counts.set(id, (counts.get(id) ?? 0) + 1)
      flying.set(id, (flying.get(id) ?? 0) + 1)
      ends.push(id)
      if (ends.length > 20) {
        const ended = ends.shift()!
        flying.set(ended, flying.get(ended)! - 1)
      }
    }
    for (const [id, count] of counts) assert.closeTo(count, 2500, 125, id)
    assert.strictEqual(counts.size, 4)
  })

  it("best: a clear lead is not drawn for, a near one is", () => {
    const signals = {
      "a/m": measured({ ttft_ms: 100 }),
      "b/m": measured({ ttft_ms: 102 }),
      "c/m": measured({ ttft_ms: 130 })
    }
    const strategy = Strategy.by("ttft")
    const counts = shares({ selection: "best", signals, strategy }, four.slice(0, 3))
    assert.closeTo(counts.a!, 5000, 250)
    assert.closeTo(counts.b!, 5000, 250)
    assert.isUndefined(counts.c)
    const loaded = { ...signals, "a/m": measured({ ttft_ms: 100, in_flight: 1 }) }
    assert.deepStrictEqual(shares({ selection: "best", signals: loaded, strategy }, four.slice(0, 3)), {
      b: 10_000
    })
  })

  it("argmax: the top score, always", () =>
    assert.deepStrictEqual(shares({ selection: "argmax" }), { a: 10_000 }))

  it("spread: shares go as scores do", () => {
    const signals = {
      "a/m": measured({ ttft_ms: 100 }),
      "b/m": measured({ ttft_ms: 200 }),
      "c/m": measured({ ttft_ms: 400 })
    }
    const counts = shares({ selection: "spread", signals, strategy: Strategy.by("ttft") }, four.slice(0, 3))
    assert.closeTo(counts.a!, 10_000 * (4 / 7), 250)
    assert.closeTo(counts.b!, 10_000 * (2 / 7), 250)
    assert.closeTo(counts.c!, 10_000 * (1 / 7), 250)
  })

  it("recorded probabilities are the shares, and sum to one", () => {
    for (const selection of ["best", "argmax", "spread"] as const) {
      const signals = { "b/m": measured({ ttft_ms: 100 }), "c/m": measured({ ttft_ms: 900 }) }
      const asked: Asked = { selection, signals, strategy: Strategy.by("ttft") }
      const counts = shares(asked)
      const { candidates } = Decide.decision(decide(four, asked))
      let sum = 0
      for (const { probability, provider } of candidates) {
        sum += probability!
        assert.closeTo(counts[provider] ?? 0, probability! * 10_000, 200, `${selection} ${provider}`)
      }
      assert.closeTo(sum, 1, 1e-12)
    }
  })

  it("only the first place is drawn: the rest stays in the order of scores", () => {
    for (let seed = 0; seed < 50; seed++) {
      const signals = {
        "a/m": measured({ ttft_ms: 100 }),
        "b/m": measured({ ttft_ms: 150 }),
        "c/m": measured({ ttft_ms: 200 }),
        "d/m": measured({ ttft_ms: 300 })
      }
      const [, ...rest] = order(
        decide(four, { selection: "spread", seed, signals, strategy: Strategy.by("ttft") })
      )
      assert.deepStrictEqual(rest, rest.toSorted())
    }
  })

  it("a draw does not go over the caller's own order", () =>
    assert.deepStrictEqual(shares({ selection: "spread", routing: { order: ["c"] } }), { c: 10_000 }))
})

/** Any world: what is known, what is wished, who is asked. */
const worlds = fc
  .record({
    endpoints: fc.uniqueArray(
      fc.record({
        provider: fc.constantFrom("p", "q", "r-1", "r"),
        id: fc.constantFrom("a", "b", "c", "d/e"),
        usd: fc.option(fc.constantFrom(0, 1, 2, 5), { nil: undefined }),
        model: fc.constantFrom("m", "n"),
        tier: fc.constantFrom("standard", "standard", "free"),
        regions: fc.option(fc.constantFrom(["eu"], ["us", "eu"]), { nil: undefined })
      }),
      { minLength: 1, maxLength: 12, selector: ({ id, provider }) => `${provider}/${id}` }
    ),
    figures: fc.array(
      fc.record({
        ttft_ms: fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined }),
        tps: fc.option(fc.integer({ min: 1, max: 90 }), { nil: undefined }),
        outcomes: fc.nat(10),
        in_flight: fc.nat(2),
        cooling: fc.boolean(),
        late: fc.option(fc.constantFrom(0, 0.5, 1), { nil: undefined }),
        recent: fc.option(fc.constant({ outcomes: 10, successes: 3 }), { nil: undefined }),
        stale: fc.option(fc.constant(true as const), { nil: undefined })
      }),
      { minLength: 12, maxLength: 12 }
    ),
    routing: fc.record(
      {
        mode: fc.constantFrom("pool", "fallback"),
        regions: fc.constant(["eu"]),
        order: fc.constantFrom(["q"], ["r", "p"]),
        prefer: fc.constantFrom("r-1", "q"),
        max_ttft_ms: fc.constant(500)
      },
      { requiredKeys: [] }
    ),
    strategy: fc.constantFrom("own", ...Object.keys(Strategies.named)),
    explore: fc.constantFrom(0, 0.02, 1),
    session: fc.option(fc.constantFrom("one", "two"), { nil: undefined }),
    turn: fc.option(fc.nat(9), { nil: undefined }),
    selection: fc.constantFrom("best", "argmax", "spread"),
    seed: fc.nat(),
    stream: fc.boolean()
  })
  .filter(({ endpoints }) => new Set(endpoints.map(({ model }) => model)).size === 2)

const own: Strategy.Strategy = Strategy.andThen(
  Strategy.by(({ signals }) => signals.in_flight, "lowest"),
  ({ candidates, draw }) =>
    candidates
      .map(({ endpoint: { id } }) => ({ id, score: draw(id), utilities: {}, contributions: {} }))
      .sort((l, r) => r.score - l.score)
)
const strategies = { ...Strategies.named, own }

const inputOf = (world: typeof worlds extends fc.Arbitrary<infer A> ? A : never): Decide.DecideInput => {
  const { explore, figures, seed, selection, session, stream, turn } = world
  const endpoints = world.endpoints.map(({ id, provider, usd, regions, ...rest }) =>
    endpoint(provider, id, {
      ...rest,
      ...(usd === undefined ? {} : { usd }),
      ...(regions === undefined ? {} : { regions })
    })
  )
  const signals = Object.fromEntries(
    endpoints.map(({ id }, index) => {
      const { cooling, late, recent, stale, tps, ttft_ms, ...rest } = figures[index]!
      const known = measured({
        ...rest,
        ...(ttft_ms === undefined ? {} : { ttft_ms }),
        ...(tps === undefined ? {} : { tps })
      })
      const more = {
        ...(late === undefined ? {} : { ttft_over: Array.from({ length: 11 }, (_, n) => late * 0.8 ** n) }),
        ...(recent === undefined ? {} : { recent }),
        ...(stale === undefined ? {} : { stale }),
        ...(cooling ? { cooling_until: 1_800_000_000_000 } : {})
      }
      return [id, { ...known, ...more }]
    })
  )
  const { order: listed, prefer, ...routing } = world.routing
  const known = (name: string) => endpoints.some(({ provider }) => provider === name)
  const orders = listed?.filter(known) ?? []
  return input(endpoints, {
    models: ["m", "n"],
    name: world.strategy,
    strategy: strategies[world.strategy as keyof typeof strategies]!,
    selection,
    explore,
    seed,
    signals,
    request: { stream },
    facts: {
      stream,
      ...(session === undefined ? {} : { session }),
      ...(turn === undefined ? {} : { turn })
    },
    routing: {
      ...(routing as object),
      ...(orders.length === 0 ? {} : { order: orders }),
      ...(prefer === undefined || !known(prefer) ? {} : { prefer })
    }
  })
}

const bytes = (decision: Decision | undefined) => JSON.stringify(decision)

describe("a decision", () => {
  it("is the same for the same input, byte for byte, and whatever the order of candidates and reads", () =>
    fc.assert(
      fc.property(worlds, (world) => {
        const asked = inputOf(world)
        const first = bytes(Decide.decision(Decide.decide(asked)))
        assert.strictEqual(bytes(Decide.decision(Decide.decide(asked))), first)
        const items = asked.items.map((item) => ({ ...item, endpoints: item.endpoints.toReversed() }))
        assert.strictEqual(bytes(Decide.decision(Decide.decide({ ...asked, items }))), first)
      })
    ))

  it("replays from its own JSON, byte for byte", () =>
    fc.assert(
      fc.property(worlds, (world) => {
        const recorded = bytes(Decide.decision(Decide.decide(inputOf(world))))
        assert.strictEqual(bytes(replay(JSON.parse(recorded) as Decision, { strategies: { own } })), recorded)
      }),
      { numRuns: 300 }
    ))

  it("reports probabilities that sum to 1, and puts first a candidate with a positive one", () =>
    fc.assert(
      fc.property(worlds, (world) => {
        const { candidates } = Decide.decision(Decide.decide(inputOf(world)))
        const viable = candidates.filter(({ verdict }) => verdict === "viable")
        if (viable.length === 0) return
        assert.closeTo(
          viable.reduce((sum, { probability }) => sum + probability!, 0),
          1,
          1e-9
        )
        assert.isAbove(viable[0]!.probability!, 0)
      }),
      { numRuns: 300 }
    ))

  it("accounts for every candidate once: a rank, or one reason", () =>
    fc.assert(
      fc.property(worlds, (world) => {
        const asked = inputOf(world)
        const decided = Decide.decide(asked)
        const { candidates } = Decide.decision(decided)
        const given = new Set(asked.items.flatMap(({ endpoints }) => endpoints.map(({ id }) => id)))
        assert.sameMembers(
          candidates.map((each) => each.endpoint),
          [...given]
        )
        const viable = candidates.filter(({ verdict }) => verdict === "viable")
        assert.deepStrictEqual(
          viable.map(({ rank }) => rank),
          viable.map((_, index) => index + 1)
        )
        assert.deepStrictEqual(
          viable.map((each) => each.endpoint),
          order(decided)
        )
        for (const each of candidates) {
          assert.strictEqual(
            each.verdict === "excluded",
            each.reason !== undefined && each.rank === undefined
          )
        }
      })
    ))

  it("contributions, added left to right, are the score to the last bit", () =>
    fc.assert(
      fc.property(worlds, (world) => {
        for (const { contributions, score } of Decide.decision(Decide.decide(inputOf(world))).candidates) {
          if (contributions === undefined || world.strategy === "own") continue
          assert.strictEqual(
            Object.values(contributions).reduce((sum, part) => sum + part, 0),
            score
          )
        }
      })
    ))

  it("a weighted strategy as columns is the same strategy as a function", () =>
    fc.assert(
      fc.property(worlds, (world) => {
        const asked = inputOf(world)
        const { weights = {}, ...plain } = asked.strategy
        if (Object.keys(weights).length === 0) return
        const asFunction = Object.assign((given: Strategy.StrategyInput) => asked.strategy(given), plain)
        const { weights: _, ...expected } = Decide.decision(Decide.decide(asked))
        assert.strictEqual(
          JSON.stringify(Decide.decision(Decide.decide({ ...asked, strategy: asFunction }))),
          JSON.stringify(expected)
        )
      })
    ))

  it("another strategy can be judged on the same moment", () => {
    const decided = decide([endpoint("a", "m", { usd: 9 }), endpoint("b", "m", { usd: 1 })], {
      strategy: Strategy.by("ttft"),
      signals: { "a/m": measured({ ttft_ms: 1 }), "b/m": measured({ ttft_ms: 9 }) }
    })
    const judged = replay(Decide.decision(decided), { strategy: Strategies.named["cost-focus"]! })!
    assert.strictEqual(judged.candidates[0]!.endpoint, "b/m")
    assert.isUndefined(
      replay({ ...Decide.decision(decided), weights: undefined, strategy: "unheard" } as unknown as Decision)
    )
  })
})

describe("a host's strategy", () => {
  const entry = (id: string, score: number) => ({ id, score, utilities: {}, contributions: {} })

  it("gets only viable candidates, and its order is the order", () => {
    const strategy: Strategy.Strategy = ({ candidates }) => {
      assert.deepStrictEqual(
        candidates.map(({ endpoint }) => endpoint.id),
        ["a/m", "c/m"]
      )
      return [entry("c/m", 0), entry("a/m", 1)]
    }
    assert.deepStrictEqual(order(decide([a, b, c], { strategy, routing: { exclude_providers: ["b"] } })), [
      "c/m",
      "a/m"
    ])
  })

  it("that omits, invents, repeats or returns NaN loses no candidate", () => {
    const strategy: Strategy.Strategy = () => [
      entry("b/m", NaN),
      entry("b/m", 5),
      entry("nobody", 9),
      entry("a/m", Infinity)
    ]
    const decided = decide([a, b, c], { strategy })
    assert.deepStrictEqual(order(decided), ["b/m", "a/m", "c/m"])
    assert.notInclude(JSON.stringify(Decide.decision(decided)), "null")
  })
})

describe("many candidates", () => {
  it("are sorted as few are: by score, ties by id", () => {
    const many = Array.from({ length: 3000 }, (_, n) =>
      endpoint(`p${n % 7}`, `m${n}`, n % 3 === 0 ? {} : { usd: 1 + ((n * 7919) % 3001) / 100 })
    )
    const { candidates } = Decide.decision(decide(many, { strategy: Strategies.named["cost-focus"]! }))
    assert.strictEqual(candidates.length, 3000)
    const sorted = candidates.toSorted((l, r) => r.score! - l.score! || (l.endpoint < r.endpoint ? -1 : 1))
    assert.deepStrictEqual(
      candidates.map((each) => each.endpoint),
      sorted.map((each) => each.endpoint)
    )
  })
})
