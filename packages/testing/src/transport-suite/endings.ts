import { type Transport, TransportError, type TransportRequest } from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Assert from "node:assert/strict"
import * as ScriptedHttp from "../ScriptedHttp.ts"
import type { Law } from "./law.ts"
import { post, send, text } from "./exchange.ts"

const failure = (
  request: TransportRequest
): Effect.Effect<TransportError, unknown, Transport | Scope.Scope> =>
  Effect.map(Effect.flip(send(request)), (error) => {
    Assert.ok(error instanceof TransportError)
    Assert.doesNotMatch(`${error.message} ${JSON.stringify(error)}`, /sk-hidden|secret/)
    return error
  })

/** An address without a listener. */
const deserted = Effect.map(Effect.scoped(ScriptedHttp.make([])), ({ url }) => url)

export const laws: ReadonlyArray<Law> = [
  {
    name: "no listener is a failure to connect, with the system's code and no secret",
    check: Effect.gen(function* () {
      const error = yield* failure(post(`${yield* deserted}/v1?key=secret`))
      Assert.deepEqual([error.kind, error.code], ["connect", "ECONNREFUSED"])
    })
  },
  {
    name: "a URL that is none is invalid",
    check: Effect.gen(function* () {
      Assert.equal((yield* failure(post("no url, secret"))).kind, "invalid")
    })
  },
  {
    name: "a connection that breaks before the head is a reset",
    check: Effect.gen(function* () {
      const server = yield* ScriptedHttp.make([ScriptedHttp.reset])
      Assert.equal((yield* failure(post(server.url))).kind, "reset")
    })
  },
  {
    name: "an answer that is not HTTP is a failure like another",
    check: Effect.gen(function* () {
      const server = yield* ScriptedHttp.make(() => ({ raw: true, body: ["SMTP ready\r\n\r\n"] }))
      Assert.equal((yield* failure(post(server.url))).kind, "reset")
    })
  },
  {
    name: "a body that breaks off gives what came, then a reset",
    check: Effect.gen(function* () {
      const gate = Promise.withResolvers<void>()
      const server = yield* ScriptedHttp.make([
        ScriptedHttp.gated(["half", ""], [gate.promise], { ending: "reset" })
      ])
      const response = yield* send(post(server.url))
      Assert.equal(new TextDecoder().decode(yield* response.read), "half")
      gate.resolve()
      Assert.equal((yield* Effect.flip(response.read)).kind, "reset")
    })
  },
  {
    name: "a body shorter than its content-length is a reset, not an end",
    check: Effect.gen(function* () {
      const head = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n"
      const server = yield* ScriptedHttp.make([{ raw: true, body: [`${head}short`] }])
      const error = yield* Effect.flip(Effect.flatMap(send(post(server.url)), text))
      Assert.equal(error.kind, "reset")
    })
  },
  {
    name: "interruption before the head reaches the socket",
    check: Effect.gen(function* () {
      const server = yield* ScriptedHttp.make([ScriptedHttp.silence])
      const fiber = yield* Effect.forkChild(Effect.scoped(send(post(server.url))))
      const request = yield* Effect.promise(() => server.request(0))
      yield* Fiber.interrupt(fiber)
      Assert.equal(yield* Effect.promise(() => request.outcome), "aborted")
    })
  },
  {
    name: "interruption in the body reaches the socket",
    check: Effect.gen(function* () {
      const server = yield* ScriptedHttp.make([ScriptedHttp.sse(["a"], { ending: "hang" })])
      const fiber = yield* Effect.forkChild(Effect.scoped(Effect.flatMap(send(post(server.url)), text)))
      const request = yield* Effect.promise(() => server.request(0))
      yield* Effect.sleep(20)
      yield* Fiber.interrupt(fiber)
      Assert.equal(yield* Effect.promise(() => request.outcome), "aborted")
    })
  },
  {
    name: "a scope that closes over an unread body hangs up, and so fails a read that waits",
    check: Effect.gen(function* () {
      const server = yield* ScriptedHttp.make([ScriptedHttp.sse(["a"], { ending: "hang" })])
      const scope = yield* Scope.make()
      const response = yield* Scope.provide(send(post(server.url)), scope)
      Assert.equal(new TextDecoder().decode(yield* response.read), "a")
      const waiting = yield* Effect.forkChild(Effect.flip(response.read))
      yield* Effect.sleep(10)
      yield* Scope.close(scope, Exit.void)
      Assert.equal((yield* Fiber.join(waiting)).kind, "aborted")
      const request = yield* Effect.promise(() => server.request(0))
      Assert.equal(yield* Effect.promise(() => request.outcome), "aborted")
    })
  }
]
