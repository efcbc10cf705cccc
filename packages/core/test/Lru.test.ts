import { assert, describe, it } from "@effect/vitest"
import * as Lru from "@turnout/core/Lru"
import * as fc from "fast-check"

describe("a table in order of use", () => {
  it("drops the least recently used, and a look is no use", () => {
    const table = Lru.make<string, number>(2)
    table.put("a", 1)
    table.put("b", 2)
    assert.strictEqual(table.peek("a"), 1)
    table.put("c", 3)
    assert.deepStrictEqual([table.peek("a"), table.peek("b"), table.peek("c")], [undefined, 2, 3])
    table.put("b", 4)
    table.put("d", 5)
    assert.deepStrictEqual([table.peek("b"), table.peek("c"), table.peek("d")], [4, undefined, 5])
  })

  it("keeps what may not be dropped, tells what it drops, and grows where nothing may go", () => {
    const dropped: Array<string> = []
    const table = Lru.make<string, boolean>(
      2,
      (isFree) => isFree,
      (key) => dropped.push(key)
    )
    table.put("held", false)
    table.put("free", true)
    table.put("new", false)
    assert.deepStrictEqual(dropped, ["free"])
    table.put("more", false)
    assert.strictEqual(table.size(), 3)
  })

  it("is what a map that is deleted from and set again would be", () => {
    const step = fc.tuple(fc.constantFrom("put", "remove", "peek"), fc.integer({ min: 0, max: 9 }))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const table = Lru.make<number, number>(5)
        const model = new Map<number, number>()
        for (const [index, [action, key]] of steps.entries()) {
          if (action === "put") {
            if (!model.delete(key) && model.size >= 5) model.delete(model.keys().next().value!)
            model.set(key, index)
            table.put(key, index)
          } else if (action === "remove") {
            model.delete(key)
            table.remove(key)
          }
          assert.strictEqual(table.peek(key), model.get(key))
          assert.strictEqual(table.size(), model.size)
          assert.strictEqual(table.oldest()?.key, model.keys().next().value)
        }
      })
    )
  })
})
