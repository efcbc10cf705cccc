import { assert, describe, it } from "@effect/vitest"
import * as Strategies from "@turnout/router/Strategies"
import * as Strategy from "@turnout/router/Strategy"
import * as StrategyLaws from "@turnout/testing/StrategyLaws"

describe("StrategyLaws", () => {
  for (const [name, strategy] of Object.entries(Strategies.named)) {
    it(`'${name}' keeps every law`, () => StrategyLaws.check(strategy))
  }

  it("weights of all five metrics keep every law", () =>
    StrategyLaws.check(Strategy.weighted({ cost: 1, ttft: 2, tps: 3, reliability: 4, quality: 5 })))

  it("sorting by a metric, by a figure, and by one after the other keeps every law", () => {
    StrategyLaws.check(Strategy.by("ttft"))
    const load = Strategy.by(({ signals }) => signals.in_flight, "lowest")
    StrategyLaws.check(load)
    StrategyLaws.check(Strategy.andThen(load, Strategy.by("cost")))
  })

  const refused = (strategy: Strategy.Strategy, how: RegExp) =>
    assert.throws(() => StrategyLaws.check(strategy), how)
  const plain = (id: string) => ({ id, score: 0, utilities: {}, contributions: {} })
  const inOrder: Strategy.Strategy = ({ candidates }) => candidates.map(({ endpoint }) => plain(endpoint.id))

  it("a strategy that keeps the order of its input is found out", () =>
    refused(inOrder, /depends on the order/))

  it("one that drops, doubles or invents is found out", () => {
    refused((input) => inOrder(input).slice(1), /ranks .* 0 times/)
    refused((input) => [...inOrder(input), inOrder(input)[0]!], /ranks .* 2 times/)
    refused((input) => [...inOrder(input), plain("nobody")], /invents 'nobody'/)
  })

  it("one that keeps count of its calls is found out", () => {
    let calls = 0
    const sorted = Strategy.by("cost")
    refused((input) => (calls++ % 2 === 0 ? sorted(input) : sorted(input).toReversed()), /two ways/)
  })

  it("one whose score is not the sum of what it says is found out", () => {
    const sorted = Strategy.by("cost")
    refused((input) => sorted(input).map((entry) => ({ ...entry, score: entry.score + 1 })), /sum to/)
  })

  it("one that draws and tells some of the chances, or wrong ones, is found out", () => {
    const sorted = Strategy.by("cost")
    const telling = (chance: (place: number, of: number) => number | undefined): Strategy.Strategy => {
      return (input) =>
        sorted(input).map((entry, place, { length }) => {
          const probability = chance(place, length)
          return probability === undefined ? entry : { ...entry, probability }
        })
    }
    StrategyLaws.check(telling((_, length) => 1 / length))
    refused(
      telling((place) => (place === 0 ? 1 : undefined)),
      /chances of 1 of/
    )
    refused(
      telling(() => 0.3),
      /chances sum to/
    )
    refused(
      telling((place) => (place === 1 ? 1 : 0)),
      /chances sum to|without a chance/
    )
  })

  it("an objective of one's own keeps every law", () => {
    StrategyLaws.check(Strategies.slo({ deadline_ms: 300, late_usd: 1, none_usd: 5, spread_usd: 0.5 }), {
      runs: 500
    })
    StrategyLaws.check(Strategies.slo({ deadline_ms: 60_000, late_usd: 0.0001, spread_usd: 0 }))
  })

  it("one sum in two roundings is no fall: of three, one alone has a quality, which its peers take over", () => {
    const weights = { cost: 1, ttft: 2, tps: 3, reliability: 4, quality: 5 }
    const { candidate } = StrategyLaws
    const input = StrategyLaws.inputOf([
      candidate("m-0", { ttft_ms: 1 }),
      candidate("m-1", { prior: { ttft_ms: 300, tps: 40 }, recent_successes: 7 }),
      candidate("m-2", { cost: 0, quality: 0, recent_successes: 2 })
    ])
    StrategyLaws.isMonotone("quality")(Strategy.weighted(weights), input)
  })

  it("one whose scores are all equal is held to its places", () => {
    const byCost = Strategy.by("cost")
    const reversed: Strategy.Strategy = (input) =>
      byCost(input)
        .map(({ id }) => plain(id))
        .toReversed()
    refused(reversed, /by a better cost/)
  })

  it("one that prefers the slower is found out", () => {
    const slow = Strategy.by(({ signals }) => signals.ttft_ms.p50 ?? NaN, "highest")
    refused(slow, /by a better ttft/)
  })
})
