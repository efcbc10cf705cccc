import { assert, describe, it } from "@effect/vitest"
import { isFailure } from "@turnout/core/Failure"
import * as Cuts from "@turnout/testing/Cuts"
import * as OpenAiResponses from "@turnout/wire/OpenAiResponses"
import { completed, created, failed, type Frame, going, message, output, spoken, stream } from "./streams.ts"

const { protocol } = OpenAiResponses

const read = (...frames: ReadonlyArray<Frame>) => Cuts.readAll(protocol, [Cuts.bytesOf(stream(...frames))])

const codes: { readonly [code: string]: string } = {
  server_error: "ServerError",
  rate_limit_exceeded: "RateLimited",
  insufficient_quota: "QuotaExhausted",
  context_length_exceeded: "ContextLengthExceeded",
  invalid_prompt: "InvalidRequest",
  invalid_image_url: "InvalidRequest",
  failed_to_download_image: "InvalidRequest",
  image_content_policy_violation: "ContentFiltered",
  bio_policy: "ContentFiltered",
  data_residency_mismatch: "PermissionDenied",
  vector_store_timeout: "TimedOut",
  model_not_found: "ModelNotFound",
  invalid_encrypted_content: "Unsupported",
  a_new_code: "ServerError"
}

describe("an error inside a stream", () => {
  for (const [code, expected] of Object.entries(codes)) {
    it(`is ${expected} by its code, in every shape: ${code}`, () => {
      const error = { code, message: "It did not work out.", param: null }
      const frames: ReadonlyArray<ReadonlyArray<Frame>> = [
        [{ type: "error", error: { type: "some_type", ...error } }],
        [{ type: "error", ...error }],
        [failed({ code, message: error.message })],
        [completed([], { error: { code, message: error.message } })]
      ]
      for (const last of frames) {
        const { events, failure } = read(created, going, ...last)
        assert.strictEqual(failure?._tag as string, expected)
        assert.deepInclude(failure, { code, provider_message: error.message })
        assert.deepStrictEqual(
          events.map(({ type }) => type),
          ["start"]
        )
      }
    })
  }

  it("leaves what was said before it, and no end", () => {
    const { events, failure } = read(
      created,
      ...spoken(0, "Hel"),
      failed({ code: "server_error", message: "x" })
    )
    assert.strictEqual(failure?._tag, "ServerError")
    assert.isTrue(events.some(({ type }) => type === "text"))
    assert.isFalse(events.some(({ type }) => type === "end" || type === "finish"))
  })

  it("is a server's where it says nothing of itself", () => {
    assert.strictEqual(read(created, failed(null)).failure?._tag, "ServerError")
    assert.strictEqual(read(created, { type: "error" }).failure?._tag, "ServerError")
    const cancelled = completed([], { status: "cancelled" })
    assert.strictEqual(read(created, cancelled).failure?._tag, "ServerError")
  })

  it("says how long to wait where it does", () => {
    const error = { code: "rate_limit_exceeded", message: "Rate limit reached. Please try again in 1.5s." }
    assert.strictEqual(read(created, failed(error)).failure?.retry_after_ms, 1500)
  })
})

describe("a stream without its terminal", () => {
  it("is truncated, wherever it ends", () => {
    const frames = [created, going, ...spoken(0, "a", "b")]
    for (let count = 0; count <= frames.length; count++) {
      assert.strictEqual(read(...frames.slice(0, count)).failure?._tag, "StreamTruncated", String(count))
    }
    const done = `${stream(...frames)}data: [DONE]\n\n`
    assert.strictEqual(Cuts.readAll(protocol, [Cuts.bytesOf(done)]).failure?._tag, "StreamTruncated")
  })

  it("is malformed where a frame is none, and where a call has no name", () => {
    const read = (sse: string) => Cuts.readAll(protocol, [Cuts.bytesOf(sse)]).failure?._tag
    assert.strictEqual(read("data: {\n\n"), "MalformedResponse")
    assert.strictEqual(read("event: response.created\ndata: [1]\n\n"), "MalformedResponse")
    assert.strictEqual(read("event: ping\ndata: now\n\n"), "StreamTruncated")
    const nameless = { type: "function_call", call_id: "call_a", arguments: "{}" }
    assert.strictEqual(read(stream(created, completed([nameless]))), "MalformedResponse")
  })
})

describe("a whole answer", () => {
  const whole = (more: object) => {
    const events = protocol.whole({ id: "resp_1", output: [message(output("Hi"))], ...more })
    return isFailure(events) ? events._tag : events.map(({ type }) => type).join(" ")
  }

  it("is one by its output, whether or not it says that it is complete", () => {
    const types = "start text item finish end"
    assert.strictEqual(whole({}), types)
    assert.strictEqual(whole({ status: "completed", error: null }), types)
  })

  it("is an error where it says so, in a 200 too", () => {
    assert.strictEqual(whole({ status: "failed", error: { code: "rate_limit_exceeded" } }), "RateLimited")
    assert.strictEqual(whole({ error: { code: "server_error", message: "x" } }), "ServerError")
    assert.strictEqual(whole({ status: "failed" }), "ServerError")
    const flat = protocol.whole({ code: "unavailable", error: "The service is currently unavailable" })
    assert.isTrue(isFailure(flat))
  })

  it("is none before it is finished, or without output", () => {
    for (const status of ["queued", "in_progress"]) assert.strictEqual(whole({ status }), "MalformedResponse")
    assert.strictEqual(whole({ output: "Hi" }), "MalformedResponse")
  })
})

describe("a refused request", () => {
  const refused = (status: number, error: object, dialect: Partial<OpenAiResponses.Dialect> = {}) =>
    OpenAiResponses.make(dialect).failure(status, {}, JSON.stringify({ error }), 0)._tag

  it("is classed by its code before its status", () => {
    assert.strictEqual(refused(400, { code: "model_not_found", message: "x" }), "ModelNotFound")
    assert.strictEqual(refused(400, { code: "context_length_exceeded" }), "ContextLengthExceeded")
    assert.strictEqual(refused(400, { code: "invalid_encrypted_content" }), "Unsupported")
    assert.strictEqual(
      refused(400, { code: "integer_below_min_value", param: "max_output_tokens" }),
      "InvalidRequest"
    )
    assert.strictEqual(refused(400, { code: "unsupported_parameter", param: "temperature" }), "Unsupported")
    assert.strictEqual(refused(429, { code: "insufficient_quota" }), "QuotaExhausted")
  })

  it("is classed by the vendor's own codes where it has some", () => {
    assert.strictEqual(refused(400, { code: "tea_time" }), "InvalidRequest")
    assert.strictEqual(
      refused(400, { code: "tea_time" }, { codes: { tea_time: "Overloaded" } }),
      "Overloaded"
    )
  })
})
