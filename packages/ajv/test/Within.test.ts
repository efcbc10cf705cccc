import { assert, describe, it } from "@effect/vitest"
import { within } from "../src/internal/within.ts"

const forever = (): never => {
  for (;;);
}

describe("a time limit of a function", () => {
  it("ends what does not end by itself", () => {
    assert.isUndefined(within(5, forever))
  })

  it("is not used up by others: what had no time of its own is run again, with more", () => {
    let runs = 0
    const once = () => (++runs < 3 ? forever() : "done")
    assert.deepStrictEqual(
      within(5, once, () => 0),
      { value: "done" }
    )
    assert.strictEqual(runs, 3)
  })

  it("is used up by what had it, at once, and by what never ends in the end", () => {
    let runs = 0
    let clock = 0
    const endless = () => {
      runs += 1
      return forever()
    }
    assert.isUndefined(within(5, endless, () => (clock += 5)))
    assert.strictEqual(runs, 1)
    assert.isUndefined(within(1, endless, () => 0))
    assert.strictEqual(runs, 7)
  })

  it("throws what the function throws, whatever the machine does", () => {
    assert.throws(() => within(5, () => assert.fail("its own")), "its own")
  })
})
