import { assert, describe, it } from "@effect/vitest"
import * as RouterError from "@turnout/core/RouterError"
import * as MessageError from "@turnout/messages/MessageError"

const attempt = (provider_message: string) => ({
  endpoint: "a/m",
  provider: "a",
  model: "m",
  outcome: "failed" as const,
  provider_message,
  started_ms: 0,
  duration_ms: 1
})

describe("an error in Anthropic's envelope", () => {
  it("has its type and status", () => {
    const of = (code: RouterError.ErrorCode, status?: number) => {
      const error = RouterError.make(code, "x", status === undefined ? {} : { status })
      return [MessageError.statusOf(error), MessageError.toBody(error, "r").error.type]
    }
    assert.deepStrictEqual(of("invalid_request"), [400, "invalid_request_error"])
    assert.deepStrictEqual(of("invalid_api_key"), [401, "authentication_error"])
    assert.deepStrictEqual(of("insufficient_permissions"), [403, "permission_error"])
    assert.deepStrictEqual(of("model_not_found"), [404, "not_found_error"])
    assert.deepStrictEqual(of("payload_too_large"), [413, "request_too_large"])
    assert.deepStrictEqual(of("rate_limit_exceeded"), [429, "rate_limit_error"])
    assert.deepStrictEqual(of("internal_error"), [500, "api_error"])
    assert.deepStrictEqual(of("upstream_error"), [502, "api_error"])
    assert.deepStrictEqual(of("model_unavailable"), [529, "overloaded_error"])
    assert.deepStrictEqual(of("upstream_timeout"), [504, "timeout_error"])
  })

  it("keeps the vendor's own words, since clients act on them", () => {
    const words = "messages.1.content.0: Invalid `signature` in `thinking` block"
    const error = RouterError.make(
      "invalid_request",
      `The provider refused the request. The provider said: ${words}`,
      {
        attempts: [attempt("something else"), attempt(words)]
      }
    )
    assert.strictEqual(MessageError.toBody(error, "r").error.message, words)
  })

  it("says 'prompt is too long', whoever found it so", () => {
    const of = (message: string, more: Parameters<typeof RouterError.make>[2] = {}) =>
      MessageError.toBody(RouterError.make("context_length_exceeded", message, more), "r").error.message
    const got = { context_length: { got: 9, limit: 8 } }
    assert.strictEqual(of("x", got), "prompt is too long: 9 tokens > 8 maximum")
    const own = "prompt is too long: 10 tokens > 8 maximum"
    assert.strictEqual(of(`x The provider said: ${own}`, { ...got, attempts: [attempt(own)] }), own)
    assert.strictEqual(
      of("The request does not fit any candidate's context window: 12 tokens into 8."),
      "prompt is too long: 12 tokens > 8 maximum"
    )
    assert.match(of("Too much."), /^prompt is too long: /)
  })
})
