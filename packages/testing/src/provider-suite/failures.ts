import { assert } from "@effect/vitest"
import type { FailureClass } from "@turnout/core/Failure"
import * as Effect from "effect/Effect"
import * as ScriptedHttp from "../ScriptedHttp.ts"
import { answered, ask, request, served, streamOf } from "./ask.ts"
import type { Law, Subject } from "./subject.ts"

/** The contract's table of statuses (5.4, readings). */
const table: { readonly [status: number]: FailureClass } = {
  400: "InvalidRequest",
  401: "AuthenticationFailed",
  402: "QuotaExhausted",
  403: "PermissionDenied",
  404: "ModelNotFound",
  408: "TimedOut",
  413: "InvalidRequest",
  422: "InvalidRequest",
  429: "RateLimited",
  500: "ServerError",
  502: "ServerError",
  503: "Overloaded",
  504: "TimedOut",
  529: "Overloaded"
}

const json = { "content-type": "application/json" }

/** Refusals: what a status means, whatever comes with it. */
export const failures = (subject: Subject): ReadonlyArray<Law> => {
  const { fixtures } = subject
  const statuses = Object.entries(table).map(([key, usual]): Law => {
    const status = Number(key)
    const expected = fixtures.failures?.[status] ?? usual
    return {
      name: `status ${status} is ${expected}`,
      check: Effect.gen(function* () {
        const body = fixtures.error(status, "It did not work out.")
        for (const stream of [false, true]) {
          const asked = yield* answered(subject, { status, headers: json, body }, request(stream))
          assert.deepStrictEqual(asked.events, [])
          assert.strictEqual(asked.failure?._tag, expected)
          assert.strictEqual(asked.failure?.status, status)
          assert.include(asked.failure?.provider_message, "It did not work out.")
        }
        const page = "<html><body><h1>It did not work out</h1></body></html>"
        for (const body of [page, "", "{"]) {
          const headers = { "content-type": "text/html" }
          const { failure } = yield* answered(subject, { status, headers, body }, request(true))
          assert.strictEqual(failure?._tag, usual)
        }
      })
    }
  })
  return [
    ...statuses,
    {
      name: "the vendor's wish to wait is heard, in seconds and in milliseconds",
      check: Effect.gen(function* () {
        for (const [name, value] of [
          ["retry-after", "7"],
          ["retry-after-ms", "7000"],
          ["retry-after", "Thu, 01 Jan 2026 00:00:07 GMT"]
        ] as const) {
          for (const status of [429, 503]) {
            const headers = { ...json, [name]: value }
            const body = fixtures.error(status, "Later.")
            const { failure } = yield* answered(subject, { status, headers, body }, request(true))
            assert.strictEqual(failure?.retry_after_ms, 7000, `${name}: ${value}`)
          }
        }
      })
    },
    {
      name: "a status that is neither an answer nor an error is MalformedResponse",
      check: Effect.gen(function* () {
        for (const status of [300, 304, 307]) {
          const { failure } = yield* answered(subject, { status }, request(true))
          assert.strictEqual(failure?._tag, "MalformedResponse", String(status))
        }
      })
    },
    {
      name: "no connection, and one that breaks before the answer, are ConnectionFailed",
      check: Effect.gen(function* () {
        const url = yield* served([], (server) => Effect.succeed(server.url))
        const refused = yield* ask(subject, url, request(true))
        assert.strictEqual(refused.failure?._tag, "ConnectionFailed")
        const broken = yield* answered(subject, ScriptedHttp.reset, request(true))
        assert.strictEqual(broken.failure?._tag, "ConnectionFailed")
      })
    },
    {
      name: "an error inside an accepted answer is a failure",
      check: Effect.gen(function* () {
        const { stream, failure } = fixtures.streamedError
        const streamed = yield* answered(subject, streamOf(fixtures.contentType, stream), request(true))
        assert.strictEqual(streamed.failure?._tag, failure)
        const body = fixtures.error(500, "It did not work out.")
        for (const asStream of [false, true]) {
          const whole = yield* answered(subject, { headers: json, body }, request(asStream))
          assert.isDefined(whole.failure)
          assert.deepStrictEqual(whole.events, [])
        }
      })
    },
    {
      name: "a stream that breaks or ends after its first content is StreamTruncated",
      check: Effect.gen(function* () {
        const half = fixtures.text.stream.slice(0, (fixtures.text.stream.length * 2) / 3)
        for (const ending of ["end", "reset"] as const) {
          const answer = { ...streamOf(fixtures.contentType, half, { wait: 20 }), ending }
          const { failure } = yield* answered(subject, answer, request(true))
          assert.strictEqual(failure?._tag, "StreamTruncated", ending)
        }
      })
    }
  ]
}
