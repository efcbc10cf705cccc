import { assert, describe, it } from "@effect/vitest"
import * as RouterError from "@turnout/core/RouterError"
import type { AttemptRecord } from "@turnout/core/RoutingMetadata"
import { inspect } from "node:util"

const attempt = (more: Partial<AttemptRecord>): AttemptRecord => ({
  endpoint: "acme/large",
  provider: "acme",
  model: "large",
  outcome: "failed",
  started_ms: 0,
  duration_ms: 12,
  ...more
})

describe("an error on the console", () => {
  const attempts = [
    attempt({ status: 503, reason: "Overloaded", message: "The endpoint answered with status 503." }),
    attempt({ endpoint: "b/l", outcome: "skipped", skipped: "cooling", duration_ms: 0 })
  ]
  const error = RouterError.because(
    RouterError.make("model_unavailable", "Nobody\nanswered.", { provider: "acme", attempts }),
    new TypeError("inner")
  )

  it("says class and message first, then where, and every attempt on one line", () => {
    const lines = inspect(error).split("\n")
    assert.deepStrictEqual(lines.slice(0, 2), ["ApiError: Nobody", "answered. (503 model_unavailable)"])
    assert.match(lines[2]!, /^ {4}at /)
    const table = lines.filter((line) => /^ {4}\d/.test(line))
    assert.deepStrictEqual(table, [
      "    1  acme/large  failed   503 Overloaded  12 ms  The endpoint answered with status 503.",
      "    2  b/l         skipped  cooling         0 ms"
    ])
  })

  it("shows the cause, with its own stack", () => {
    assert.match(inspect(error), /\[cause\]: TypeError: inner\n +at /)
    assert.notInclude(inspect(RouterError.make("internal_error", "x")), "[cause]")
    const hostile = { [inspect.custom]: () => assert.fail("no") }
    assert.include(inspect(RouterError.because(RouterError.make("internal_error", "x"), hostile)), "[cause]")
  })

  it("shows all violations where there are several", () => {
    const violation = { param: "seed", code: "invalid_request", message: "Seed is wrong." } as const
    const text = inspect(RouterError.make("invalid_request", "x", { violations: [violation, violation] }))
    assert.include(text, "    seed: Seed is wrong.\n    seed: Seed is wrong.")
  })

  it("is of every class, and its JSON is as it was", () => {
    for (const status of [400, 401, 403, 404, 429, 500]) {
      const made = RouterError.make("invalid_request", "x", { status })
      assert.isTrue(inspect(made).startsWith(`${made._tag}: x (${status} `))
    }
    assert.sameMembers(Object.keys(JSON.parse(JSON.stringify(error))), [
      "_tag",
      "message",
      "type",
      "status",
      "code",
      "param",
      "violations",
      "attempts",
      "provider",
      "retry_after_ms"
    ])
    assert.notInclude(JSON.stringify(error), "inner")
  })
})

describe("an error that nobody caught", () => {
  const evil = "\u001b[2Jred\nline"
  const error = RouterError.make("model_unavailable", "Nobody answered.", {
    attempts: [attempt({ status: 503, reason: "Overloaded", message: evil }), attempt({ endpoint: "b/l" })]
  })
  /** As Node's report of an uncaught error asks. */
  const text = inspect(error, { customInspect: false, depth: 5 })

  it("shows message, code and the attempts as a table, and no dump of objects", () => {
    const lines = text.split("\n")
    assert.strictEqual(lines[0], "ApiError: Nobody answered.")
    assert.match(lines[2]!, /^ {4}1 {2}acme\/large {2}failed {2}503 Overloaded/)
    assert.match(lines[4]!, /^ {4}at /)
    assert.include(text, "code: 'model_unavailable'")
    assert.notInclude(text, "endpoint:")
    assert.notInclude(text, "violations")
  })

  it("keeps its fields, and its JSON", () => {
    assert.strictEqual(error.attempts.length, 2)
    assert.strictEqual(JSON.parse(JSON.stringify(error)).attempts.length, 2)
  })

  it("has no control characters of a vendor, in either text", () => {
    for (const each of [text, inspect(error), inspect(RouterError.because(error, new Error(evil)))]) {
      assert.notInclude(each, "\u001b")
      assert.notMatch(each, /^line/m)
    }
  })
})
