import { assert, describe, it } from "@effect/vitest"
import { seeded } from "@turnout/router/SeededRandom"

describe("Draw", () => {
  it("the same seed, purpose and endpoint draw the same, another of any draws otherwise", () => {
    assert.strictEqual(seeded(1)("best", "a/b"), seeded(1)("best", "a/b"))
    const others = [
      seeded(2)("best", "a/b"),
      seeded(1)("spread", "a/b"),
      seeded(1)("best", "a/c"),
      seeded(1)("besta", "/b")
    ]
    assert.strictEqual(new Set([seeded(1)("best", "a/b"), ...others]).size, 5)
  })

  it("the high half of a large seed counts", () => {
    assert.notStrictEqual(seeded(1)("best", "a/b"), seeded(1 + 2 ** 40)("best", "a/b"))
  })

  it("draws stay in [0, 1) and fill it evenly, over seeds and over endpoints", () => {
    for (const of of [
      (n: number) => seeded(n)("best", "a/b"),
      (n: number) => seeded(5)("best", `a/${n}`),
      (n: number) => seeded(-n)("best", "a/b")
    ]) {
      const tenths = Array.from({ length: 10 }, () => 0)
      for (let n = 0; n < 20_000; n++) {
        const drawn = of(n)
        assert.isTrue(drawn >= 0 && drawn < 1)
        tenths[Math.floor(drawn * 10)]!++
      }
      for (const count of tenths) assert.closeTo(count, 2000, 200)
    }
  })
})
