import { Anthropic } from "@turnout/anthropic"
import * as Catalog from "@turnout/catalog/Catalog"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import { OpenAi } from "@turnout/openai"
import { Router } from "@turnout/router/Router"
import { layerUndici } from "@turnout/transport-undici/TransportUndici"
import { Console, Effect, Layer, Stream } from "effect"

const Live = Router.layer({ optimize: "ttft" }).pipe(
  Layer.provide(Layer.mergeAll(OpenAi.layer(), Anthropic.layer())),
  Layer.provide([ProviderRegistry.layer, Catalog.layer, layerUndici()])
)

const program = Effect.gen(function* () {
  const router = yield* Router
  const chunks = router.chatStream({ model: "gpt-4o", messages: [{ role: "user", content: "Say hello." }] })
  yield* Stream.runForEach(chunks, (chunk) => Console.log(chunk.choices[0]?.delta.content ?? chunk.usage))
})

await Effect.runPromise(Effect.provide(program, Live))
