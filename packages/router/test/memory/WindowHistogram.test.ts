import { assert, describe, it } from "@effect/vitest"
import { percentiles, type Percentile } from "@turnout/core/Signals"
import * as Signals from "@turnout/router/Signals"
import * as WindowHistogram from "../../src/memory/WindowHistogram.ts"
import * as fc from "fast-check"

interface Event {
  readonly code: number
  readonly at: number
}

/** Within and beyond the ring, in any order. */
const events: fc.Arbitrary<ReadonlyArray<Event>> = fc.array(
  fc.record({
    code: fc.integer({ min: 0, max: 9 }),
    at: fc.integer({ min: 0, max: 60 * WindowHistogram.sliceMs })
  }),
  { maxLength: 80 }
)

const of = (list: ReadonlyArray<Event>): WindowHistogram.WindowHistogram => {
  const histogram = WindowHistogram.make()
  for (const { at, code } of list) WindowHistogram.add(histogram, code, at)
  return histogram
}

describe("histograms", () => {
  it("merge by addition: two observers know together what one would who saw everything", () =>
    fc.assert(
      fc.property(events, events, (one, other) => {
        assert.deepStrictEqual(WindowHistogram.merge(of(one), of(other)), of([...one, ...other]))
      })
    ))

  it("merge in any order and any grouping", () =>
    fc.assert(
      fc.property(events, events, events, (one, two, three) => {
        const [a, b, c] = [of(one), of(two), of(three)]
        assert.deepStrictEqual(WindowHistogram.merge(a, b), WindowHistogram.merge(b, a))
        assert.deepStrictEqual(
          WindowHistogram.merge(WindowHistogram.merge(a, b), c),
          WindowHistogram.merge(a, WindowHistogram.merge(b, c))
        )
        assert.deepStrictEqual(WindowHistogram.merge(a, WindowHistogram.make()), a)
      })
    ))

  it("do not depend on the order of events, and merging changes neither of the two", () =>
    fc.assert(
      fc.property(events, (list) => {
        const histogram = of(list)
        assert.deepStrictEqual(of(list.toReversed()), histogram)
        WindowHistogram.merge(histogram, of([{ code: 1, at: 0 }]))
        assert.deepStrictEqual(of(list), histogram)
      })
    ))

  it("hold a quarter of an hour and no more", () =>
    fc.assert(
      fc.property(events, (list) => {
        const { slices } = of(list)
        assert.isAtMost(slices.length, WindowHistogram.ringSlices / 2)
        const newest = Math.max(-1, ...list.map(({ at }) => WindowHistogram.sliceOf(at)))
        const kept = list.filter(
          ({ at }) => WindowHistogram.sliceOf(at) > newest - WindowHistogram.ringSlices
        )
        const counted = slices.flatMap(({ counts }) => counts.map(WindowHistogram.countOf))
        // What is folded with younger ones stays with them, three minutes at most.
        const longer = list.filter(
          ({ at }) => WindowHistogram.sliceOf(at) > newest - WindowHistogram.ringSlices - 6
        )
        const total = counted.reduce((sum, count) => sum + count, 0)
        assert.isTrue(total >= kept.length && total <= longer.length)
      })
    ))

  it("a count that is full stays full, whichever way it was filled", () => {
    const full = of([{ code: 7, at: 0 }])
    let doubled = full
    for (let times = 0; times < 25; times++) doubled = WindowHistogram.merge(doubled, doubled)
    assert.deepStrictEqual(WindowHistogram.merge(doubled, full), doubled)
    assert.strictEqual(WindowHistogram.codeOf(doubled.slices[0]!.counts[0]!), 7)
  })

  it("recent is the last minute, or the last ten events where those are fewer", () => {
    const at = (slice: number, count: number) =>
      Array.from({ length: count }, () => ({ code: 0, at: slice * WindowHistogram.sliceMs }))
    const oldest = (...list: ReadonlyArray<ReadonlyArray<Event>>) => {
      const histogram = of(list.flat())
      return histogram.slices[WindowHistogram.oldestOf(histogram, "recent")]!.number
    }
    assert.strictEqual(oldest(at(1, 50), at(5, 9), at(6, 1)), 5)
    assert.strictEqual(oldest(at(1, 50), at(5, 8), at(6, 1)), 1)
    assert.strictEqual(oldest(at(1, 1), at(5, 20), at(6, 20)), 5)
  })
})

/** By nearest rank: the smallest that so many are not above. */
const exact = (values: ReadonlyArray<number>, share: number): number =>
  values.toSorted((left, right) => left - right)[Math.ceil((share * values.length) / 100) - 1]!

const measured = (values: ReadonlyArray<number>, metric: "ttft_ms" | "tps") => {
  const state = Signals.make()
  for (const value of values) {
    state.record({ type: "answered", endpoint: "p/a", at: 0, stream: true, [metric]: value })
  }
  return state.snapshot(0).endpoint("p/a")[metric]
}

describe("percentiles", () => {
  const within = (found: number | undefined, truth: number, name: string) =>
    assert.isBelow(Math.abs(found! - truth) / truth, 0.02, `${name}: ${found} for ${truth}`)
  const figures = (min: number, max: number) =>
    fc.array(fc.double({ min: Math.log(min), max: Math.log(max), noNaN: true }).map(Math.exp), {
      minLength: 100,
      maxLength: 300
    })

  it("are within 2 % of the exact ones, from a millisecond to five minutes", () =>
    fc.assert(
      fc.property(figures(1, 300_000), (values) => {
        const found = measured(values, "ttft_ms")
        for (const name of percentiles) within(found[name], exact(values, rankOf(name)), name)
      }),
      { numRuns: 50 }
    ))

  it("and so are those of throughput, from the other end", () =>
    fc.assert(
      fc.property(figures(0.1, 20_000), (values) => {
        const found = measured(values, "tps")
        for (const name of percentiles) {
          const truth = -exact(
            values.map((value) => -value),
            rankOf(name)
          )
          within(found[name], truth, name)
        }
      }),
      { numRuns: 50 }
    ))

  it("of times below the resolution are those of the finest bucket", () =>
    assert.strictEqual(measured([0, 0, 0, 0, 0.4], "ttft_ms").p50, 1))
})

const rankOf = (name: Percentile): number => Number(name.slice(1))
