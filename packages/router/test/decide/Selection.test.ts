import { assert, describe, it } from "@effect/vitest"
import type { Decision } from "@turnout/core/Decision"
import type { Endpoint } from "@turnout/core/Endpoint"
import { unmeasured } from "@turnout/core/Signals"
import * as Decide from "../../src/decide/Decide.ts"
import * as Rank from "../../src/decide/rank.ts"
import { replay } from "@turnout/router/Decision"
import * as SeededRandom from "@turnout/router/SeededRandom"
import * as Signals from "@turnout/router/Signals"
import * as Strategies from "@turnout/router/Strategies"
import * as Strategy from "@turnout/router/Strategy"
import { decide, endpoint, input, measured, order, type Asked } from "../world.ts"

const rounds = 10_000
const four = ["a", "b", "c", "d"].map((id) => endpoint(id, "m"))

/** How often each provider comes first over so many seeds. */
const shares = (
  endpoints: ReadonlyArray<Endpoint>,
  asked: Asked
): { readonly [provider: string]: number } => {
  const counts: { [provider: string]: number } = {}
  const base = input(endpoints, asked)
  for (let seed = 0; seed < rounds; seed++) {
    const { provider } = Decide.at(Decide.decide({ ...base, seed }), 0)!.endpoint
    counts[provider] = (counts[provider] ?? 0) + 1
  }
  return counts
}

/** The recorded chances are the shares. */
const chancesHold = (endpoints: ReadonlyArray<Endpoint>, asked: Asked): void => {
  const counts = shares(endpoints, asked)
  let sum = 0
  for (const { probability, provider, verdict } of Decide.decision(decide(endpoints, asked)).candidates) {
    if (verdict === "excluded") continue
    assert.closeTo(counts[provider] ?? 0, probability! * rounds, 200, provider)
    sum += probability!
  }
  assert.closeTo(sum, 1, 1e-9)
}

const known = measured({ outcomes: 50, ttft_ms: 100 })

describe("a conversation", () => {
  const asked = (session: string, more: Asked = {}): Asked => ({
    selection: "best",
    ...more,
    facts: { session }
  })
  const sessions = Array.from({ length: 2000 }, (_, n) => `conversation ${n}`)

  it("goes to the same endpoint again, whatever the seed, without stored state", () => {
    for (const session of sessions.slice(0, 20)) {
      for (const selection of ["best", "spread"] as const) {
        assert.strictEqual(Object.keys(shares(four, { selection, facts: { session } })).length, 1)
      }
    }
  })

  it("conversations are spread evenly, and a lost endpoint moves only its own", () => {
    const where = (endpoints: ReadonlyArray<Endpoint>) =>
      sessions.map((session) => Decide.at(decide(endpoints, asked(session)), 0)!.endpoint.provider)
    const before = where(four)
    for (const id of ["a", "b", "c", "d"]) {
      assert.closeTo(before.filter((provider) => provider === id).length, 500, 75, id)
    }
    const after = where(four.slice(0, 3))
    for (const [index, provider] of before.entries()) {
      if (provider !== "d") assert.strictEqual(after[index], provider)
    }
  })

  it("does not go where twice as many wait as elsewhere", () => {
    const home = Decide.at(decide(four, asked("one")), 0)!.endpoint
    const busy = (in_flight: number) =>
      Decide.at(decide(four, asked("one", { signals: { [home.id]: { in_flight } } })), 0)!.endpoint.id
    assert.strictEqual(busy(2), home.id)
    assert.notStrictEqual(busy(40), home.id)
  })

  const cached = (provider: string, usd: number): Endpoint => {
    const made = endpoint(provider, "m", { usd })
    const [price] = made.facts.prices
    const rates = { ...price!.rates, cache_read: usd * 1e5 }
    return { ...made, facts: { ...made.facts, prices: [{ ...price!, rates }] } }
  }

  it("stays where its prompt is cached as long as that is cheaper, and not a cent longer", () => {
    // 1,000 tokens in, 500 out. Warm, 90 % of the prompt is expected at a tenth: 1,000 become 190.
    const costs = (warm: string, dear: number, at = 1_699_999_999_000) => {
      const decided = decide([cached("cheap", 1), cached("dear", dear)], {
        strategy: Strategies.named["cost-focus"]!,
        facts: { session: "one" },
        served: { one: { endpoint: `${warm}/m`, at, prompt_tokens: 5000 } }
      })
      return [
        Decide.at(decided, 0)!.endpoint.provider,
        Decide.at(decided, 0)!.expected_cost.expected
      ] as const
    }
    assert.deepStrictEqual(costs("cheap", 1.5), ["cheap", 690_000])
    assert.deepStrictEqual(costs("dear", 1.5), ["dear", 1_035_000])
    assert.deepStrictEqual(costs("dear", 2.5), ["cheap", 1_500_000])
    const tenMinutesAgo = 1_699_999_400_000
    assert.deepStrictEqual(costs("dear", 1.5, tenMinutesAgo), ["cheap", 1_500_000])
  })

  it("only the part of a prompt that was there before can be cached", () => {
    const warm = Decide.at(
      decide([cached("a", 1)], {
        facts: { session: "one" },
        served: { one: { endpoint: "a/m", at: 1_700_000_000_000, prompt_tokens: 500 } }
      }),
      0
    )
    // 1,000 − 0.9 × 0.5 × 900 = 595 and 500 of the answer.
    assert.strictEqual(warm!.expected_cost.expected, 1_095_000)
  })
})

