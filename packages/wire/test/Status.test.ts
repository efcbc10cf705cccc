import { assert, describe, it } from "@effect/vitest"
import type { FailureClass } from "@turnout/core/Failure"
import * as Growth from "@turnout/testing/Growth"
import * as FastCheck from "fast-check"
import * as Status from "../src/Status.ts"

const now = Date.UTC(2026, 9, 5)

const fail = (rejection: Partial<Status.Rejection>, codes?: Status.Codes) =>
  Status.toFailure({ headers: {}, now, ...rejection }, codes)

const classOf = (rejection: Partial<Status.Rejection>): FailureClass => fail(rejection)._tag

describe("Status", () => {
  it("gives every status the class of the contract's table", () => {
    const table: ReadonlyArray<readonly [number, FailureClass]> = [
      [100, "MalformedResponse"],
      [302, "MalformedResponse"],
      [400, "InvalidRequest"],
      [401, "AuthenticationFailed"],
      [402, "QuotaExhausted"],
      [403, "PermissionDenied"],
      [404, "ModelNotFound"],
      [405, "InvalidRequest"],
      [408, "TimedOut"],
      [409, "ServerError"],
      [410, "ModelNotFound"],
      [413, "InvalidRequest"],
      [418, "InvalidRequest"],
      [422, "InvalidRequest"],
      [424, "ServerError"],
      [425, "ServerError"],
      [429, "RateLimited"],
      [451, "PermissionDenied"],
      [500, "ServerError"],
      [502, "ServerError"],
      [503, "Overloaded"],
      [504, "TimedOut"],
      [520, "ServerError"],
      [529, "Overloaded"]
    ]
    for (const [status, expected] of table) {
      const failure = fail({ status })
      assert.strictEqual(failure._tag, expected, String(status))
      assert.strictEqual(failure.status, status)
      assert.strictEqual(failure.rule, `status:${status}`)
    }
    const timedOut = fail({ status: 504 })
    assert.strictEqual(timedOut._tag === "TimedOut" && timedOut.timer, "vendor")
  })

  it("says of an address with nothing behind it where the address comes from, and of a model that there is none not", () => {
    for (const status of [404, 405]) {
      assert.include(fail({ status, message: "Not Found" }).message, "'baseUrl'")
      assert.include(
        fail({ status, type: "invalid_request_error", message: "Invalid URL (POST /v1/v1)" }).message,
        "'baseUrl'"
      )
    }
    assert.notInclude(
      fail({ status: 404, code: "model_not_found", message: "No such model" }).message,
      "baseUrl"
    )
    assert.notInclude(fail({ status: 400 }).message, "baseUrl")
  })

  it("believes a protocol's code before its own, the type behind both", () => {
    const codes: Status.Codes = new Map<string, FailureClass>([
      ["odd_code", "Overloaded"],
      ["billing_error", "QuotaExhausted"],
      ["invalid_request_error", "InvalidRequest"]
    ])
    const byCode = fail({ status: 400, code: "odd_code", type: "billing_error" }, codes)
    assert.deepStrictEqual(
      [byCode._tag, byCode.rule, byCode.code],
      ["Overloaded", "code:odd_code", "odd_code"]
    )
    const byType = fail({ status: 400, code: "unheard_of", type: "billing_error" }, codes)
    assert.deepStrictEqual([byType._tag, byType.rule], ["QuotaExhausted", "type:billing_error"])
    const generic = fail(
      { status: 400, code: "invalid_request_error", message: "prompt is too long: 9 tokens > 8 maximum" },
      codes
    )
    assert.strictEqual(generic._tag, "ContextLengthExceeded")
    assert.strictEqual(fail({ status: 429, code: "insufficient_quota" })._tag, "QuotaExhausted")
  })

  it("a wide word does not hide what the status says precisely", () => {
    const tell = (status: number, said: { code?: string; type?: string }) =>
      Status.toFailure(
        { status, headers: {}, now: 0, ...said },
        new Map([
          ["api_error", "ServerError"],
          ["invalid", "InvalidRequest"]
        ])
      )
    for (const [status, failure] of [
      [503, "Overloaded"],
      [529, "Overloaded"],
      [504, "TimedOut"],
      [408, "TimedOut"],
      [429, "RateLimited"],
      [401, "AuthenticationFailed"],
      [500, "ServerError"],
      [400, "ServerError"]
    ] as const) {
      for (const said of [{ code: "server_error" }, { type: "server_error" }, { type: "api_error" }]) {
        assert.strictEqual(tell(status, said)._tag, failure, `${status} ${JSON.stringify(said)}`)
      }
    }
    assert.strictEqual(tell(404, { type: "invalid" })._tag, "ModelNotFound")
    assert.strictEqual(tell(500, { code: "invalid" })._tag, "InvalidRequest")
    assert.strictEqual(tell(200, { code: "server_error" })._tag, "ServerError")
  })

  it("knows a prompt that is too long by its sentence, with the numbers where they stand", () => {
    const sentences: ReadonlyArray<readonly [string, number?, number?]> = [
      ["Your input exceeds the context window of this model. Please adjust your input and try again."],
      ["This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.", 8192, 9000],
      [
        "This model's maximum context length is 4,097 tokens. However, your messages resulted in 5,000 tokens.",
        4097,
        5000
      ],
      [
        "This endpoint's maximum context length is 131072 tokens. However, you requested about 200000 tokens",
        131072,
        200000
      ],
      ["prompt is too long: 205000 tokens > 200000 maximum", 200000, 205000],
      ["input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000"],
      [
        "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
        1048576,
        1200000
      ],
      ["too many tokens: size limit exceeded by 12 tokens."],
      ["Input Tokens Exceeded: Number of input tokens exceeds maximum length."],
      ["Input is too long for requested model."],
      ["prompt too long; exceeded max context length by 7 tokens"],
      ["Please reduce the length of the messages. Current length is 9000 while limit is 8192", 8192, 9000],
      ["the request exceeds the available context size. try increasing the context size"],
      ["Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096."]
    ]
    for (const [message, limit, got] of sentences) {
      const failure = fail({ status: 400, message, type: "invalid_request_error" })
      assert.strictEqual(failure._tag, "ContextLengthExceeded", message)
      assert.strictEqual(failure.rule, "text:context")
      if (failure._tag === "ContextLengthExceeded")
        assert.deepStrictEqual([failure.limit, failure.got], [limit, got])
    }
  })

  it("does not take another long string, a full minute or a refused output limit for a long prompt", () => {
    const not: ReadonlyArray<Partial<Status.Rejection>> = [
      {
        code: "string_above_max_length",
        message: "Invalid 'user': string too long. Expected a string with maximum length 64."
      },
      {
        message:
          "Invalid 'messages[0].name': string too long. Expected a string with maximum length 64, but got 80."
      },
      { param: "stop", message: "Invalid value for stop: 'This model's maximum context length is 1 tokens'" },
      { param: "tools[0].function.description", message: "prompt is too long" },
      {
        status: 429,
        message: "Request too large: too many tokens per minute, maximum context length is 3 tokens"
      },
      { message: "max_tokens is too large: 100000. This model supports at most 16384 completion tokens" }
    ]
    for (const rejection of not) {
      assert.notStrictEqual(
        classOf({ status: 400, ...rejection }),
        "ContextLengthExceeded",
        rejection.message ?? ""
      )
    }
  })

  it("knows what vendors say under a status that says something else", () => {
    const table: ReadonlyArray<readonly [number, string, FailureClass]> = [
      [400, "Incorrect API key provided: xa***aa", "AuthenticationFailed"],
      [400, "API key not valid. Please pass a valid API key.", "AuthenticationFailed"],
      [403, "The security token included in the request is invalid.", "AuthenticationFailed"],
      [400, "Your credit balance is too low to access the API.", "QuotaExhausted"],
      [400, "The provided model identifier is invalid.", "ModelNotFound"],
      [400, "The requested model 'gpt-x' does not exist.", "ModelNotFound"],
      [400, "The model `x` has been decommissioned and is no longer supported.", "ModelNotFound"],
      [400, "Unsupported parameter: 'max_tokens' is not supported with this model.", "Unsupported"],
      [400, "seed: Extra inputs are not permitted", "Unsupported"],
      [400, "property 'logprobs' is unsupported", "Unsupported"],
      [400, "This model does not support image input.", "Unsupported"],
      [
        400,
        "The response was filtered due to the prompt triggering our content management policy.",
        "ContentFiltered"
      ],
      [400, "Your request was rejected as a result of our safety system.", "ContentFiltered"],
      [403, "Rate limit exceeded for this key", "RateLimited"],
      [500, "The engine is currently overloaded, please try again later", "Overloaded"],
      [500, "Something went wrong", "ServerError"],
      [400, "messages: at least one message is required", "InvalidRequest"],
      [400, "Invalid value: 'banana'. Supported values are: 'system' and 'user'.", "InvalidRequest"],
      [429, "Service tier capacity exceeded for this model.", "RateLimited"]
    ]
    for (const [status, message, expected] of table)
      assert.strictEqual(classOf({ status, message }), expected, message)
  })

  it("a quota that refills in seconds is a rate limit", () => {
    const message = "You exceeded your current quota, please check your plan and billing details."
    assert.strictEqual(classOf({ status: 429, message }), "QuotaExhausted")
    assert.strictEqual(classOf({ status: 429, message: `${message} Please retry in 48.9s.` }), "RateLimited")
    assert.strictEqual(classOf({ status: 429, message, headers: { "retry-after": "7" } }), "RateLimited")
  })

  it("an error inside an accepted answer has the status that it stands for", () => {
    const table: ReadonlyArray<readonly [Partial<Status.Rejection>, FailureClass, number]> = [
      [{ status: 200, code: 429, message: "slow" }, "RateLimited", 429],
      [{ code: "502", message: "bad gateway" }, "ServerError", 502],
      [{ type: "server_error" }, "ServerError", 500],
      [{ message: "The server is overloaded." }, "Overloaded", 503],
      [{ message: "Rate limit reached for requests" }, "RateLimited", 429],
      [{ message: "Upstream request timed out" }, "TimedOut", 504],
      [{ message: "who knows" }, "ServerError", 500],
      [{ code: "context_length_exceeded" }, "ContextLengthExceeded", 400]
    ]
    for (const [rejection, expected, status] of table) {
      const failure = fail(rejection)
      assert.deepStrictEqual([failure._tag, failure.status], [expected, status], JSON.stringify(rejection))
    }
  })

  it("carries what the vendor said, and never its key", () => {
    const failure = fail({
      status: 429,
      code: "rate_limit_exceeded",
      type: "tokens",
      param: "messages",
      message: "Limit reached for sk-abcdefgh1234. Try again in 2s.",
      headers: { "x-request-id": "req_1", "x-should-retry": "false" }
    })
    assert.deepStrictEqual(JSON.parse(JSON.stringify(failure)), {
      _tag: "RateLimited",
      message: "The endpoint answered with status 429 (rate_limit_exceeded).",
      status: 429,
      code: "rate_limit_exceeded",
      provider_message: "Limit reached for [redacted] Try again in 2s.",
      param: "messages",
      retry_after_ms: 2_000,
      should_retry: false,
      rule: "code:rate_limit_exceeded",
      request_id: "req_1"
    })
  })

  it("any status and any words make a failure with bounded texts", () => {
    const words = FastCheck.option(FastCheck.string({ unit: "binary", maxLength: 3_000 }), { nil: undefined })
    FastCheck.assert(
      FastCheck.property(
        FastCheck.integer({ min: 0, max: 999 }),
        words,
        words,
        words,
        words,
        (status, code, type, message, param) => {
          const failure = fail({ status, code, type, message, param })
          for (const text of [failure.message, failure.code, failure.provider_message, failure.param]) {
            assert.isTrue(text === undefined || text.length <= 1_001)
          }
        }
      )
    )
  })

  it("hostile words are read in time by their length alone", () => {
    for (const unit of [
      "model ",
      "maximum context length is 1 ",
      "property ",
      "against a b c ",
      "prompt ",
      "1",
      "exceeds the "
    ]) {
      const read = (length: number) => {
        const message = unit.repeat(length)
        return () => fail({ status: 400, message })
      }
      assert.isBelow(Growth.perUnit(read, { small: 1000, large: 16_000 }), 4, unit)
    }
  })
})
