import { assert, describe, it } from "@effect/vitest"
import * as Listened from "@turnout/testing/Listened"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import * as TransportSuite from "@turnout/testing/TransportSuite"
import { Transport, type TransportRequest } from "@turnout/wire/Transport"
import { Effect, Exit, Layer, Scope } from "effect"
import { Agent } from "undici"
import * as Warm from "../src/transport-undici/warm.ts"
import * as TransportUndici from "../src/TransportUndici.ts"

const layer = TransportUndici.layerUndici()

const send = (request: TransportRequest) => Effect.flatMap(Transport, (transport) => transport.send(request))

const get = (url: string): TransportRequest => ({ url, method: "GET", headers: {} })

const drain = (url: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      const response = yield* send(get(url))
      while ((yield* response.read) !== undefined) continue
    })
  )

const listenedTo = Layer.effect(Transport, Effect.map(Transport, Listened.sending)).pipe(Layer.provide(layer))

const settle = (holds: () => boolean) =>
  Effect.gen(function* () {
    for (let turn = 0; turn < 300 && !holds(); turn++) yield* Effect.sleep(10)
    assert.isTrue(holds())
  })

describe("TransportUndici", () => {
  for (const { name, check } of TransportSuite.laws) {
    it.live(name, () => Effect.scoped(check).pipe(Effect.provide(layer)))
    it.live(`${name}, to a listener`, () => Effect.scoped(check).pipe(Effect.provide(listenedTo)))
  }

  // Under a test's clock no timeout ends what hangs.
  it.effect("is built without waiting for time to pass: the exchange that warms it is answered", () =>
    Effect.gen(function* () {
      const agent = yield* Effect.acquireRelease(
        Effect.sync(() => new Agent({ connect: Warm.connect })),
        (agent) => Effect.promise(() => agent.destroy())
      )
      const { read } = yield* TransportUndici.make(agent).send(get("http://localhost"))
      assert.strictEqual(new TextDecoder().decode(yield* read), "ok")
      assert.isUndefined(yield* read)
      yield* Effect.provide(Transport, layer)
    })
  )

  it.live("a layer that is closed leaves no socket", () =>
    Effect.gen(function* () {
      const server = yield* ScriptedHttp.make(() => ({ body: "ok" }))
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(layer, scope)
      yield* Effect.provide(drain(server.url), context)
      assert.strictEqual(server.open(), 1)
      yield* Scope.close(scope, Exit.void)
      yield* settle(() => server.open() === 0)
    })
  )

  it.live("aborted requests leave no socket either", () =>
    Effect.gen(function* () {
      const server = yield* ScriptedHttp.make([
        ScriptedHttp.sse(["a"], { ending: "hang" }),
        ScriptedHttp.silence
      ])
      yield* Effect.scoped(Effect.flatMap(send(get(server.url)), ({ read }) => read))
      yield* Effect.timeoutOption(Effect.scoped(send(get(server.url))), 50)
      yield* settle(() => server.open() === 0)
      assert.strictEqual(server.requests.length, 2)
    }).pipe(Effect.provide(layer))
  )

  it.live("what one read brought is handed on at once, however many HTTP chunks it was", () =>
    Effect.gen(function* () {
      const chunks = ["data: 1\n\n", "data: 2\n\n", "data: 3\n\n"]
      const head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
      const body = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join("")
      const server = yield* ScriptedHttp.make([{ raw: true, body: [`${head + body}0\r\n\r\n`] }])
      const response = yield* send(get(server.url))
      assert.strictEqual(new TextDecoder().decode(yield* response.read), chunks.join(""))
      assert.isUndefined(yield* response.read)
    }).pipe(Effect.provide(layer))
  )

  it.live("a read that was interrupted loses no bytes", () =>
    Effect.gen(function* () {
      const gate = Promise.withResolvers<void>()
      const server = yield* ScriptedHttp.make([ScriptedHttp.gated(["a", "b"], [gate.promise])])
      const response = yield* send(get(server.url))
      yield* response.read
      assert.isTrue((yield* Effect.timeoutOption(response.read, 20))._tag === "None")
      gate.resolve()
      assert.strictEqual(new TextDecoder().decode(yield* response.read), "b")
    }).pipe(Effect.provide(layer))
  )

  it.live("connections per origin are bounded where asked", () =>
    Effect.gen(function* () {
      const server = yield* ScriptedHttp.make(() => ({ body: [{ wait: 10 }, "ok"] }))
      yield* Effect.forEach(Array.from({ length: 6 }), () => drain(server.url), { concurrency: 6 })
      assert.strictEqual(server.requests.length, 6)
      assert.strictEqual(server.accepted(), 2)
    }).pipe(Effect.provide(TransportUndici.layerUndici({ connections: 2 })))
  )

  it.live("waits for a connection as long as it is told to, and then gives it up", () =>
    Effect.gen(function* () {
      // A connection that never stands: the connector of this dispatcher never calls back.
      const agent = new Agent({ connect: () => undefined })
      const transport = TransportUndici.make(agent)
      const request = { ...get("http://vendor.test/?q=secret"), connect_timeout_ms: 30 }
      const error = yield* Effect.flip(transport.send(request))
      assert.deepStrictEqual(
        [error.kind, error.message],
        ["connect_timeout", "No connection was established in time to vendor.test."]
      )
      yield* Effect.promise(() => agent.destroy())
    })
  )

  it.live("a request aborted while it connects is never written", () =>
    Effect.gen(function* () {
      const server = yield* ScriptedHttp.make(() => ({ body: "ok" }))
      const { default: Net } = yield* Effect.promise(() => import("node:net"))
      const gate = Promise.withResolvers<void>()
      const agent = new Agent({
        connect: (_options, callback) => {
          void gate.promise.then(() => {
            const socket = Net.connect(Number(new URL(server.url).port), "127.0.0.1", () =>
              callback(null, socket)
            )
          })
        }
      })
      const transport = TransportUndici.make(agent)
      const given = yield* Effect.flip(transport.send({ ...get(server.url), connect_timeout_ms: 10 }))
      assert.strictEqual(given.kind, "connect_timeout")
      gate.resolve()
      yield* settle(() => server.accepted() > 0)
      yield* Effect.sleep(30)
      assert.strictEqual(server.requests.length, 0)
      yield* Effect.promise(() => agent.destroy())
    })
  )

  it.live("headers that cannot be sent are a failure, not a defect", () =>
    Effect.gen(function* () {
      const server = yield* ScriptedHttp.make(() => ({ body: "ok" }))
      const error = yield* Effect.flip(send({ ...get(server.url), headers: { "x-a": "line\nbreak" } }))
      assert.strictEqual(error.kind, "invalid")
      assert.strictEqual(server.requests.length, 0)
    }).pipe(Effect.provide(layer))
  )

  it.live("a dispatcher of the host's own is used, and left open", () =>
    Effect.gen(function* () {
      const server = yield* ScriptedHttp.make(() => ({ body: "ok" }))
      const agent = new Agent()
      yield* Effect.provide(drain(server.url), TransportUndici.layerDispatcher(agent))
      assert.isFalse(agent.closed)
      assert.strictEqual(server.open(), 1)
      yield* Effect.promise(() => agent.close())
    })
  )
})
