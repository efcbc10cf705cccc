import { OpenAi } from "@turnout/openai"
import * as Fixtures from "@turnout/testing/Fixtures"
import * as ProviderSuite from "@turnout/testing/ProviderSuite"
import { layerUndici } from "@turnout/transport-undici/TransportUndici"
import { layerFetch } from "@turnout/wire/TransportFetch"
import { layerHttpClient } from "@turnout/wire/TransportHttpClient"
import { Layer } from "effect"
import { FetchHttpClient } from "effect/http"

const transports = {
  fetch: layerFetch,
  undici: layerUndici(),
  HttpClient: layerHttpClient.pipe(Layer.provide(FetchHttpClient.layer))
}

ProviderSuite.run({ name: "openai", make: OpenAi.make, fixtures: Fixtures.openAiChat }, transports)

ProviderSuite.run(
  {
    name: "openai, by its Responses API",
    make: (options) => OpenAi.make({ ...options, api: "responses" }),
    fixtures: Fixtures.openAiResponses
  },
  transports
)