describe("exploration", () => {
  const signals = { "a/m": known, "b/m": known }
  const asked: Asked = { selection: "best", explore: 0.1, signals }

  it("one share of the decisions is for all of whom little is known, however many they are", () => {
    const strategy = Strategy.by("quality")
    const [a, b] = ["a", "b"].map((id) => endpoint(id, "m", { quality: 1 })) as [Endpoint, Endpoint]
    const others = [..."cdefgh"].map((id) => endpoint(id, "m", { quality: 0.8 }))
    const counts = shares([a, b, ...others.slice(0, 2)], { ...asked, strategy })
    assert.closeTo(counts.c! + counts.d!, 0.1 * rounds, 120)
    assert.closeTo(counts.c!, counts.d!, 120)
    const many = shares([a, b, ...others], { ...asked, strategy })
    assert.closeTo(many.a! + many.b!, 0.9 * rounds, 120)
  })

  it("its chances are recorded, and the shares are those", () => {
    chancesHold(four, { ...asked, strategy: Strategy.by("reliability") })
    chancesHold(four, { ...asked, selection: "spread" })
  })

  it("the rest stays as it was: the explored one is only moved to the front", () => {
    const strategy = Strategy.by("reliability")
    const plain = order(decide(four, { ...asked, strategy, explore: 0, seed: 3 }))
    const tried = order(decide(four, { ...asked, strategy, explore: 1, seed: 3 }))
    assert.include(["c/m", "d/m"], tried[0])
    assert.deepStrictEqual(
      tried.slice(1),
      plain.filter((id) => id !== tried[0])
    )
  })

  const first = (more: Asked) => shares(four, { ...asked, explore: 1, ...more })

  it("no exploration under argmax or an explicit order", () => {
    assert.deepStrictEqual(first({ selection: "argmax" }), { a: rounds })
    assert.isUndefined(first({ routing: { order: ["a", "b"] } }).c)
    assert.deepStrictEqual(
      Decide.decision(decide(four, { ...asked, selection: "argmax" })).explore,
      undefined
    )
  })

  it("no exploration without any samples, of endpoints in flight, or of those that could not be the best", () => {
    const even = first({ signals: {} })
    assert.closeTo(even.a!, rounds / 4, 200)
    const asking = { ...signals, "c/m": { in_flight: 1 } }
    assert.deepStrictEqual(first({ signals: asking }), { d: rounds })
    const priced = [endpoint("a", "m", { usd: 1 }), endpoint("b", "m", { usd: 50 })]
    const dear: Asked = { ...asked, explore: 1, strategy: Strategies.named["cost-focus"]! }
    assert.deepStrictEqual(shares(priced, { ...dear, signals: { "a/m": known } }), { a: rounds })
  })

  it("an endpoint that got worse and was left is tried again", () => {
    const stale = { ...signals, "c/m": known, "d/m": { ...known, stale: true as const } }
    assert.deepStrictEqual(first({ signals: stale }), { d: rounds })
  })
})

describe("an endpoint that fails lately", () => {
  it("is as reliable as that, however good it was", () => {
    const good = measured({ outcomes: 1000 })
    const failing = { ...good, recent: { outcomes: 10, successes: 4 } }
    const decided = decide(four.slice(0, 2), {
      strategy: Strategy.by("reliability"),
      signals: { "a/m": failing, "b/m": good }
    })
    assert.deepStrictEqual(order(decided), ["b/m", "a/m"])
    assert.closeTo(Rank.rankedBy(decided.order, 0)!.score(0), 13.8 / 20, 1e-12)
  })

  it("and an endpoint of a failing provider is expected to fail", () => {
    const decided = decide(four.slice(0, 2), {
      strategy: Strategy.by("reliability"),
      signals: { "a/m": { expected_success: 0.6 } }
    })
    assert.deepStrictEqual(order(decided), ["b/m", "a/m"])
    assert.closeTo(Rank.rankedBy(decided.order, 0)!.score(0), 0.6, 1e-12)
  })
})

