import { assert, describe, it } from "@effect/vitest"
import { Redacted } from "effect"
import * as Address from "../src/Address.ts"
import * as Auth from "../src/Auth.ts"
import { endpoint } from "./route.ts"

const at = (base: string, path = "/chat/completions") => Address.make(base, path).url(endpoint, true)

describe("Address", () => {
  const meant: ReadonlyArray<readonly [what: string, base: string, url: string, path?: string]> = [
    ["as it is", "https://vendor.test/v1", "https://vendor.test/v1/chat/completions"],
    ["a slash", "https://vendor.test/v1/", "https://vendor.test/v1/chat/completions"],
    ["slashes", "https://vendor.test/v1//", "https://vendor.test/v1/chat/completions"],
    ["a host", "https://vendor.test", "https://vendor.test/chat/completions"],
    ["white space", "\n https://vendor.test/v1\t", "https://vendor.test/v1/chat/completions"],
    ["typographic quotes", "\u201chttps://vendor.test/v1\u201d", "https://vendor.test/v1/chat/completions"],
    ["unseen characters", "\u200bhttps://vendor.test/v1\ufeff", "https://vendor.test/v1/chat/completions"],
    ["quotes", '"https://vendor.test/v1"', "https://vendor.test/v1/chat/completions"],
    ["capitals", "HTTPS://Vendor.test/v1", "https://vendor.test/v1/chat/completions"],
    ["a fragment", "https://vendor.test/v1#models", "https://vendor.test/v1/chat/completions"],
    ["a query", "https://vendor.test/v1?a=1&b=2", "https://vendor.test/v1/chat/completions?a=1&b=2"],
    ["a slash and a query", "https://vendor.test/v1/?a=1", "https://vendor.test/v1/chat/completions?a=1"],
    ["the whole path", "https://vendor.test/v1/chat/completions", "https://vendor.test/v1/chat/completions"],
    [
      "the whole path, a slash",
      "https://vendor.test/chat/completions/",
      "https://vendor.test/chat/completions"
    ],
    ["all of it", "https://v.test/d/x/chat/completions?v=1", "https://v.test/d/x/chat/completions?v=1"],
    ["the version twice", "https://vendor.test/v1/v1/", "https://vendor.test/v1/chat/completions"],
    ["a version in both", "https://vendor.test/v1/", "https://vendor.test/v1/messages", "/v1/messages"],
    ["a version in the path", "https://vendor.test", "https://vendor.test/v1/messages", "/v1/messages"],
    ["two versions", "https://vendor.test/v2", "https://vendor.test/v2/v1/messages", "/v1/messages"],
    ["a port", "http://localhost:8000/v1", "http://localhost:8000/v1/chat/completions"],
    ["an address", "http://[::1]:8000/v1", "http://[::1]:8000/v1/chat/completions"],
    ["two queries", "https://vendor.test/v1?a=1", "https://vendor.test/v1/m:do?a=1&alt=sse", "/m:do?alt=sse"]
  ]
  for (const [what, base, url, path] of meant) {
    it(`takes a base URL as it is meant: ${what}`, () => assert.strictEqual(at(base, path), url))
  }

  const none: ReadonlyArray<readonly [what: string, base: string]> = [
    ["nothing", ""],
    ["no scheme", "vendor.test/v1"],
    ["a port, and no scheme", "localhost:8000/v1"],
    ["another scheme", "ftp://vendor.test/v1"],
    ["no host", "https:///"],
    ["white space", "https://vendor.test/v 1"],
    ["a line break", "https://vendor.test/\nv1"],
    ["a port that is none", "https://vendor.test:port/v1"]
  ]
  for (const [what, base] of none) {
    it(`says what is wrong with what is no base URL, and not what it is: ${what}`, () => {
      const wrong = Address.baseOf(base)
      assert(typeof wrong === "string")
      assert.match(wrong, /^(is|has|holds) .*\.$/)
      assert.notInclude(wrong, "vendor.test")
    })
  }

  it("keeps a user and a password out of the URL, and in a secret", () => {
    const { basic, url } = Address.make("https://u%40x:p%3A%C3%A9@vendor.test/v1", "/x")
    assert.strictEqual(url(endpoint, true), "https://vendor.test/v1/x")
    const encoded = Redacted.value(basic!).replace(/^Basic /, "")
    assert.strictEqual(Buffer.from(encoded, "base64").toString(), "u@x:p:é")
  })

  it("has the headers that it is given", () => {
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
