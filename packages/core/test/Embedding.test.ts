import { assert, describe, it } from "@effect/vitest"
import { fromBase64, offers, toBase64, toFloats } from "@turnout/core/Embedding"
import * as fc from "fast-check"

describe("a vector as text", () => {
  it("is the little-endian bytes of its numbers", () => {
    assert.strictEqual(
      toBase64([1, -2, 0.5]),
      Buffer.from([0, 0, 128, 63, 0, 0, 0, 192, 0, 0, 0, 63]).toString("base64")
    )
  })

  it("comes back byte for byte, whatever its numbers and its length", () => {
    fc.assert(
      fc.property(fc.float32Array({ minLength: 1, maxLength: 3_000, noNaN: true }), (vector) => {
        const text = toBase64(vector)
        assert.strictEqual(text, Buffer.from(vector.slice().buffer).toString("base64"))
        const read = fromBase64(text)!
        assert.deepStrictEqual(read, vector)
        assert.strictEqual(toBase64(toFloats(read)), text)
      }),
      { numRuns: 50 }
    )
  })

  it("no other text is one", () => {
    for (const text of ["", "a", "AAAA", "not base64!", "AAAAA==="]) assert.isUndefined(fromBase64(text))
  })
})

describe("a size of vectors", () => {
  it("is offered where it is the usual one, or can be asked for", () => {
    const facts = { dimensions: { usual: 1_536, min: 1, max: 1_536 } }
    assert.strictEqual(offers(facts, 512), "yes")
    assert.strictEqual(offers(facts, 2_000), "no")
    assert.strictEqual(offers({ dimensions: { usual: 1_024, values: [256, 1_024] } }, 512), "no")
    assert.strictEqual(offers({ dimensions: { usual: 1_024, values: [256, 1_024] } }, 256), "yes")
    assert.strictEqual(offers({ dimensions: { usual: 1_024 }, resizes: "no" }, 256), "no")
    assert.strictEqual(offers({ dimensions: { usual: 1_024 }, resizes: "no" }, 1_024), "yes")
    assert.strictEqual(offers({ dimensions: { usual: 1_024 } }, 256), "unknown")
    assert.strictEqual(offers({}, 256), "unknown")
  })
})
