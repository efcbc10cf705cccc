import { assert, describe, it } from "@effect/vitest"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import * as TransportSuite from "@turnout/testing/TransportSuite"
import { Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { Transport } from "../src/Transport.ts"
import { layerFetch } from "../src/TransportFetch.ts"
import * as TransportHttpClient from "../src/TransportHttpClient.ts"

const client = FetchHttpClient.layer

const layer = TransportHttpClient.layerHttpClient.pipe(Layer.provide(client))

describe("TransportHttpClient", () => {
  for (const { name, check } of TransportSuite.laws) {
    it.live(name, () => Effect.scoped(check).pipe(Effect.provide(layer)))
  }

  it.live(
    "a key goes nowhere but to the host that it was meant for, whatever the client's own options say",
    () =>
      Effect.gen(function* () {
        const elsewhere = yield* ScriptedHttp.make(() => ({ body: "stolen" }))
        const server = yield* ScriptedHttp.make(() => ({
          status: 307,
          headers: { location: `${elsewhere.url}/v1` },
          body: ""
        }))
        const follows = FetchHttpClient.layer.pipe(
          Layer.provide(Layer.succeed(FetchHttpClient.RequestInit, { redirect: "follow" }))
        )
        const transports = [
          layer,
          TransportHttpClient.layerHttpClient.pipe(Layer.provide(follows)),
          TransportHttpClient.layerHttpClientWith({ fetch: { redirect: "follow" } }).pipe(
            Layer.provide(client)
          ),
          layerFetch
        ]
        for (const transport of transports) {
          const response = yield* Effect.flatMap(Transport, ({ send }) =>
            send({ url: server.url, method: "POST", headers: { "x-api-key": "k" }, body: "{}" })
          ).pipe(Effect.scoped, Effect.provide(transport))
          assert.strictEqual(response.status, 307)
        }
        assert.deepStrictEqual(elsewhere.requests, [])
      })
  )

  it.live("the host's own options of fetch reach fetch", () =>
    Effect.gen(function* () {
      const seen: Array<unknown> = []
      const fetch: typeof globalThis.fetch = (_, init) => {
        seen.push([init?.credentials, init?.redirect])
        return Promise.resolve(new Response("ok"))
      }
      const own = FetchHttpClient.layer.pipe(Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch)))
      const beside = TransportHttpClient.layerHttpClient.pipe(
        Layer.provide([own, Layer.succeed(FetchHttpClient.RequestInit, { credentials: "omit" })])
      )
      yield* Effect.flatMap(Transport, ({ send }) =>
        send({ url: "http://vendor.test", method: "GET", headers: {} })
      ).pipe(Effect.scoped, Effect.provide(beside))
      assert.deepStrictEqual(seen, [["omit", "manual"]])
    })
  )

  it.live("tells vendors of the host's trace only when asked to", () =>
    Effect.gen(function* () {
      const server = yield* ScriptedHttp.make(() => ({ body: "ok" }))
      const send = Effect.flatMap(Transport, (transport) =>
        transport.send({ url: server.url, method: "GET", headers: {} })
      ).pipe(Effect.scoped, Effect.withSpan("host"))
      yield* Effect.provide(send, layer)
      const traced = TransportHttpClient.layerHttpClientWith({ tracing: true }).pipe(Layer.provide(client))
      yield* Effect.provide(send, traced)
      const seen = server.requests.map(({ headers }) => headers["traceparent"] !== undefined)
      assert.deepStrictEqual(seen, [false, true])
    })
  )
})
