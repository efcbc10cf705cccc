import { assert, describe, it } from "@effect/vitest"
import * as Cuts from "@turnout/testing/Cuts"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { Transport, type TransportRequest } from "@turnout/wire/Transport"
import { Effect, Layer } from "effect"
import * as Net from "node:net"
import { Agent } from "undici"
import * as TransportUndici from "../src/TransportUndici.ts"

/** One connection, so that the second request goes out on the first one's. */
const layer = TransportUndici.layerUndici({ connections: 1 })

/** Answers each request on a connection with the same bytes, and keeps it. */
const kept = (bytes: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const sockets = new Set<Net.Socket>()
      let accepted = 0
      const server = Net.createServer((socket) => {
        accepted++
        sockets.add(socket)
        socket.on("error", () => undefined)
        socket.on("data", () => socket.write(bytes))
      })
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
      const url = `http://127.0.0.1:${(server.address() as Net.AddressInfo).port}`
      return { url, accepted: () => accepted, sockets, server }
    }),
    ({ server, sockets }) =>
      Effect.promise(async () => {
        for (const socket of sockets) socket.destroy()
        await new Promise((resolve) => server.close(resolve))
      })
  )

const ask = (url: string, more: Partial<TransportRequest> = {}) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { send } = yield* Transport
      const response = yield* send({ url, method: "POST", headers: {}, body: "{}", ...more })
      const all: Array<Uint8Array> = []
      for (let bytes = yield* response.read; bytes !== undefined; bytes = yield* response.read)
        all.push(bytes)
      return Buffer.concat(all).toString()
    })
  )

const ok: ScriptedHttp.Answer = { body: "ok" }

/** Accepts the request and ends the connection without a word. */
const hangUp: ScriptedHttp.Answer = { raw: true, body: [], ending: "end" }

/** Half a status line, then the end. */
const half = (ending: "end" | "reset"): ScriptedHttp.Answer => ({ raw: true, body: ["HTTP/1.1 20"], ending })

describe("a connection that is kept", () => {
  for (const [name, broken] of [
    ["reset", ScriptedHttp.reset],
    ["closed", hangUp]
  ] as const) {
    it.live(`that was ${name} before it was used again is stale, and a fresh one answers`, () =>
      Effect.gen(function* () {
        const server = yield* ScriptedHttp.make([ok, broken, ok, ok])
        assert.strictEqual(yield* ask(server.url), "ok")
        assert.strictEqual((yield* Effect.flip(ask(server.url))).kind, "stale")
        assert.strictEqual(yield* ask(server.url, { fresh_connection: true }), "ok")
        assert.strictEqual(server.accepted(), 2)
      }).pipe(Effect.provide(layer))
    )

    it.live(`that is new and ${name} is the endpoint's affair`, () =>
      Effect.gen(function* () {
        const server = yield* ScriptedHttp.make(() => broken)
        assert.strictEqual((yield* Effect.flip(ask(server.url))).kind, "reset")
        assert.strictEqual((yield* Effect.flip(ask(server.url, { fresh_connection: true }))).kind, "reset")
      }).pipe(Effect.provide(layer))
    )
  }

  it.live("a fresh connection is new even where others are kept, and it is not kept", () =>
    Effect.gen(function* () {
      const server = yield* ScriptedHttp.make(() => ok)
      for (const fresh_connection of [false, true, true, false]) yield* ask(server.url, { fresh_connection })
      assert.strictEqual(server.accepted(), 3)
    }).pipe(Effect.provide(layer))
  )

  for (const ending of ["end", "reset"] as const) {
    it.live(`an answer that had begun is not stale (${ending})`, () =>
      Effect.gen(function* () {
        const server = yield* ScriptedHttp.make([ok, half(ending)])
        yield* ask(server.url)
        assert.strictEqual((yield* Effect.flip(ask(server.url))).kind, "reset")
      }).pipe(Effect.provide(layer))
    )
  }
})

describe("a connection that a host's own dispatcher keeps", () => {
  it.live("is stale where the server closed it; of a reset nobody can say", () =>
    Effect.gen(function* () {
      const kinds: Array<string> = []
      for (const broken of [hangUp, ScriptedHttp.reset]) {
        const server = yield* ScriptedHttp.make([ok, broken])
        const agent = new Agent({ connections: 1 })
        const { send } = TransportUndici.make(agent)
        const layer = Layer.succeed(Transport, { send })
        yield* Effect.provide(ask(server.url), layer)
        kinds.push((yield* Effect.provide(Effect.flip(ask(server.url)), layer)).kind)
        yield* Effect.promise(() => agent.destroy())
      }
      assert.deepStrictEqual(kinds, ["stale", "reset"])
    }).pipe(Effect.scoped)
  )
})

describe("100 Continue", () => {
  const fresh = { fresh_connection: true }
  const interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\nx-note: a\r\n\r\n"
  const answer = "HTTP/1.1 200 OK\r\ncontent-length: 24\r\n\r\nHTTP/1.1 100 is the body"

  it.live("that nobody asked for is passed over, cut at every place", () =>
    Effect.gen(function* () {
      const cuts = [...Cuts.twoParts(Cuts.bytesOf(interim + answer))]
      const server = yield* ScriptedHttp.make((_request, index) => ({ raw: true, body: cuts[index]! }))
      for (const _ of cuts) assert.strictEqual(yield* ask(server.url, fresh), "HTTP/1.1 100 is the body")
      assert.strictEqual(server.requests.length, cuts.length)
    }).pipe(Effect.provide(layer))
  )

  it.live("is passed over on a connection that is used again", () =>
    Effect.gen(function* () {
      const server = yield* kept(interim + answer)
      for (let turn = 0; turn < 3; turn++)
        assert.strictEqual(yield* ask(server.url), "HTTP/1.1 100 is the body")
      assert.strictEqual(server.accepted(), 1)
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.live("without an answer behind it is a broken connection, and one without an end no harm", () =>
    Effect.gen(function* () {
      const endless = `HTTP/1.1 100 Continue\r\nx-note: ${"a".repeat(40_000)}`
      const bodies = [interim, "HTTP/1.1 100 Con", endless]
      const server = yield* ScriptedHttp.make((_request, index) => ({ raw: true, body: [bodies[index]!] }))
      for (const _ of bodies) assert.strictEqual((yield* Effect.flip(ask(server.url, fresh))).kind, "reset")
    }).pipe(Effect.provide(layer))
  )
})
