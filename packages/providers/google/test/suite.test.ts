import { Google } from "@turnout/google"
import * as Fixtures from "@turnout/testing/Fixtures"
import * as ProviderSuite from "@turnout/testing/ProviderSuite"
import { layerUndici } from "@turnout/transport-undici/TransportUndici"
import { layerFetch } from "@turnout/wire/TransportFetch"
import { layerHttpClient } from "@turnout/wire/TransportHttpClient"
import { Layer } from "effect"
import { FetchHttpClient } from "effect/http"

ProviderSuite.run(
  { name: "google", make: Google.make, fixtures: Fixtures.gemini },
  {
    fetch: layerFetch,
    undici: layerUndici(),
    HttpClient: layerHttpClient.pipe(Layer.provide(FetchHttpClient.layer))
  }
)
