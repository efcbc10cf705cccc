import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as Demotion from "../../src/memory/Demotion.ts"

const strikes = (cause: Demotion.Cause, ...at: ReadonlyArray<number>): Demotion.Demotion =>
  at.reduce((state, now) => Demotion.strike(state, cause, now), Demotion.zero)

describe("Demotion", () => {
  it("the third wait in vain ranks last for 15 s, and each one behind that for twice as long, up to 5 min", () => {
    assert.isFalse(Demotion.isActive(strikes("unanswered", 0, 1), 1))
    assert.strictEqual(strikes("unanswered", 0, 1, 2).until, 15_002)
    assert.strictEqual(strikes("unanswered", 0, 1, 2, 15_002).until, 45_002)
    const many = Array.from({ length: 20 }, (_, index) => index * 1_000_000)
    assert.strictEqual(strikes("unanswered", ...many).until, many.at(-1)! + 300_000)
  })

  it("the third refusal ranks last for minutes", () =>
    assert.strictEqual(strikes("refused", 0, 1, 2).until, 300_002))

  it("what ends while it is ranked last belongs to the same event", () =>
    assert.strictEqual(strikes("unanswered", 0, 0, 0, 5, 14_999).until, 15_000))

  it("when its time is over it is suspect, and no longer ranked last", () => {
    const state = strikes("unanswered", 0, 0, 0)
    assert.deepStrictEqual(
      [14_999, 15_000].map((now) => [Demotion.isActive(state, now), Demotion.isSuspect(state, now)]),
      [
        [true, false],
        [false, true]
      ]
    )
    assert.isFalse(Demotion.isSuspect(strikes("unanswered", 0, 0), 0))
  })

  it("no strike ends a demotion sooner", () =>
    fc.assert(
      fc.property(fc.array(fc.nat(40_000), { maxLength: 30 }), (waits) => {
        let [state, now] = [Demotion.zero, 0]
        for (const wait of waits) {
          now += wait
          const next = Demotion.strike(state, "unanswered", now)
          assert.isAtLeast(next.until, state.until)
          state = next
        }
      })
    ))

  it("a wait tells something where it was as long as answers take, or where nobody ever had one", () => {
    assert.isTrue(Demotion.isTelling(200, undefined))
    assert.isTrue(Demotion.isTelling(200, 200))
    assert.isFalse(Demotion.isTelling(199, 200))
    assert.isFalse(Demotion.isTelling(0, undefined), "nothing was waited for")
  })
})
