import * as Effect from "effect/Effect"
import * as Assert from "node:assert/strict"
import * as ScriptedHttp from "../ScriptedHttp.ts"
import type { Law } from "./law.ts"
import { eventually, post, reads, send, text } from "./exchange.ts"

const mebibyte = 1024 * 1024

export const laws: ReadonlyArray<Law> = [
  {
    name: "sends method, path, headers and body as they are, and nothing of its own tracing",
    check: Effect.gen(function* () {
      const server = yield* ScriptedHttp.make([{ body: "ok" }, { body: "ok" }])
      yield* text(yield* send(post(`${server.url}/v1/chat?a=b%20c`, '{"é":1}')))
      yield* text(yield* send({ url: server.url, method: "GET", headers: {} }))
      const [first, second] = server.requests
      Assert.deepEqual([first?.method, first?.path, first?.body], ["POST", "/v1/chat?a=b%20c", '{"é":1}'])
      Assert.equal(first?.headers["content-type"], "application/json")
      Assert.equal(first?.headers["authorization"], "Bearer sk-hidden")
      for (const name of ["traceparent", "tracestate", "b3"]) Assert.equal(first?.headers[name], undefined)
      Assert.deepEqual([second?.method, second?.body], ["GET", ""])
    })
  },
  {
    name: "sends bytes as bytes",
    check: Effect.gen(function* () {
      const server = yield* ScriptedHttp.make([{ body: "ok" }])
      const wide = new TextEncoder().encode('__{"a":"ü"}__')
      yield* text(yield* send({ ...post(server.url), body: wide.subarray(2, wide.length - 2) }))
      Assert.equal(server.requests[0]?.body, '{"a":"ü"}')
    })
  },
  {
    name: "gives status and headers, lower case, repeated ones joined",
    check: Effect.gen(function* () {
      const headers = { "X-Request-ID": "r1", "x-many": ["a", "b"] }
      const server = yield* ScriptedHttp.make([{ status: 429, headers, body: "slow down" }])
      const response = yield* send(post(server.url))
      Assert.equal(response.status, 429)
      Assert.equal(response.headers["x-request-id"], "r1")
      Assert.equal(response.headers["x-many"], "a, b")
      Assert.equal(yield* text(response), "slow down")
    })
  },
  {
    name: "follows no redirect",
    check: Effect.gen(function* () {
      const server = yield* ScriptedHttp.make([
        { status: 307, headers: { location: "/elsewhere" }, body: "x" }
      ])
      Assert.equal((yield* send(post(server.url))).status, 307)
      Assert.equal(server.requests.length, 1)
    })
  },
  {
    name: "gives the bytes of one network read at a time, and undefined after the last",
    check: Effect.gen(function* () {
      const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const pieces = ["data: a\n\n", "data: b\n\n", "data: c\n\n"]
      const server = yield* ScriptedHttp.make([
        ScriptedHttp.gated(
          pieces,
          gates.map((gate) => gate.promise)
        )
      ])
      const response = yield* send(post(server.url))
      const decoder = new TextDecoder()
      for (const [index, piece] of pieces.entries()) {
        Assert.equal(decoder.decode(yield* response.read), piece)
        gates[index]?.resolve()
      }
      Assert.equal(yield* response.read, undefined)
    })
  },
  {
    name: "an empty body is undefined at once",
    check: Effect.gen(function* () {
      const server = yield* ScriptedHttp.make([{ body: "" }, { status: 204 }])
      Assert.equal(yield* (yield* send(post(server.url))).read, undefined)
      Assert.equal(yield* (yield* send(post(server.url))).read, undefined)
    })
  },
  {
    name: "keeps bytes that are no text",
    check: Effect.gen(function* () {
      const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
      const server = yield* ScriptedHttp.make([{ body: [bytes.subarray(0, 200), bytes.subarray(200)] }])
      const all = yield* reads(yield* send(post(server.url)))
      Assert.deepEqual(new Uint8Array(Buffer.concat(all)), bytes)
    })
  },
  {
    name: "a body read to its end leaves its socket to the next request",
    check: Effect.gen(function* () {
      const server = yield* ScriptedHttp.make(() => ({ body: ["a", "b"] }))
      for (let count = 0; count < 4; count++) {
        Assert.equal(yield* Effect.scoped(Effect.flatMap(send(post(server.url)), text)), "ab")
        // Clients may wait a turn of the event loop, in case the server closes after all.
        yield* Effect.sleep(5)
      }
      Assert.equal(server.accepted(), 1)
    })
  },
  {
    name: "requests at the same time do not mix",
    check: Effect.gen(function* () {
      const server = yield* ScriptedHttp.make(({ body }) => ({ body: [body, { wait: 1 }, body] }))
      const asked = Array.from({ length: 24 }, (_, index) => `<${index}>`)
      const answers = yield* Effect.forEach(
        asked,
        (body) => Effect.scoped(Effect.flatMap(send(post(server.url, body)), text)),
        { concurrency: 8 }
      )
      Assert.deepEqual(
        answers,
        asked.map((body) => body + body)
      )
    })
  },
  {
    name: "a slow reader slows the sender down, and loses nothing",
    check: Effect.gen(function* () {
      const blocks = 48
      const block = new Uint8Array(mebibyte).fill(120)
      const sent = { blocks: 0 }
      const counted = {
        get wait() {
          sent.blocks++
          return 0
        }
      }
      const body = Array.from({ length: blocks }, () => [block, counted]).flat()
      const server = yield* ScriptedHttp.make([{ body }])
      const response = yield* send(post(server.url))
      const first = yield* response.read
      // Until nothing has moved for a while.
      let last = -1
      for (let still = 0; still < 5;) {
        yield* Effect.sleep(60)
        still = sent.blocks === last ? still + 1 : 0
        last = sent.blocks
      }
      Assert.ok(last < blocks)
      let received = first?.length ?? 0
      for (const bytes of yield* reads(response)) received += bytes.length
      Assert.equal(received, blocks * mebibyte)
      yield* eventually("the server ended", () => server.requests[0]?.state === "ended")
    })
  }
]
