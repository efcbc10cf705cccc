import { assert, it } from "@effect/vitest"
import * as Decide from "../../src/decide/Decide.ts"
import * as Tables from "../../src/decide/table/tables.ts"
import * as Signals from "@turnout/router/Signals"
import * as Growth from "@turnout/testing/Growth"
import { endpoint, indexOf, input } from "../world.ts"

/** A decision over so many candidates, an answer being learned before each. */
const decision = (size: number) => {
  const strewn = Array.from({ length: size }, (_, n) => (n * 7919) % size)
  const index = indexOf(
    strewn.map((n) => endpoint(`p${n % 10}`, `m${n}`, { usd: 1 + (n % 97) / 10, limits: { output: 4096 } }))
  )
  const signals = Signals.make({ endpoints: 20_000 })
  const known = [...index.endpoints.keys()]
  const learn = (round: number) => {
    const id = known[round % size]!
    signals.record({ type: "entered", endpoint: id, at: 0 })
    signals.record({
      type: "answered",
      endpoint: id,
      at: 0,
      stream: true,
      ttft_ms: 200 + (round % 300),
      tps: 50
    })
  }
  for (let round = 0; round < 10 * size; round++) learn(round * 7)
  const base = input([], { index, selection: "best", explore: 0.02 })
  const tables = Tables.make(base.items)
  let round = 0
  return () => {
    learn(round++)
    const { size } = Decide.decide({ ...base, tables, snapshot: signals.snapshot(0) })
    assert.strictEqual(size, strewn.length)
  }
}

it("a decision's time grows with the number of candidates alone", () => {
  // A sort is n log n: 2 per unit.
  assert.isBelow(Growth.perUnit(decision, { small: 100, large: 10_000 }), 8)
})