describe("a strategy and then another", () => {
  const priced = [4, 1, 4].map((usd, index) => endpoint("abc"[index]!, "m", { usd }))
  const quiet = Strategy.andThen(
    Strategy.by(({ signals }) => signals.in_flight, "lowest"),
    Strategy.by("cost")
  )

  it("ties of the first go to the best of the second, and none is drawn", () => {
    for (const strategy of [quiet, Strategies.named["least-busy"]!]) {
      assert.deepStrictEqual(shares(priced, { strategy, selection: "best" }), { b: rounds })
      assert.deepStrictEqual(shares(priced, { strategy, selection: "best", facts: { session: "one" } }), {
        b: rounds
      })
    }
    const busy: Asked = { strategy: quiet, selection: "best", signals: { "b/m": { in_flight: 3 } } }
    const counts = shares(priced, busy)
    assert.closeTo(counts.a!, rounds / 2, 200)
    assert.closeTo(counts.c!, rounds / 2, 200)
    chancesHold(priced, busy)
  })

  it("ties of both are drawn, and so is what the second has within three per cent", () => {
    const counts = shares([...priced, endpoint("d", "m", { usd: 1.01 })], {
      strategy: quiet,
      selection: "best"
    })
    assert.closeTo(counts.b!, rounds / 2, 200)
    assert.closeTo(counts.d!, rounds / 2, 200)
  })

  it("is asked again among those that the caller orders first", () => {
    const asked: Asked = { strategy: quiet, selection: "best", routing: { order: ["c"] } }
    assert.deepStrictEqual(shares(priced, asked), { c: rounds })
  })
})

describe("strategies that draw", () => {
  const priced = [1, 2, 4].map((usd, index) => endpoint("abc"[index]!, "m", { usd }))

  it("price-weighted: half the price is four times as likely, unpriced never", () => {
    const asked: Asked = { strategy: Strategies.named["price-weighted"]! }
    const counts = shares([...priced, endpoint("d", "m")], asked)
    assert.closeTo(counts.a! / counts.b!, 4, 0.4)
    assert.closeTo(counts.b! / counts.c!, 4, 0.8)
    assert.isUndefined(counts.d)
    chancesHold([...priced, endpoint("d", "m")], asked)
  })

  it("power-of-two: the busiest never, the quietest of four in half of all", () => {
    const loads: Asked["signals"] = {
      "a/m": { in_flight: 0 },
      "b/m": { in_flight: 2 },
      "c/m": { in_flight: 2 },
      "d/m": { in_flight: 9 }
    }
    const asked: Asked = { strategy: Strategies.named["power-of-two"]!, signals: loads }
    const counts = shares(four, asked)
    assert.closeTo(counts.a!, rounds / 2, 200)
    assert.closeTo(counts.b!, rounds / 4, 200)
    assert.isUndefined(counts.d)
    chancesHold(four, asked)
    assert.deepStrictEqual(order(decide([four[0]!], asked)), ["a/m"])
  })

  it("round-robin: each candidate in turn, and by the seed without a count", () => {
    const strategy = Strategies.named["round-robin"]!
    const turns = Array.from({ length: 8 }, (_, turn) => order(decide(four, { strategy, facts: { turn } })))
    assert.strictEqual(turns.map(([first]) => first![0]).join(""), "abcdabcd")
    assert.deepStrictEqual(turns[2], ["c/m", "d/m", "a/m", "b/m"])
    chancesHold(four, { strategy })
  })

  it("slo: late and missing answers are costly", () => {
    const stakes = { deadline_ms: 1000, late_usd: 0.01, none_usd: 0.1, spread_usd: 0.001 }
    // Without backups: its expectations of each alone.
    const strategy = Strategies.slo({ ...stakes, hedge_share: 0 })
    const quick = { ...measured({ outcomes: 900 }), ttft_samples: 200, ttft_over: over(0.02) }
    const slow = { ...quick, ttft_over: over(0.9) }
    const failing = { ...quick, successes: 600 }
    const signals = { "a/m": slow, "b/m": quick, "c/m": failing }
    const asked: Asked = { strategy, signals }
    const { candidates } = Decide.decision(decide(priced, asked))
    const b = candidates.find(({ provider }) => provider === "b")!
    // 1,500 tokens at 2 USD per million; 2 % late, drawn a little towards the middle of the three, which is itself drawn to what is general.
    assert.closeTo(b.contributions!.cost!, -0.003, 1e-12)
    assert.closeTo(b.contributions!.late!, -0.01 * 0.02, 3e-5)
    // Of its failures one in two thousand is not absorbed by the other two.
    assert.closeTo(b.contributions!.none!, -0.1 * 0.0005 * (1 - 909.8 / 910), 1e-9)
    const counts = shares(priced, asked)
    assert.isAbove(counts.b!, 0.95 * rounds)
    chancesHold(priced, asked)
    const unhurried = shares(priced, {
      ...asked,
      strategy: Strategies.slo({ late_usd: 0, spread_usd: 0.001 })
    })
    assert.isAbove(unhurried.a!, unhurried.b!)
  })

  it("draw once: selection does not draw again, and there is no exploration", () => {
    const strategy = Strategies.named["round-robin"]!
    for (const selection of ["best", "argmax", "spread"] as const) {
      const signals = { "a/m": known }
      const decided = decide(four, { strategy, selection, explore: 1, signals, facts: { turn: 2 } })
      assert.strictEqual(order(decided)[0], "c/m")
    }
  })

  it("draw among the candidates in front, and the probabilities are of these", () => {
    const name = "price-weighted"
    const asked: Asked = { name, strategy: Strategies.named[name]!, routing: { order: ["b"] } }
    const two = [...priced, endpoint("b", "n", { usd: 2 })]
    const { candidates } = Decide.decision(decide(two, asked))
    assert.sameMembers(
      candidates.slice(0, 2).map(({ endpoint }) => endpoint),
      ["b/m", "b/n"]
    )
    assert.deepStrictEqual(
      candidates.map(({ probability }) => probability),
      [0.5, 0.5, 0, 0]
    )
    assert.strictEqual(
      JSON.stringify(replay(JSON.parse(JSON.stringify(Decide.decision(decide(two, asked)))) as Decision)),
      JSON.stringify(Decide.decision(decide(two, asked)))
    )
  })
})

