import { assert, describe, it } from "@effect/vitest"
import type { FailureClass } from "@turnout/core/Failure"
import { keepAlive } from "@turnout/core/Provider"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as TransportFetch from "../src/TransportFetch.ts"
import { TransportError, errorOf } from "../src/Transport.ts"
import {
  answering,
  credential,
  endpoint,
  key,
  outcome,
  prepared,
  type Read,
  readAll,
  routeAt,
  run
} from "./route.ts"

const sse = { headers: { "content-type": "text/event-stream; charset=utf-8" } }
const json = { headers: { "content-type": "application/json" } }
const broke = errorOf("reset", "http://vendor.test", "ECONNRESET")

const streamed = (reads: ReadonlyArray<Read>, head: Parameters<typeof answering>[0] = sse) =>
  outcome(routeAt(answering(head, reads).transport), true)

const unary = (reads: ReadonlyArray<Read>, head: Parameters<typeof answering>[0] = json) =>
  outcome(routeAt(answering(head, reads).transport), false)

describe("Route: what is sent", () => {
  it.effect("body, headers and key go to the address, as POST", () =>
    Effect.gen(function* () {
      const { transport, requests } = answering(json, ['{"text":"a"}'])
      const route = routeAt(transport, "http://vendor.test/")
      yield* outcome(route, false)
      yield* outcome(route, true)
      assert.deepStrictEqual(requests[0], {
        url: "http://vendor.test/v1/words",
        method: "POST",
        headers: {
          "content-type": "application/json",
          "user-agent": "turnout/0.1.0",
          accept: "application/json",
          "x-version": "1",
          authorization: `Bearer ${key}`
        },
        body: '{"stream":false}',
        connect_timeout_ms: 1_000
      })
      assert.strictEqual(requests[1]?.headers["accept"], "text/event-stream")
    })
  )

  it.effect("a request for a connection of its own tells the transport", () =>
    Effect.gen(function* () {
      const { transport, requests } = answering(json, ['{"text":"a"}'])
      const options = { connect_timeout_ms: 1_000, now: 0, fresh_connection: true }
      yield* routeAt(transport).run(prepared(false), endpoint, credential, options).pipe(Effect.scoped)
      assert.strictEqual(requests[0]?.fresh_connection, true)
    })
  )

  it.effect("a kept connection that the server had closed is told from an endpoint that breaks it", () =>
    Effect.gen(function* () {
      const tell = (kind: "reset" | "stale") =>
        routeAt({ send: () => Effect.fail(errorOf(kind, "http://vendor.test", "ECONNRESET")) })
          .run(prepared(false), endpoint, credential, { connect_timeout_ms: 1, now: 0 })
          .pipe(Effect.scoped, Effect.flip)
      const stale = yield* tell("stale")
      assert.isTrue(stale._tag === "ConnectionFailed" && stale.stale === true)
      assert.strictEqual(stale.rule, "transport:stale")
      const reset = yield* tell("reset")
      assert.isTrue(reset._tag === "ConnectionFailed" && reset.stale === undefined)
    })
  )

  it.effect("what cannot be written as JSON is refused, and nothing is sent", () =>
    Effect.gen(function* () {
      const { transport, requests } = answering(json, [])
      const body: { [key: string]: unknown } = {}
      body["self"] = body
      const failure = yield* routeAt(transport)
        .run(prepared(false, body as never), endpoint, credential, { connect_timeout_ms: 1, now: 0 })
        .pipe(Effect.scoped, Effect.flip)
      assert.strictEqual(failure._tag, "InvalidRequest")
      assert.strictEqual(requests.length, 0)
    })
  )
})

