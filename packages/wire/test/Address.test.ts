import { assert, describe, it } from "@effect/vitest"
import { Redacted } from "effect"
import * as Address from "../src/Address.ts"
import * as Auth from "../src/Auth.ts"
import { endpoint } from "./route.ts"

describe("Address", () => {
  it("joins base and path with one slash", () => {
    for (const base of ["https://vendor.test/v1", "https://vendor.test/v1/", "https://vendor.test/v1//"]) {
      assert.strictEqual(Address.make(base, "/chat").url(endpoint, true), "https://vendor.test/v1/chat")
    }
    for (const base of ["https://vendor.test", "https://vendor.test/v1/"]) {
      assert.strictEqual(Address.make(base, "/v1/chat").url(endpoint, true), "https://vendor.test/v1/chat")
    }
    assert.deepStrictEqual(Address.make("https://vendor.test", "/x", { "x-a": "b" }).headers, { "x-a": "b" })
  })
})

describe("Auth", () => {
  it("puts a key where the vendor looks for it, and none where there is none", () => {
    const key = Redacted.make("k")
    const none = Redacted.make("")
    assert.deepStrictEqual(Auth.bearer(key), { authorization: "Bearer k" })
    assert.deepStrictEqual(Auth.header("x-api-key")(key), { "x-api-key": "k" })
    assert.deepStrictEqual([Auth.bearer(none), Auth.header("x-api-key")(none), Auth.none(key)], [{}, {}, {}])
  })
})
