import { assert, describe, it } from "@effect/vitest"
import * as Growth from "@turnout/testing/Growth"

const sizes = { small: 500, large: 8000 }

describe("growth", () => {
  it("of a single pass is about 1 per unit", () => {
    const pass = (size: number) => {
      const numbers = Array.from({ length: size }, (_, at) => (at * 7919) % size)
      return () => numbers.reduce((sum, number) => sum + Math.sqrt(number), 0)
    }
    assert.isBelow(Growth.perUnit(pass, sizes), 4)
  })

  it("of a search within a loop is told from it", () => {
    const search = (size: number) => {
      const names = Array.from({ length: size }, (_, at) => `name ${at}`)
      return () => names.filter((name) => names.indexOf(name) === names.length - 1)
    }
    assert.isAbove(Growth.perUnit(search, { ...sizes, rounds: 2 }), 6)
  })

  it("does not count the making of an input", () => {
    let made = 0
    Growth.perUnit((size) => {
      made++
      return () => "x".repeat(size).length
    }, sizes)
    assert.strictEqual(made, 2)
  })
})
