import { assert, describe, it } from "@effect/vitest"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import * as TransportSuite from "@turnout/testing/TransportSuite"
import { Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { Transport } from "../src/Transport.ts"
import * as TransportHttpClient from "../src/TransportHttpClient.ts"

const client = FetchHttpClient.layer.pipe(
  Layer.provide(Layer.succeed(FetchHttpClient.RequestInit, { redirect: "manual" }))
)

const layer = TransportHttpClient.layerHttpClient.pipe(Layer.provide(client))

describe("TransportHttpClient", () => {
  for (const { name, check } of TransportSuite.laws) {
    it.live(name, () => Effect.scoped(check).pipe(Effect.provide(layer)))
  }

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
