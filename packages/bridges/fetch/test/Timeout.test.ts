import { assert, it } from "@effect/vitest"
import * as Timeout from "../src/fetch-door/timeout.ts"

const read = (headers: { readonly [name: string]: string }) => Timeout.read((name) => headers[name])

it("an SDK's header says in seconds how long it waits", () => {
  assert.strictEqual(read({ "x-stainless-timeout": "600" }), 600_000)
  assert.strictEqual(read({ "x-stainless-timeout": "2.5" }), 2500)
  assert.strictEqual(read({ "x-stainless-timeout": "60", "x-stainless-read-timeout": "5" }), 5000)
})

it("what is no number, or has lost its fraction to nothing, says nothing", () => {
  for (const text of ["0", "", "-1", "NOT_GIVEN", "None", "1e9", "99999999999", "Infinity"]) {
    assert.isUndefined(read({ "x-stainless-timeout": text }), text)
  }
  assert.isUndefined(read({}))
})