describe("Route: streams", () => {
  it.effect("one read of the network is one array of events, empty where nothing was complete", () =>
    Effect.gen(function* () {
      const { reads, failure } = yield* streamed([
        "data: a\n\nda",
        "ta: b\n",
        ": ping\n",
        "\ndata: c\n\ndata: [END]\n\n"
      ])
      assert.deepStrictEqual(reads, ["a", "", "", "b c end"])
      assert.isUndefined(failure)
    })
  )

  it.effect("a last frame without its blank line counts", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* streamed(["data: a\n\ndata: [END]"]), {
        reads: ["a", "end"],
        failure: undefined
      })
    })
  )

  it.effect("events before a failure come first, the failure with the next read", () =>
    Effect.gen(function* () {
      const { reads, failure } = yield* streamed([
        "data: a\n\nevent: error\ndata: b\n\ndata: c\n\n",
        "data: d\n\n"
      ])
      assert.deepStrictEqual(reads, ["a"])
      assert.strictEqual(failure?._tag, "Overloaded")
      const alone = yield* streamed(["event: error\ndata: b\n\n"])
      assert.deepStrictEqual([alone.reads, alone.failure?._tag], [[], "Overloaded"])
    })
  )

  it.effect("every way to end badly has its class", () =>
    Effect.gen(function* () {
      const table: ReadonlyArray<
        readonly [string, ReadonlyArray<Read>, ReadonlyArray<string>, FailureClass | undefined]
      > = [
        ["broken before the first byte", [broke], [], "ConnectionFailed"],
        ["broken after content", ["data: a\n\n", broke], ["a"], "StreamTruncated"],
        ["broken in a frame", ["data: a\n\nda", broke], ["a"], "StreamTruncated"],
        ["broken behind the terminal", ["data: [END]\n\n", broke], ["end"], undefined],
        ["ended early", ["data: a\n\n"], ["a"], "StreamTruncated"],
        ["ended in half a frame", ['data: a\n\ndata: {"b'], ["a"], "StreamTruncated"],
        ["broken in a frame behind the last word", ["data: [FIN]\n\nda", broke], ["[FIN]", "end"], undefined],
        [
          "ended in half a frame behind the last word",
          ['data: [FIN]\n\ndata: {"b'],
          ["[FIN]", "end"],
          undefined
        ],
        ["empty", [], [], "MalformedResponse"],
        ["HTML under the stream's own name", ["<html>\n<body>busy", "</body>"], [], "MalformedResponse"],
        ["nothing but comments", [": ping\n\n", ": ping\n\n"], ["", ""], "MalformedResponse"],
        ["a frame of garbage", ["data: [BAD]\n\n", "data: a\n\n"], [], "MalformedResponse"],
        ["a frame that the protocol trips over", ["data: a\n\ndata: [BUG]\n\n"], ["a"], "MalformedResponse"],
        [
          "an endless line",
          Array.from({ length: 20 }, () => "x".repeat(100)),
          Array<string>(10).fill(""),
          "MalformedResponse"
        ]
      ]
      for (const [name, given, reads, expected] of table) {
        const got = yield* streamed(given)
        assert.deepStrictEqual([got.reads, got.failure?._tag], [reads, expected], name)
      }
    })
  )

  it.effect("the first bytes say what it is, whatever the content type says", () =>
    Effect.gen(function* () {
      const good = ["data: a\n\ndata: [END]\n\n"]
      const types = [
        "Text/Event-Stream",
        "text/html",
        "text/plain; charset=utf-8",
        "image/png",
        "application/json"
      ]
      for (const type of [undefined, ...types]) {
        const head = { headers: type === undefined ? {} : { "content-type": type } }
        assert.deepStrictEqual(yield* streamed(good, head), { reads: ["a end"], failure: undefined }, type)
        assert.deepStrictEqual((yield* unary(good, head)).reads, ["a end"], type)
        assert.strictEqual((yield* streamed(["<!doctype html>"], head)).failure?.rule, "body:page", type)
      }
    })
  )

  it.effect("JSON where a stream was asked for is a whole answer, or an error", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* streamed(['{"text":', '"a"}'], json), {
        reads: ["", "", "a end"],
        failure: undefined
      })
      const { failure } = yield* streamed(['{"error":"The service is overloaded"}'], json)
      assert.strictEqual(failure?._tag, "Overloaded")
    })
  )

  it.effect("bytes behind the terminal are not waited for without end", () =>
    Effect.gen(function* () {
      const more = Array.from({ length: 1_000 }, () => "data: more\n\n".repeat(100))
      const { transport, taken } = answering(sse, ["data: [END]\n\ndata: late\n\n", ...more])
      assert.deepStrictEqual(yield* outcome(routeAt(transport), true), { reads: ["end"], failure: undefined })
      assert.isBelow(taken(), 100)
    })
  )
})

