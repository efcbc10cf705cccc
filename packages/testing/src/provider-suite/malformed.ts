import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Answer } from "../ScriptedHttp.ts"
import { answered, ask, request, served, streamOf } from "./ask.ts"
import type { Law, Subject } from "./subject.ts"

const page = "<!doctype html><html><body>Welcome to the proxy</body></html>"

const mebibyte = new Uint8Array(1024 * 1024).fill(97)

/** More than any answer may hold in one piece, and after it a connection that stays. */
const endless = (contentType: string): Answer => ({
  ...streamOf(contentType, "data: ", ...Array.from({ length: 100 }, () => mebibyte)),
  ending: "hang"
})

/** Accepted answers that are none. */
export const malformed = (subject: Subject): ReadonlyArray<Law> => {
  const { fixtures } = subject
  const whole = fixtures.text.unary
  const events = fixtures.contentType ?? "text/event-stream"
  const as = (type: string, body: string): Answer => ({ headers: { "content-type": type }, body })
  const law = (name: string, answers: ReadonlyArray<Answer>, stream: boolean): Law => ({
    name: `${name} is MalformedResponse, ${stream ? "streamed" : "whole"}`,
    check: Effect.gen(function* () {
      for (const answer of answers) {
        const { failure } = yield* answered(subject, answer, request(stream))
        assert.strictEqual(failure?._tag, "MalformedResponse", JSON.stringify(answer).slice(0, 200))
      }
    })
  })
  const shapes = ["null", "42", '"text"', "[]", "{}", '{"unexpected":{"__proto__":[null]}}']
  return [
    law("garbage", [as("application/json", "\u0000\u0001 garbage"), as("text/plain", "garbage")], false),
    law("garbage", [as("application/json", "garbage"), as("text/plain", "garbage")], true),
    law("HTML", [as("text/html", page), as("application/json", page)], false),
    law("HTML", [as("text/html", page), as("application/json", page)], true),
    law("an empty body", [as("application/json", ""), as("application/json", " \n")], false),
    law("an empty body", [as("application/json", ""), as(events, "")], true),
    law("half a JSON", [as("application/json", whole.slice(0, whole.length >> 1))], false),
    law("half a JSON", [as("application/json", whole.slice(0, whole.length >> 1))], true),
    law(
      "JSON of another shape",
      shapes.map((shape) => as("application/json", shape)),
      false
    ),
    law("a frame that is no JSON", [as(events, 'data: {"a\n\n'), as(events, "data: garbage\n\n")], true),
    {
      name: "a stream without a single frame is no answer",
      check: Effect.gen(function* () {
        for (const body of ["garbage", page, ": only a comment\n\n"]) {
          const { events: told, failure } = yield* answered(subject, as(events, body), request(true))
          assert.deepStrictEqual(told, [])
          assert.include(["MalformedResponse", "StreamTruncated"], failure?._tag)
        }
      })
    },
    ...[true, false].map((stream): Law => ({
      name: `an answer without end is MalformedResponse and is hung up on, ${stream ? "streamed" : "whole"}`,
      check: served([endless(stream ? events : "application/json")], (server) =>
        Effect.gen(function* () {
          const { failure } = yield* ask(subject, server.url, request(stream))
          assert.strictEqual(failure?._tag, "MalformedResponse")
          assert.strictEqual(yield* Effect.promise(() => server.requests[0]!.outcome), "aborted")
        })
      ),
      timeout: 600_000
    }))
  ]
}
