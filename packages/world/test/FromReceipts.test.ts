import { assert, describe, it } from "@effect/vitest"
import type { Receipt } from "@turnout/router/Receipt"
import * as Scenarios from "@turnout/world/Scenarios"
import * as World from "@turnout/world/World"
import * as Effect from "effect/Effect"

const prices = { "together/model": { input: 0.34, output: 1.4 } }

/** The receipts of a run whose router may ask one host alone. */
const receiptsOf = (provider: string, hours: number) =>
  Effect.gen(function* () {
    const receipts: Array<Receipt> = []
    const scenario = Scenarios.steady({ hours })
    const world = {
      ...scenario.world,
      endpoints: scenario.world.endpoints.map((endpoint) => ({
        ...endpoint,
        faults: { error: 0.05, hang: 0.02 }
      }))
    }
    const report = yield* World.run({
      ...scenario,
      world,
      router: { routing: { providers: [provider] }, observe: (receipt) => receipts.push(receipt) }
    })
    return { receipts, report }
  })

describe("endpoints from receipts", () => {
  it.live("have the latency, speed and faults that the host met", () =>
    Effect.gen(function* () {
      const { receipts, report } = yield* receiptsOf("together", 0.4)
      const { endpoints, left_out } = World.fromReceipts(receipts, { prices })
      assert.deepStrictEqual(left_out, [])
      const [endpoint] = endpoints
      assert.deepInclude(endpoint, {
        provider: "together",
        model: "model",
        prices: [prices["together/model"]]
      })
      assert.closeTo(endpoint!.decode!.tps / 80, 1, 0.05)
      assert.closeTo(endpoint!.faults!.error!, 0.05, 0.02)
      assert.closeTo(endpoint!.faults!.hang!, 0.02, 0.015)
      // A run with what was found is like the run that it was found in.
      const { hours, per_second } = Scenarios.steady({ hours: 0.4 }).traffic
      const again = yield* World.run({
        world: { endpoints: [{ ...endpoint!, faults: { error: 0.05, hang: 0.02 } }] },
        traffic: { hours, per_second },
        seed: 2
      })
      assert.closeTo(again.first_ms.p50 / report.first_ms.p50, 1, 0.1)
      assert.closeTo(again.first_ms.p95 / report.first_ms.p95, 1, 0.35)
    })
  )

  it.live("are left out, with the reason, where receipts say too little or no price is stated", () =>
    Effect.gen(function* () {
      const { receipts } = yield* receiptsOf("together", 0.02)
      assert.deepStrictEqual(World.fromReceipts(receipts, { prices: {} }), {
        endpoints: [],
        left_out: [{ endpoint: "together/model", because: "no price is stated for it" }]
      })
      const [few] = World.fromReceipts(receipts, { prices, least: 1000 }).left_out
      assert.match(few?.because ?? "", /^\d+ streamed answers, fewer than 1000$/)
    })
  )

  it("throws all that is wrong with its options", () => {
    assert.throws(
      () => World.fromReceipts([], { prices: { x: { input: -1, output: 1 } }, least: 0 }),
      /prices.x.input/
    )
  })
})
