import { assert, it } from "@effect/vitest"
import * as Decide from "../../src/decide/Decide.ts"
import * as Signals from "@turnout/router/Signals"
import { endpoint, indexOf, input } from "../world.ts"

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((left, right) => left - right)[values.length >> 1]!

const timeOf = (rounds: number, work: () => unknown, between: (round: number) => void = () => {}): number => {
  const times: Array<number> = []
  for (let round = 0; round < rounds; round++) {
    between(round)
    const start = performance.now()
    work()
    times.push(performance.now() - start)
  }
  return median(times)
}

/** Milliseconds of a decision, an answer being learned before each. */
const decideTime = (size: number): number => {
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
  const once = () => Decide.decide({ ...base, snapshot: signals.snapshot(0) })
  assert.strictEqual(once().size, size)
  const rounds = Math.max(60, 60_000 / size)
  timeOf(rounds, once, learn)
  return timeOf(rounds, once, learn)
}

const floorTime = (size: number): number => {
  const columns = Array.from({ length: 5 }, (_, column) =>
    Float64Array.from({ length: size }, (_, row) => ((row * 7919 + column * 104_729) % 1000) / 1000)
  )
  const once = () => {
    const scores = new Float64Array(size)
    for (const values of columns) for (let row = 0; row < size; row++) scores[row]! += values[row]! / 5
    return Array.from(scores, (_, row) => row).sort((left, right) => scores[right]! - scores[left]!)
  }
  timeOf(600, once)
  return timeOf(600, once)
}

it("a decision's time grows with the number of candidates alone, and is a few times a sum and a sort", () => {
  // Others share the machine: what holds holds in one of three tries.
  const tries = Array.from({ length: 3 }, () => {
    const [hundred, tenThousand, floor] = [decideTime(100), decideTime(10_000), floorTime(100)]
    return { growth: tenThousand / hundred, above: hundred / floor }
  })
  assert.isAtMost(Math.min(...tries.map(({ growth }) => growth)), 130)
  assert.isAtMost(Math.min(...tries.map(({ above }) => above)), 8)
})
