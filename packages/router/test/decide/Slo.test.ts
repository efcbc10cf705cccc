import { assert, describe, it } from "@effect/vitest"
import type { Decision } from "@turnout/core/Decision"
import { unmeasured, type EndpointSignals } from "@turnout/core/Signals"
import { replay } from "@turnout/router/Decision"
import { explain } from "@turnout/router/Explain"
import * as Strategies from "@turnout/router/Strategies"
import * as StrategyLaws from "@turnout/testing/StrategyLaws"
import * as Decide from "../../src/decide/Decide.ts"
import { lateness } from "../../src/decide/strategy/lateness.ts"
import { limitsMs } from "../../src/memory/signals/support.ts"
import { decide, endpoint, measured } from "../world.ts"

const { candidate, inputOf } = StrategyLaws

/** Shares beyond each limit, of a wait with a body and a heavy tail. */
const tailed = (median: number, tail: number): ReadonlyArray<number> =>
  limitsMs.map((ms) => (1 - tail) / (1 + (ms / median) ** 8) + tail / (1 + (ms / (5 * median)) ** 2))

const known = (ttft_over: ReadonlyArray<number>, more: Partial<EndpointSignals> = {}): EndpointSignals => ({
  ...unmeasured,
  ...measured({ outcomes: 2000 }),
  ttft_samples: 2000,
  ttft_over,
  ...more
})

const usd = (dollars: number) => Math.round(dollars * 1e9)

const of = (provider: string, dollars: number, signals: Partial<EndpointSignals>) => {
  const made = candidate("m", { provider, cost: usd(dollars) })
  return { ...made, signals: { ...made.signals, ...signals } }
}

/** Cheap with a heavy tail; three times the price, and nearly never late. */
const cheap = of("cheap", 0.0002, known(tailed(400, 0.15)))
const quick = of("quick", 0.0006, known(tailed(500, 0.001)))

const first = (ranked: ReturnType<typeof Strategies.named.slo & {}>) => ranked[0]!