describe("Route: whole answers", () => {
  it.effect("each read is a sign of life, the last has the events", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* unary(['{"te', 'xt":"a', '"}']), {
        reads: ["", "", "", "a end"],
        failure: undefined
      })
    })
  )

  it.effect("white space before the body tells that the connection lives, and nothing more", () =>
    Effect.gen(function* () {
      const parts = ["    ", "\r\n\t ", '\n {"text"', " ", ':"a"}']
      const { transport } = answering(json, parts)
      const { read } = yield* run(routeAt(transport), false)
      const alive: Array<boolean> = []
      for (const _ of parts) alive.push((yield* read) === keepAlive)
      assert.deepStrictEqual(alive, [true, true, false, false, false])
      assert.strictEqual((yield* read)?.length, 2)
    }).pipe(Effect.scoped)
  )

  it.effect("however much of it comes, and comments where a stream answers", () =>
    Effect.gen(function* () {
      for (const [answer, parts, more] of [
        [json, [" ", "\n", " \r\n", "\t", "    ", " "], '{"text":"a"}'],
        [sse, [": ping\n\n", ":", " ping\n", "\n", ": ping\n\n"], "data: a\n\n"],
        [json, ["\n", " ", "   ", ": ping\n\n"], "data: a\n\n"]
      ] as const) {
        const { transport } = answering(answer, [...parts, more])
        const { read } = yield* run(routeAt(transport), false)
        // The first bytes are gathered until they tell whether the body is packed.
        let last = yield* read
        let alive = 0
        for (; last === keepAlive; last = yield* read) alive++
        assert.isAtLeast(alive, parts.length - 3)
        assert.isAtLeast(last?.length ?? -1, 0, "the next read is a part of the answer")
      }
    }).pipe(Effect.scoped)
  )

  it.effect("every way to be no answer has its class", () =>
    Effect.gen(function* () {
      const html = { headers: { "content-type": "text/html" } }
      const table: ReadonlyArray<
        readonly [string, ReadonlyArray<Read>, Parameters<typeof answering>[0], FailureClass]
      > = [
        ["nothing", [], json, "MalformedResponse"],
        ["space", [" \n"], json, "MalformedResponse"],
        ["half a JSON", ['{"text":"a'], json, "MalformedResponse"],
        ["another shape", ['{"words":[]}'], json, "MalformedResponse"],
        ["null", ["null"], json, "MalformedResponse"],
        ["what the protocol trips over", ['{"text":"bug"}'], json, "MalformedResponse"],
        ["a page", ["<html>"], html, "MalformedResponse"],
        ["a page in disguise", ["<html>"], json, "MalformedResponse"],
        ["a tower of brackets", ["[".repeat(1_000_000)], json, "MalformedResponse"],
        ["an error", ['{"error":{"message":"Rate limit reached"}}'], json, "RateLimited"],
        ["broken before the first byte", [broke], json, "ConnectionFailed"],
        ["broken in the middle", ['{"text"', broke], json, "StreamTruncated"]
      ]
      for (const [name, reads, head, expected] of table) {
        assert.strictEqual((yield* unary(reads, head)).failure?._tag, expected, name)
      }
      assert.isUndefined((yield* unary(['{"text":"a"}'], {})).failure)
      assert.isUndefined(
        (yield* unary(['{"text":"a"}'], { headers: { "content-type": "text/plain" } })).failure
      )
    })
  )

  it.effect("an endless body is aborted at its limit", () =>
    Effect.gen(function* () {
      const { transport, taken } = answering(
        json,
        Array.from({ length: 100 }, () => " ".repeat(100))
      )
      const { failure } = yield* outcome(routeAt(transport, undefined, { bodyLimit: 1_000 }), false)
      assert.deepStrictEqual([failure?._tag, failure?.rule], ["MalformedResponse", "body:limit"])
      assert.strictEqual(taken(), 11)
    })
  )
})

