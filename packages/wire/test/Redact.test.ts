import { assert, describe, it } from "@effect/vitest"
import { ContextLengthExceeded, ServerError, TimedOut } from "@turnout/core/Failure"
import * as FastCheck from "fast-check"
import * as Redact from "../src/Redact.ts"

describe("Redact", () => {
  it("takes out what looks like a key, knowing none", () => {
    const table: ReadonlyArray<readonly [string, string]> = [
      ["Incorrect API key provided: sk-proj-abcdef123456.", "Incorrect API key provided: [redacted]"],
      ["Incorrect API key provided: sk-ab****wxyz", "Incorrect API key provided: [redacted]"],
      ["key xai*****9Z is wrong", "key [redacted] is wrong"],
      ["header Bearer abc123def456 refused", "header [redacted] refused"],
      ["token eyJhbGciOiJIUzI1NiJ9eyJzdWIiOiIxMjM0 expired", "token [redacted] expired"]
    ]
    for (const [words, safe] of table) assert.strictEqual(Redact.text(words), safe)
  })

  it("leaves the vendor's other words alone", () => {
    for (const words of [
      "The model `claude-sonnet-4-20250514` does not exist",
      "string_above_max_length_of_this_parameter",
      "Invalid 'messages[0].content[1].image_url': expected an object",
      "request 123e4567-e89b-12d3-a456-426614174000 failed… again",
      "Use a bearer token, please"
    ]) {
      assert.strictEqual(Redact.text(words), words)
    }
  })

  it("an id of a request looks like a key and is none, unless it is the one in use", () => {
    const ids = [
      "req_018EeWyXxfu5pfWkrYcMdjWG",
      "chatcmpl-AbCdEfGhIjKlMnOpQrStUvWxYz012",
      "8e1c9a52-7a7b-4d1e-9b0a-5b8f8a3f0b2c"
    ]
    for (const id of ids) {
      assert.strictEqual(Redact.id(id, "sk-abcdefghijklmnop1234"), id)
      const failure = new ServerError({ message: "", request_id: id })
      assert.strictEqual(Redact.failure(failure, "sk-abcdefghijklmnop1234").request_id, id)
    }
    for (const secret of [...ids, "sk-abcdefghijklmnop1234"]) {
      assert.strictEqual(Redact.id(secret, secret), "[redacted]")
      assert.notInclude(Redact.id(`id-of-${secret}.`, secret), secret)
    }
    assert.notInclude(Redact.id("Bearer sk-abcdefghijklmnop1234"), "abcdefgh")
    assert.isAtMost(Redact.id("x".repeat(5000)).length, 201)
  })

  it("cuts at whole characters", () => {
    assert.strictEqual(Redact.text("x".repeat(2_000)).length, 1_001)
    assert.strictEqual(Redact.text("abc🦊def", 4), "abc…")
    assert.strictEqual(Redact.text("abc🦊def", 5), "abc🦊…")
  })

  it("takes out the key in use: whole, in part, masked, percent-encoded", () => {
    const key = "Zq/plain+key=0042"
    for (const words of [
      `bad key ${key}!`,
      "bad key Zq/plain+key... or so",
      "bad key Zq***********42",
      `bad url ?k=${encodeURIComponent(key)}`
    ]) {
      const safe = Redact.key(words, key)
      assert.include(safe, "[redacted]", words)
      assert.notInclude(safe, "plain")
      assert.notInclude(safe, "42")
    }
    assert.strictEqual(Redact.key("nothing to hide", ""), "nothing to hide")
    assert.strictEqual(Redact.key("pass hunter2 word", "hunter2"), "pass [redacted] word")
  })

  it("no message lets a key through, wherever it stands", () => {
    const key = FastCheck.string({
      unit: FastCheck.constantFrom(..."abcXYZ019-_"),
      minLength: 8,
      maxLength: 40
    })
    const words = FastCheck.string({ maxLength: 1_500 })
    FastCheck.assert(
      FastCheck.property(key, words, words, (key, before, after) => {
        assert.notInclude(Redact.key(`${before} ${key} ${after}`, key), key)
      })
    )
  })

  it("a failure keeps its class and its other fields", () => {
    const failure = new TimedOut({
      message: "late",
      timer: "vendor",
      provider_message: "for key-1234567890",
      status: 408
    })
    const safe = Redact.failure(failure, "key-1234567890")
    assert.instanceOf(safe, TimedOut)
    assert.deepStrictEqual(JSON.parse(JSON.stringify(safe)), {
      _tag: "TimedOut",
      message: "late",
      timer: "vendor",
      provider_message: "for [redacted]",
      status: 408
    })
    const clean = new ContextLengthExceeded({ message: "long", limit: 8 })
    assert.strictEqual(Redact.failure(clean, "key-1234567890"), clean)
  })
})
