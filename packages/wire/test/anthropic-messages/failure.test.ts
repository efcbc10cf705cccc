import { assert, describe, it } from "@effect/vitest"
import type { ContextLengthExceeded } from "@turnout/core/Failure"
import { protocol } from "@turnout/wire/AnthropicMessages"

const body = (type: string, message: string, details?: object): string =>
  JSON.stringify({
    type: "error",
    error: { type, message, ...(details === undefined ? {} : { details }) },
    request_id: "req_1"
  })

const failure = (status: number, text: string, headers: { readonly [name: string]: string } = {}) =>
  protocol.failure(status, headers, text, 0)

const bad = "invalid_request_error"

const table: ReadonlyArray<readonly [status: number, body: string, tag: string, rule: string]> = [
  [400, body(bad, "messages: at least one message is required"), "InvalidRequest", `type:${bad}`],
  [
    401,
    body("authentication_error", "invalid x-api-key"),
    "AuthenticationFailed",
    "type:authentication_error"
  ],
  [402, body("billing_error", "No funds"), "QuotaExhausted", "type:billing_error"],
  [403, body("permission_error", "Not yours"), "PermissionDenied", "type:permission_error"],
  [404, body("not_found_error", "model: some-model"), "ModelNotFound", "type:not_found_error"],
  [413, body("request_too_large", "Too large"), "InvalidRequest", "type:request_too_large"],
  [429, body("rate_limit_error", "Slow down"), "RateLimited", "type:rate_limit_error"],
  [500, body("api_error", "Oh"), "ServerError", "type:api_error"],
  [504, body("timeout_error", "Late"), "TimedOut", "type:timeout_error"],
  [529, body("overloaded_error", "Overloaded"), "Overloaded", "type:overloaded_error"],
  [409, body("conflict_error", "Twice"), "ServerError", "type:conflict_error"],
  [
    429,
    body("rate_limit_error", "Slow", { error_code: "ramp_limit_exceeded" }),
    "RateLimited",
    "code:ramp_limit_exceeded"
  ],
  [
    429,
    body("rate_limit_error", "Spent", { error_code: "enforced_spend_limit_reached" }),
    "QuotaExhausted",
    "code:enforced_spend_limit_reached"
  ],
  [
    429,
    body("rate_limit_error", "Spent", { error_code: "contract_spend_limit_reached" }),
    "QuotaExhausted",
    "code:contract_spend_limit_reached"
  ],
  [400, body(bad, "Your credit balance is too low to access the API."), "QuotaExhausted", "text:quota"],
  [
    400,
    body(bad, "prompt is too long: 210000 tokens > 200000 maximum"),
    "ContextLengthExceeded",
    "text:context"
  ],
  [
    400,
    body(bad, "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease one"),
    "ContextLengthExceeded",
    "text:context"
  ],
  [400, body(bad, "This model does not support the effort parameter."), "Unsupported", "text:unsupported"],
  [
    400,
    body(bad, "This model does not support assistant message prefill."),
    "Unsupported",
    "text:unsupported"
  ],
  [
    400,
    body(bad, "`temperature` and `top_p` cannot both be specified for this model."),
    "Unsupported",
    "text:refused"
  ],
  [
    400,
    body(
      bad,
      "max_tokens: 99999 > 64000, which is the maximum allowed number of output tokens for some-model"
    ),
    "Unsupported",
    "text:refused"
  ],
  [
    400,
    body(bad, "Thinking may not be enabled when tool_choice forces tool use."),
    "Unsupported",
    "text:refused"
  ],
  [404, "", "ModelNotFound", "status:404"],
  [503, "<html><body>Service Unavailable</body></html>", "Overloaded", "status:503"],
  [502, "<html>Bad gateway", "ServerError", "status:502"],
  [400, '{"error":"plain words"}', "InvalidRequest", "status:400"],
  [418, "[]", "InvalidRequest", "status:418"]
]

describe("a refused request", () => {
  for (const [status, text, tag, rule] of table) {
    it(`is a ${tag}: ${status} ${text.slice(0, 90)}`, () => {
      const result = failure(status, text)
      assert.strictEqual(result._tag, tag)
      assert.strictEqual(result.rule, rule)
      assert.strictEqual(result.status, status)
    })
  }

  it("says how much was too much", () => {
    const prompt = failure(400, body(bad, "prompt is too long: 210000 tokens > 200000 maximum"))
    const { limit, got } = prompt as ContextLengthExceeded
    assert.deepStrictEqual([limit, got], [200_000, 210_000])
    const sum = failure(
      400,
      body(bad, "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000")
    )
    const { limit: most, got: asked } = sum as ContextLengthExceeded
    assert.deepStrictEqual([most, asked], [200_000, 210_000])
  })

  it("keeps the blamed field, the vendor's words and ids, and its wishes", () => {
    const result = failure(429, body("rate_limit_error", "messages.0.content: odd"), {
      "retry-after": "7",
      "x-should-retry": "false",
      "request-id": "req_header"
    })
    assert.strictEqual(result.param, "messages.0.content")
    assert.strictEqual(result.provider_message, "messages.0.content: odd")
    assert.strictEqual(result.retry_after_ms, 7000)
    assert.strictEqual(result.should_retry, false)
    assert.strictEqual(result.request_id, "req_1")
  })

  it("repeats no secret", () => {
    const key = "sk-ant-api03-abcdefghijklmnopqrstuvwxyz"
    const result = failure(401, body("authentication_error", `bad key ${key}`))
    assert.notInclude(JSON.stringify(result), key)
  })
})