describe("Route: refusals", () => {
  it.effect("status, headers and body make the failure", () =>
    Effect.gen(function* () {
      const headers = { "x-request-id": "req_9", "retry-after": "3", "x-should-retry": "false" }
      const { failure } = yield* unary(["slow ", "down"], { status: 429, headers })
      assert.deepStrictEqual(JSON.parse(JSON.stringify(failure)), {
        _tag: "RateLimited",
        message: "The endpoint answered with status 429.",
        status: 429,
        provider_message: "slow down",
        retry_after_ms: 3_000,
        should_retry: false,
        rule: "status:429",
        request_id: "req_9"
      })
    })
  )

  it.effect("a body is read up to its bound, and as far as it comes", () =>
    Effect.gen(function* () {
      const endless = answering(
        { status: 500 },
        Array.from({ length: 1_000 }, () => "x".repeat(100))
      )
      const long = yield* outcome(routeAt(endless.transport, undefined, { errorLimit: 250 }), false)
      assert.strictEqual(long.failure?.provider_message, "x".repeat(250))
      assert.strictEqual(endless.taken(), 3)
      const half = yield* unary(["over", "loaded", broke], { status: 500 })
      assert.deepStrictEqual(
        [half.failure?._tag, half.failure?.provider_message],
        ["Overloaded", "overloaded"]
      )
    })
  )

  it.effect("a body that does not come is not waited for", () =>
    Effect.gen(function* () {
      const route = routeAt({
        send: () => Effect.succeed({ status: 429, headers: { "retry-after": "1" }, read: Effect.never })
      })
      const fiber = yield* Effect.forkChild(outcome(route, true))
      yield* TestClock.adjust("10 seconds")
      const { failure } = yield* Fiber.join(fiber)
      assert.deepStrictEqual([failure?._tag, failure?.retry_after_ms], ["RateLimited", 1_000])
    })
  )

  it.effect("what the protocol trips over is told by its status", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* unary(["bug"], { status: 503 })).failure?._tag, "Overloaded")
    })
  )

  it.effect("a key that the vendor repeats reaches nobody", () =>
    Effect.gen(function* () {
      const refused = yield* unary([`Unknown key ${key}, or ${key.slice(0, 12)}***`], { status: 401 })
      const inside = yield* streamed([`event: error\ndata: for ${key}\n\n`])
      for (const { failure } of [refused, inside]) {
        assert.isDefined(failure)
        assert.notInclude(`${JSON.stringify(failure)} ${String(failure)} ${failure?.stack}`, key.slice(0, 12))
      }
    })
  )

  it.effect("no connection, and none in time", () =>
    Effect.gen(function* () {
      const failing = (kind: "connect" | "connect_timeout" | "invalid") =>
        outcome(routeAt({ send: ({ url }) => Effect.fail(errorOf(kind, url, "CODE")) }), false)
      const { failure } = yield* failing("connect")
      assert.deepStrictEqual(
        [failure?._tag, failure?.code, failure?.rule],
        ["ConnectionFailed", "CODE", "transport:connect"]
      )
      const late = (yield* failing("connect_timeout")).failure
      assert.strictEqual(late?._tag === "TimedOut" && late.timer, "connect")
      const invalid = (yield* failing("invalid")).failure
      assert.deepStrictEqual([invalid?._tag, invalid?.should_retry], ["InternalError", false])
      assert.instanceOf(invalid?.cause, TransportError)
    })
  )
})

describe("Route: the reply", () => {
  it.effect("carries the vendor's id and limits, and so do its failures", () =>
    Effect.gen(function* () {
      const headers = { ...sse.headers, "request-id": "req_1", "x-ratelimit-remaining-requests": "7" }
      const reply = yield* run(routeAt(answering({ headers }, ["data: a\n\n"]).transport), true)
      assert.strictEqual(reply.request_id, "req_1")
      assert.deepStrictEqual(reply.rate_limit, { remaining_requests: 7 })
      const { failure } = yield* readAll(reply)
      assert.deepStrictEqual([failure?._tag, failure?.request_id], ["StreamTruncated", "req_1"])
    })
  )

  it.live("walks over real sockets, and hangs up when its scope closes", () =>
    Effect.gen(function* () {
      const server = yield* ScriptedHttp.make([
        ScriptedHttp.sse(["data: a\n\n", "data: b\n\ndata: [END]\n\n"]),
        ScriptedHttp.json({ text: "c" }),
        ScriptedHttp.sse(["data: d\n\n"], { ending: "reset" }),
        ScriptedHttp.sse(["data: e\n\n"], { ending: "hang" }),
        ScriptedHttp.sse(["data: f\n\ndata: [END]\n\n"], { ending: "hang" })
      ])
      const route = routeAt(TransportFetch.make(fetch), server.url)
      const first = yield* outcome(route, true)
      assert.deepStrictEqual([first.reads.join(" "), first.failure], ["a b end", undefined])
      assert.deepStrictEqual((yield* outcome(route, false)).reads, ["", "c end"])
      const third = yield* outcome(route, true)
      assert.deepStrictEqual([third.reads.join(""), third.failure?._tag], ["d", "StreamTruncated"])
      yield* Effect.scoped(Effect.flatMap(run(route, true), (reply) => reply.read))
      assert.strictEqual(yield* Effect.promise(() => server.requests[3]!.outcome), "aborted")
      // The terminal is the end, whether or not the server hangs up.
      const last = yield* outcome(route, true)
      assert.deepStrictEqual([last.reads, last.failure], [["f end"], undefined])
      assert.strictEqual(server.requests[0]?.headers["authorization"], `Bearer ${key}`)
    })
  )
})