/** So many are later than any limit. */
const over = (share: number) => Array.from({ length: 11 }, () => share)

describe("the herd", () => {
  /** Four endpoints that are all the same, and known for a while: a first content takes 200 to 540 ms. */
  const simulate = (selection: "best" | "argmax") => {
    const state = Signals.make()
    const luck = SeededRandom.seeded(11)
    const strategy = Strategies.named.ttft!
    const counts = [0, 0, 0, 0]
    const base = input(four, { selection, strategy })
    const flying: Array<{ readonly endpoint: string; readonly ends: number; readonly ttft_ms: number }> = []
    /** The most that one endpoint got of a hundred calls. */
    const most: Array<number> = []
    let lately = new Map<string, number>()
    for (let sample = 0; sample < 8000; sample++) {
      const endpoint = four[sample % 4]!.id
      const ttft_ms = 200 * Math.exp(luck("before", String(sample)))
      state.record({ type: "answered", endpoint, at: 0, stream: true, ttft_ms })
    }
    for (let call = 0; call < rounds; call++) {
      const now = call * 10
      for (let index = flying.length - 1; index >= 0; index--) {
        const { endpoint, ends, ttft_ms } = flying[index]!
        if (ends > now) continue
        flying.splice(index, 1)
        state.record({ type: "answered", endpoint, at: now, stream: true, ttft_ms })
      }
      const decided = Decide.decide({ ...base, snapshot: state.snapshot(now), seed: call })
      const { id } = Decide.at(decided, 0)!.endpoint
      counts["abcd".indexOf(id[0]!)]!++
      lately.set(id, (lately.get(id) ?? 0) + 1)
      if (call % 100 === 99) {
        most.push(Math.max(...lately.values()))
        lately = new Map()
      }
      const ttft_ms = 200 * Math.exp(luck("luck", String(call)))
      state.record({ type: "entered", endpoint: id, at: now })
      flying.push({ endpoint: id, ends: now + ttft_ms, ttft_ms })
    }
    return { counts, typical: most.toSorted((left, right) => left - right)[most.length >> 1]! }
  }

  it("four equal endpoints have equal shares under best, within 5 %, with calls in flight", () => {
    const { counts, typical } = simulate("best")
    for (const count of counts) assert.closeTo(count, rounds / 4, (rounds / 4) * 0.05)
    assert.isBelow(typical, 35)
  })

  it("under argmax all calls follow the best sample: that is why it is not the default", () => {
    const { typical } = simulate("argmax")
    assert.isAbove(typical, 90)
  })
})

it("an unmeasured endpoint has nothing but zeros", () =>
  assert.deepStrictEqual(Object.keys(unmeasured).length, 8))
