import { assert, describe, it } from "@effect/vitest"
import * as Growth from "@turnout/testing/Growth"
import * as FastCheck from "fast-check"
import * as RetryAfter from "../src/RetryAfter.ts"

const now = Date.UTC(2026, 9, 5, 12, 0, 0)
const day = 86_400_000

const ofHeader = (value: string, name = "retry-after") => RetryAfter.parse({ [name]: value }, undefined, now)

describe("RetryAfter", () => {
  it("reads seconds, whole and broken, and nothing that is no wait", () => {
    const table: ReadonlyArray<readonly [string, number | undefined]> = [
      ["30", 30_000],
      [" 2 ", 2_000],
      ["0", 0],
      ["1.5", 1_500],
      [".25", 250],
      ["0.0001", 1],
      ["-1", undefined],
      ["", undefined],
      ["soon", undefined],
      ["NaN", undefined],
      ["Infinity", undefined],
      ["1e999", undefined],
      ["5, 7", undefined],
      ["0x10", undefined],
      ["1.182s", 1_182],
      ["120ms", 120],
      ["6m0s", 360_000],
      ["1h2m3.5s", 3_723_500],
      ["250µs", 1],
      ["s", undefined],
      ["5 s", undefined],
      ["5x", undefined],
      ["1.2.3s", undefined],
      ["3s4", undefined],
      ["86400000", day],
      ["9".repeat(40), day],
      ["1".repeat(100), undefined]
    ]
    for (const [text, wait] of table) assert.strictEqual(ofHeader(text), wait, text)
  })

  it("reads the three forms of an HTTP date, and RFC 3339", () => {
    const table: ReadonlyArray<readonly [string, number | undefined]> = [
      ["Mon, 05 Oct 2026 12:00:30 GMT", 30_000],
      ["Monday, 05-Oct-26 12:00:30 GMT", 30_000],
      ["Mon Oct  5 12:00:30 2026", 30_000],
      ["Mon Oct 15 12:00:30 2026", day],
      ["2026-10-05T12:00:30Z", 30_000],
      ["2026-10-05T14:00:30.5+02:00", 30_500],
      ["Mon, 05 Oct 2026 11:00:00 GMT", 0],
      ["Sunday, 06-Nov-94 08:49:37 GMT", 0],
      ["Mon, 05 Foo 2026 12:00:30 GMT", undefined],
      ["2026-10-05", undefined]
    ]
    for (const [text, wait] of table) assert.strictEqual(ofHeader(text), wait, text)
  })

  it("reads a number that can only be a moment as one", () => {
    assert.strictEqual(ofHeader(String(now / 1000 + 20)), 20_000)
    assert.strictEqual(ofHeader(String(now + 20)), 20)
  })

  it("prefers milliseconds, of which zero is no wish", () => {
    const both = (precise: string) =>
      RetryAfter.parse({ "retry-after-ms": precise, "retry-after": "3" }, undefined, now)
    assert.strictEqual(both("120"), 120)
    assert.strictEqual(both("120.2"), 121)
    assert.strictEqual(both("0"), 3_000)
    assert.strictEqual(both("-5"), 3_000)
    assert.strictEqual(both("x"), 3_000)
  })

  it("reads bodies: google.rpc.RetryInfo, and what is told to people", () => {
    const info = {
      error: {
        code: 429,
        details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "34.4s" }]
      }
    }
    const table: ReadonlyArray<readonly [unknown, number | undefined]> = [
      [info, 34_400],
      [JSON.stringify([info], null, 2), 34_400],
      ["Please retry in 48.9s.", 48_900],
      ["Rate limit reached. Please try again in 1.2s. Visit", 1_200],
      ["try again in 6m0s", 360_000],
      ["Please try again in 120ms.", 120],
      ["Please retry after 6 seconds.", 6_000],
      ["Please wait 2 minutes", 120_000],
      ["Your limit resets in 1h30m.", 5_400_000],
      ["try again later", undefined],
      ["You asked for 100 seconds of audio", undefined],
      [{ error: { message: "try again in 20 seconds" } }, 20_000],
      [null, undefined],
      [7, undefined]
    ]
    for (const [body, wait] of table)
      assert.strictEqual(RetryAfter.parse({}, body, now), wait, JSON.stringify(body))
  })

  it("a header is believed before a body, a body before a bucket", () => {
    const headers = { "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "9s" }
    assert.strictEqual(RetryAfter.parse({ ...headers, "retry-after": "1" }, "retry in 5s", now), 1_000)
    assert.strictEqual(RetryAfter.parse(headers, "retry in 5s", now), 5_000)
    assert.strictEqual(RetryAfter.parse(headers, "", now), 9_000)
  })

  it("takes the latest reset of the buckets that are empty", () => {
    const headers = {
      "x-ratelimit-remaining-requests": "0",
      "x-ratelimit-reset-requests": "1.182s",
      "x-ratelimit-remaining-tokens": "12",
      "x-ratelimit-reset-tokens": "6m0s"
    }
    assert.strictEqual(RetryAfter.parse(headers, undefined, now), 1_182)
    const anthropic = {
      "anthropic-ratelimit-input-tokens-remaining": "0",
      "anthropic-ratelimit-input-tokens-reset": "2026-10-05T12:00:28Z"
    }
    assert.strictEqual(RetryAfter.parse(anthropic, undefined, now), 28_000)
    assert.strictEqual(RetryAfter.parse({ "x-ratelimit-reset": "12" }, undefined, now), 12_000)
  })

  it("no header and no body makes it throw, or give anything but a wait within a day", () => {
    const value = FastCheck.oneof(
      FastCheck.string(),
      FastCheck.double().map(String),
      FastCheck.constantFrom("6m0s", "1e3")
    )
    FastCheck.assert(
      FastCheck.property(value, value, FastCheck.anything(), (seconds, reset, body) => {
        const wait = RetryAfter.parse({ "retry-after": seconds, "x-ratelimit-reset": reset }, body, now)
        assert.isTrue(wait === undefined || (Number.isInteger(wait) && wait >= 0 && wait <= day))
      })
    )
  })

  it("reads a hostile body in time by its length alone", () => {
    for (const unit of ["retry ", "retry in 1", "try again ", "1s", '"retryDelay":"']) {
      const parse = (length: number) => {
        const body = unit.repeat(length)
        return () => RetryAfter.parse({}, body, now)
      }
      assert.isBelow(Growth.perUnit(parse, { small: 1000, large: 16_000 }), 4, unit)
    }
  })

  it("reads a header that came twice, and the standard's own", () => {
    const now = Date.UTC(2026, 0, 1)
    const date = "Thu, 01 Jan 2026 00:00:10 GMT"
    assert.strictEqual(RetryAfter.parse({ "retry-after": "7, 7" }, "", now), 7_000)
    assert.strictEqual(RetryAfter.parse({ "retry-after": `${date}, ${date}` }, "", now), 10_000)
    assert.strictEqual(RetryAfter.parse({ ratelimit: '"default";r=0;t=9' }, "", now), 9_000)
    assert.isUndefined(RetryAfter.parse({ ratelimit: '"default";r=1;t=9' }, "", now))
  })
})
