import { assert, describe, it } from "@effect/vitest"
import type { Endpoint } from "@turnout/world/Endpoint"
import * as Scenarios from "@turnout/world/Scenarios"
import * as World from "@turnout/world/World"
import * as Effect from "effect/Effect"

describe("an endpoint that browned out", () => {
  it.live("is left within 40 seconds, and has its traffic back within 3 minutes of the end", () =>
    Effect.gen(function* () {
      const [start, length] = [300, 600]
      const incidents = () => [
        { at_s: start, for_s: length, provider: Scenarios.hosts[0]!.provider, slow: 5, hang: 0.02 }
      ]
      for (const seed of [1, 2]) {
        const { windows } = yield* World.run({
          ...Scenarios.steady({ hours: 0.35 }),
          world: { endpoints: Scenarios.hosts, incidents },
          seed,
          window_s: 20
        })
        const shareOf = (from: number, to: number) => {
          const among = windows.filter(({ at_s }) => at_s >= from && at_s < to)
          return among.reduce((sum, { shares }) => sum + shares[0]!, 0) / among.length
        }
        assert.isAbove(shareOf(200, start), 0.9, `seed ${seed}, before`)
        assert.isBelow(shareOf(start + 40, start + length), 0.1, `seed ${seed}, left`)
        assert.isAbove(shareOf(start + length + 160, start + length + 220), 0.6, `seed ${seed}, back`)
      }
    })
  )
})

describe("a cold start", () => {
  /** As in the scenario, but the cheaper an endpoint is, the worse it is: the cheapest two never answer. */
  const { traffic, world } = Scenarios.coldStart({ hours: 0.5 })
  const kindOf = ({ faults, latency }: Endpoint) => (faults?.hang === 1 ? 1e6 : latency.median_ms)
  const endpoints = world.endpoints
    .toSorted((left, right) => kindOf(right) - kindOf(left) || (left.provider < right.provider ? -1 : 1))
    .map((endpoint, index) => {
      const input = 0.16 + 0.02 * index
      return { ...endpoint, prices: [{ input, output: 4 * input }] }
    })

  it.live(
    "among twenty unknown endpoints finds good ones at less than half of what the cheapest would cost",
    () =>
      Effect.gen(function* () {
        const first = (provider: string) => ({ routing: { order: [provider] } })
        const routers = {
          balanced: {},
          cheapest: first(endpoints[0]!.provider),
          slow: first(endpoints[3]!.provider)
        }
        const compared = yield* World.compare({ traffic, world: { endpoints }, routers, seeds: [1] })
        const [balanced, cheapest, slow] = compared.map(({ loss }) => loss.mean)
        assert.isBelow(balanced!, 0.45 * cheapest!)
        assert.isBelow(balanced!, 0.45 * slow!)
      })
  )

  it.live("where the cheapest are good costs little more than to know it", () =>
    Effect.gen(function* () {
      const scenario = Scenarios.coldStart({ hours: 0.5 })
      const routers = { cheapest: { optimize: "cost-focus", explore: 0 }, balanced: {} }
      const [known, balanced] = yield* World.compare({ ...scenario, routers, seeds: [1] })
      assert.isBelow(balanced!.loss.mean, 1.25 * known!.loss.mean)
      assert.isBelow(balanced!.loss.mean, 735)
    })
  )
})

describe("conversations with caches", () => {
  it.live("stay where their prompt is cached", () =>
    Effect.gen(function* () {
      const scenario = Scenarios.conversations({ hours: 0.3 })
      const [host] = Scenarios.hosts
      const routers = { one: { routing: { order: [host!.provider] } }, balanced: {} }
      const [one, balanced] = yield* World.compare({ ...scenario, routers, seeds: [1] })
      assert.isBelow(balanced!.cost.mean, 1.08 * one!.cost.mean)
    })
  )
})