describe("slo", () => {
  const slo = Strategies.slo()

  it("insured, the cheap one with the heavy tail is the best first; alone, it is not", () => {
    const insured = first(slo(inputOf([cheap, quick])))
    assert.strictEqual(insured.id, "cheap/m")
    assert.strictEqual(insured.backup?.endpoint, "quick/m")
    assert.isAbove(insured.backup!.after_ms, 400)
    assert.isBelow(insured.backup!.after_ms, 3000)
    assert.strictEqual(insured.backup!.share, 0.1)
    const alone = first(Strategies.slo({ hedge_share: 0, late_usd: 0.01 })(inputOf([cheap, quick])))
    assert.strictEqual(alone.id, "quick/m")
    assert.isUndefined(alone.backup)
  })

  it("the plan is the one of least expected loss, by hand", () => {
    const { pairs, score } = first(slo(inputOf([cheap, quick])))
    const [planned, without] = pairs!
    assert.isUndefined(without!.endpoint)
    assert.isBelow(planned!.loss_usd, without!.loss_usd)
    assert.closeTo(-score, planned!.loss_usd, 1e-15)
    const fails = 1 - 2009.8 / 2010
    const [late] = lateness([cheap], 3000)
    assert.closeTo(without!.late, late! + 0.05 * fails, 1e-3)
    assert.closeTo(
      planned!.loss_usd,
      0.0002 + planned!.started * 0.0006 + 0.003 * planned!.late + 0.03 * planned!.none,
      1e-12
    )
    assert.isAtMost(planned!.started, 0.1)
  })

  it("a backup is at another provider, since endpoints of one are late together", () => {
    const sister = { ...quick, endpoint: { ...quick.endpoint, id: "cheap/n", provider: "cheap" } }
    const [best] = slo(inputOf([cheap, sister]))
    assert.isUndefined(best!.backup)
    assert.isUndefined(best!.pairs, "there is nothing to choose")
  })

  it("a dear backup is not worth a rare tail", () => {
    const dear = of("quick", 0.05, known(tailed(500, 0.001)))
    const [best] = slo(inputOf([cheap, dear]))
    assert.strictEqual(best!.id, "cheap/m")
    assert.isUndefined(best!.backup)
    assert.isUndefined(best!.pairs![0]!.endpoint, "to wait is the first of what was considered")
  })

  it("the caller's target and price of lateness precede the host's", () => {
    const stated = (slo: object) => Strategies.slo({ late_usd: 0.01 })(inputOf([cheap, quick], { slo }))
    assert.isAbove(first(stated({ ttft_ms: 30_000 })).score, first(stated({ ttft_ms: 1000 })).score)
    assert.strictEqual(first(stated({ late_usd: 0 })).id, "cheap/m")
    assert.isUndefined(first(stated({ late_usd: 0 })).backup)
    const after = first(stated({ ttft_ms: 8000 })).backup?.after_ms ?? 0
    assert.isAbove(after, 1000)
  })

  it("whole answers are judged by their whole time", () => {
    const unary = (p50: number): Partial<EndpointSignals> => ({
      unary: {
        outcomes: 200,
        successes: 200,
        samples: 200,
        ms: { p50, p75: p50, p90: p50, p95: p50, p99: p50 }
      }
    })
    const early = of("early", 0.0003, { ...known(tailed(100, 0)), ...unary(9000) })
    const whole = of("whole", 0.0003, { ...known(tailed(2000, 0.3)), ...unary(1500) })
    assert.strictEqual(first(slo(inputOf([early, whole], { stream: false }))).id, "whole/m")
    assert.strictEqual(first(slo(inputOf([early, whole], { stream: true }))).id, "early/m")
  })

  it("of many candidates at most eight are paired with at most eight", () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      of(`p${String(index).padStart(2, "0")}`, 0.0002 + index * 1e-5, known(tailed(300 + 20 * index, 0.1)))
    )
    const ranked = slo(inputOf(many))
    const paired = ranked.filter(({ pairs }) => pairs !== undefined)
    assert.strictEqual(paired.length, 8)
    for (const { pairs } of paired) assert.isAtMost(pairs!.length, 9)
    const losses = ranked.map(({ score }) => -score)
    assert.deepStrictEqual(
      losses,
      losses.toSorted((left, right) => left - right)
    )
  })

  it("one that may be explored is insured wherever it ranks, and is not left to wait alone", () => {
    const many = Array.from({ length: 12 }, (_, index) =>
      of(`p${String(index).padStart(2, "0")}`, 0.0002 + index * 1e-5, known(tailed(300 + 20 * index, 0.1)))
    )
    const unknown = of("unknown", 0.0005, {})
    const ranked = slo(inputOf([...many, unknown]))
    const place = ranked.findIndex(({ id }) => id === "unknown/m")
    assert.isAtLeast(place, 8)
    const { backup, pairs } = ranked[place]!
    assert.isBelow(backup!.after_ms, 3000)
    assert.strictEqual(pairs!.length, 3)
  })

  it("the more of the budget of backups is used, the later they start, and those of small requests the least", () => {
    const delays = (factor: number) =>
      [0, 0.08, 0.09, 0.095, 0.0995].map((hedged) => {
        const [small, dear] = [
          of("cheap", 0.0002 * factor, cheap.signals),
          of("quick", 0.0003 * factor, quick.signals)
        ]
        const ranked = slo(inputOf([small, dear], { hedged }))
        return ranked.find(({ id }) => id === "cheap/m")!.backup?.after_ms ?? 3000
      })
    const [small, large] = [delays(0.5), delays(3)]
    for (const each of [small, large]) {
      assert.deepStrictEqual(
        each,
        each.toSorted((left, right) => left - right)
      )
    }
    for (const [index, delay] of small.entries()) assert.isAtMost(delay, large[index]!)
    assert.isTrue(
      small.some((delay, index) => delay < large[index]!),
      `${small} and ${large}`
    )
    assert.isBelow(small[0]!, small[4]!)
  })

  it("without a price of its own a backup takes of the budget too", () => {
    const free = [of("cheap", 0, cheap.signals), of("quick", 0, quick.signals)]
    const startedAt = (hedged: number) => slo(inputOf(free, { hedged })).find(({ id }) => id === "cheap/m")!
    assert.isBelow(startedAt(0).backup!.after_ms, startedAt(0.0999).backup?.after_ms ?? 3000)
  })

  it("one good endpoint does not make those that were never asked as good", () => {
    const good = of("good", 0.0002, known(tailed(300, 0)))
    const [ofGood, ofUnknown] = lateness([good, of("unknown", 0.0002, {})], 1500)
    assert.isBelow(ofGood!, 0.01)
    assert.isAbove(ofUnknown!, 0.1, "what hosted models are in general")
  })

  it("few samples without a late one are not what others are believed to be", () => {
    const few = ["b", "c", "d"].map((provider) =>
      of(provider, 0.0002, known(tailed(300, 0), { ttft_samples: 6 }))
    )
    const [, , , ofUnknown] = lateness([...few, of("unknown", 0.0002, {})], 1500)
    assert.isAbove(ofUnknown!, 0.05)
  })

  it("few samples of a tail are drawn to what the others show", () => {
    const lucky = of("lucky", 0.0002, known(tailed(100, 0), { ttft_samples: 5 }))
    const usual = ["b", "c", "d"].map((provider) => of(provider, 0.0002, known(tailed(800, 0.2))))
    const [ofLucky, ...others] = lateness([lucky, ...usual], 3000)
    assert.isAbove(ofLucky!, 0.5 * others[0]!)
    assert.isBelow(ofLucky!, others[0]!)
  })

  it("reads shares in steps of two, as older records have them, as well as in steps of √2", () => {
    const fine = tailed(700, 0.2)
    const coarse = fine.filter((_, index) => index % 2 === 0)
    assert.strictEqual(coarse.length, 11)
    for (const target of [500, 1000, 2000]) {
      const [one, other] = [fine, coarse].map((over) => lateness([of("a", 1, known(over))], target)[0]!)
      assert.closeTo(one!, other!, 1e-3, `${target}`)
    }
  })
})

