/** An in-house vendor, reached with the host's existing `HttpClient`: its proxies, certificates and tracing. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Catalog } from "@turnout/core/Catalog"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import { Router } from "@turnout/router/Router"
import { layerHttpClient } from "@turnout/wire/TransportHttpClient"
import { Console, Effect, Layer, Stream } from "effect"
import * as Acme from "./Acme.ts"

const Live = Router.layer().pipe(
  Layer.provide(Acme.layer()),
  Layer.provide([ProviderRegistry.layer, Catalog.layerEmpty, layerHttpClient]),
  Layer.provide(NodeHttpClient.layerUndici)
)

const program = Effect.gen(function* () {
  const router = yield* Router
  const messages = [{ role: "user" as const, content: "Say hello." }]
  const whole = yield* router.chat({ model: "acme-writer", messages, seed: 7 })
  yield* Console.log(JSON.stringify(whole))
  const chunks = router.chatStream({ model: "acme-writer", messages })
  yield* Stream.runForEach(chunks, (chunk) => Console.log(JSON.stringify(chunk)))
})

await Effect.runPromise(Effect.provide(program, Live))
