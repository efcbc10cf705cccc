import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as Usage from "@turnout/core/Usage"

const anything = fc.oneof(fc.nat(), fc.double(), fc.constantFrom(null, undefined, "3", {}, -1, NaN, Infinity))

describe("Usage", () => {
  it("totals add up from their buckets", () => {
    const usage = Usage.make({
      input: 1,
      cache_read: 2,
      cache_write_1h: 4,
      output: 8,
      reasoning: 16,
      web_search: 99
    })
    assert.strictEqual(Usage.inputTotal(usage), 7)
    assert.strictEqual(Usage.outputTotal(usage), 24)
    assert.strictEqual(Usage.total(usage), 31)
  })

  it("adding is bucket by bucket and zero is neutral", () => {
    const usage = Usage.make({ input: 3, output_audio: 5, web_search: 1 })
    assert.deepStrictEqual(Usage.add(usage, Usage.zero), usage)
    assert.deepStrictEqual(Usage.add(usage, usage), Usage.make({ input: 6, output_audio: 10, web_search: 2 }))
  })

  it("parts are taken out of the totals that contain them", () => {
    assert.deepStrictEqual(
      Usage.fromTotals({ input: 1000, output: 300 }, { cache_read: 600, input_audio: 100, reasoning: 200 }),
      Usage.make({ input: 300, cache_read: 600, input_audio: 100, output: 100, reasoning: 200 })
    )
  })

  it("whatever a vendor reports, buckets are counts and sum to the totals", () => {
    const record = fc.record({
      cache_read: anything,
      cache_write: anything,
      cache_write_1h: anything,
      input_audio: anything,
      input_image: anything,
      reasoning: anything,
      output_audio: anything,
      output_image: anything,
      web_search: anything
    })
    fc.assert(
      fc.property(anything, anything, record, (input, output, parts) => {
        const usage = Usage.fromTotals({ input, output }, parts)
        for (const value of Object.values(usage)) assert.isTrue(Number.isSafeInteger(value) && value >= 0)
        assert.strictEqual(Usage.inputTotal(usage), Usage.count(input))
        assert.strictEqual(Usage.outputTotal(usage), Usage.count(output))
      })
    )
  })
})