describe("a decision of slo", () => {
  const endpoints = [endpoint("a", "m", { usd: 0.1 }), endpoint("b", "m", { usd: 0.4 })]
  const made = (streamed = true) =>
    Decide.decision(
      decide(endpoints, {
        name: "slo",
        strategy: Strategies.named.slo!,
        facts: { stream: streamed },
        signals: { "a/m": known(tailed(400, 0.15)), "b/m": known(tailed(500, 0.001)) }
      })
    )

  it("tells the plan and all pairs considered, and replays from its own JSON, byte for byte", () => {
    const decision = made()
    const [best] = decision.candidates
    assert.deepStrictEqual([best!.endpoint, best!.backup?.endpoint], ["a/m", "b/m"])
    assert.deepStrictEqual(
      best!.pairs!.map(({ endpoint }) => endpoint),
      ["b/m", undefined]
    )
    const json = JSON.stringify(decision)
    assert.strictEqual(JSON.stringify(replay(JSON.parse(json) as Decision)), json)
  })

  it("is explained with its plan", () => {
    const text = explain(made())
    assert.match(text, /a\/m: backup b\/m after \d+ ms, of 10% of the calls at most/)
    assert.match(
      text,
      /- with b\/m after \d+ ms: loss \$\d[\d.e-]+, started [\d.]+%, late [\d.]+%, none [\d.e-]+%/
    )
    assert.match(text, /- without one: loss/)
  })

  it("explores like every other: an endpoint without samples comes first in some", () => {
    const three = [...endpoints, endpoint("c", "m", { usd: 0.2 })]
    const asked = {
      name: "slo",
      strategy: Strategies.named.slo!,
      facts: { stream: true },
      selection: "best",
      explore: 1,
      signals: { "a/m": known(tailed(400, 0.15)), "b/m": known(tailed(500, 0.001)) }
    } as const
    assert.strictEqual(Decide.at(decide(three, asked), 0)!.endpoint.id, "c/m")
  })
})
