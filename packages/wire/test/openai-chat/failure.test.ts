import { assert, describe, it } from "@effect/vitest"
import type { FailureClass } from "@turnout/core/Failure"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"

interface Expected {
  readonly param?: string
  readonly rule?: string
}

const error = (fields: object) => JSON.stringify({ error: fields })

const cases: ReadonlyArray<readonly [number, string, FailureClass, Expected?]> = [
  [
    401,
    error({ code: "invalid_api_key", type: "invalid_request_error", message: "Incorrect API key" }),
    "AuthenticationFailed"
  ],
  [
    400,
    error({ code: "invalid_api_key", message: "no" }),
    "AuthenticationFailed",
    { rule: "code:invalid_api_key" }
  ],
  [
    401,
    error({ code: null, type: "invalid_request_error", message: "You didn't provide a key" }),
    "AuthenticationFailed"
  ],
  [
    401,
    error({ code: "invalid_request_error", type: "authentication_error", message: "no" }),
    "AuthenticationFailed"
  ],
  [403, error({ message: "Not allowed" }), "PermissionDenied"],
  [402, error({ message: "Insufficient Balance" }), "QuotaExhausted"],
  [
    429,
    error({ code: "insufficient_quota", type: "insufficient_quota", message: "quota" }),
    "QuotaExhausted"
  ],
  [429, error({ code: "rate_limit_exceeded", type: "requests", message: "Rate limit" }), "RateLimited"],
  [429, error({ message: "Too fast" }), "RateLimited", { rule: "status:429" }],
  [
    400,
    error({ code: "context_length_exceeded", param: "messages", message: "too long" }),
    "ContextLengthExceeded"
  ],
  [
    400,
    error({
      code: "invalid_request_error",
      message: "This model's maximum context length is 65536 tokens. However, you requested 70000 tokens"
    }),
    "ContextLengthExceeded"
  ],
  [400, error({ code: "content_policy_violation", message: "no" }), "ContentFiltered"],
  [
    400,
    error({ code: "content_filter", innererror: { code: "ResponsibleAIPolicyViolation" }, message: "x" }),
    "ContentFiltered"
  ],
  [
    400,
    error({ code: "unsupported_parameter", param: "max_tokens", message: "Unsupported parameter" }),
    "Unsupported",
    { param: "max_tokens" }
  ],
  [
    400,
    error({ code: "unsupported_value", param: "temperature", message: "Unsupported value" }),
    "Unsupported",
    { param: "temperature" }
  ],
  [
    400,
    error({
      code: null,
      param: "temperature",
      message: "Unsupported parameter: 'temperature' is not supported with this model."
    }),
    "Unsupported",
    { param: "temperature" }
  ],
  [404, error({ code: "model_not_found", message: "The model `x` does not exist" }), "ModelNotFound"],
  [400, error({ code: "model_not_found", message: "x" }), "ModelNotFound"],
  [404, error({ code: "DeploymentNotFound", message: "x" }), "ModelNotFound"],
  [
    400,
    error({ code: "invalid_value", param: "n", message: "n is wrong" }),
    "InvalidRequest",
    { param: "n" }
  ],
  [
    400,
    error({
      code: "string_above_max_length",
      param: "user",
      message: "string too long. Expected maximum length 64"
    }),
    "InvalidRequest"
  ],
  [413, "too large", "InvalidRequest"],
  [
    422,
    JSON.stringify({ detail: [{ loc: ["body", "n"], msg: "not an int", type: "int" }] }),
    "InvalidRequest"
  ],
  [401, JSON.stringify({ detail: "Invalid API Key" }), "AuthenticationFailed"],
  [
    400,
    JSON.stringify({ code: "invalid-argument", error: "Incorrect API key provided" }),
    "AuthenticationFailed"
  ],
  [400, JSON.stringify([{ error: { code: 400, message: "API key not valid" } }]), "AuthenticationFailed"],
  [400, JSON.stringify("The model nope does not exist"), "ModelNotFound"],
  [
    400,
    JSON.stringify({ message: "Unsupported parameter: 'seed'", type: "invalid_request_error" }),
    "Unsupported"
  ],
  [
    400,
    error({
      code: 400,
      message: "Provider returned error",
      metadata: {
        raw: '{"error":{"message":"prompt is too long: 201000 tokens > 200000 maximum"}}',
        provider_name: "X"
      }
    }),
    "ContextLengthExceeded"
  ],
  [
    400,
    error({ code: 400, message: "x", metadata: { error_type: "content_policy_violation" } }),
    "ContentFiltered"
  ],
  [502, error({ code: 502, message: "x", metadata: { error_type: "provider_overloaded" } }), "Overloaded"],
  [500, "<html>oops</html>", "ServerError"],
  [500, error({ code: "slow_down", message: "x" }), "Overloaded"],
  [503, "", "Overloaded"],
  [504, "", "TimedOut"],
  [302, "", "MalformedResponse"]
]

describe("a refused request", () => {
  for (const [status, body, tag, expected = {}] of cases) {
    it(`is ${tag}: ${status} ${body.slice(0, 90)}`, () => {
      const failure = OpenAiChat.protocol.failure(status, {}, body, 0)
      assert.strictEqual(failure._tag, tag)
      assert.strictEqual(failure.status, status)
      assert.isString(failure.rule)
      if (expected.param !== undefined) assert.strictEqual(failure.param, expected.param)
      if (expected.rule !== undefined) assert.strictEqual(failure.rule, expected.rule)
    })
  }

  it("keeps the vendor's words, those of the vendor behind it among them, and no key", () => {
    const behind = JSON.stringify({
      error: { message: "really: sk-proj-abcdefghijklmnopqrstuvwxyz0123456789" }
    })
    const failure = OpenAiChat.protocol.failure(
      401,
      {},
      error({ message: "Provider returned error", metadata: { raw: behind } }),
      0
    )
    assert.include(failure.provider_message, "Provider returned error: really: ")
    assert.notInclude(failure.provider_message, "abcdefgh")
  })

  it("is read through a dialect's own codes first", () => {
    const dialect = OpenAiChat.make({ codes: { "1301": "ContentFiltered" } })
    assert.strictEqual(
      dialect.failure(400, {}, error({ code: "1301", message: "x" }), 0)._tag,
      "ContentFiltered"
    )
  })

  it("never throws, however deep or strange its body", () => {
    for (const body of [
      '{"error":'.repeat(5000) + "1" + "}".repeat(5000),
      '{"__proto__":{"error":1}}',
      '{"error":[[[{"message":[]}]]]}',
      '{"error":{"message":["a",{"msg":"b"}],"param":7,"code":true}}'
    ]) {
      assert.strictEqual(OpenAiChat.protocol.failure(400, {}, body, 0)._tag, "InvalidRequest")
    }
  })
})
