import { Google, google } from "@turnout/google"
import { layerConfig } from "@turnout/google/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"
import { layerUndici } from "@turnout/transport-undici/TransportUndici"
import { layerFetch } from "@turnout/wire/TransportFetch"
import { layerHttpClient } from "@turnout/wire/TransportHttpClient"
import { Layer } from "effect"
import { FetchHttpClient } from "effect/http"

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Google",
  vendor: Google,
  short: google,
  layerConfig,
  family: VendorSuite.gemini,
  model: "gemini-2.5-flash",
  models: [
    "gemini-2.5-pro",
    "gemini-2.5-flash",
    "gemini-2.5-flash-lite",
    "gemini-3.1-pro-preview",
    "gemini-3.5-flash",
    "gemini-4-hydrogen",
    "gemma-4-31b-it"
  ],
  formats: ["google-gemini-v1"],
  url: "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent",
  header: { "x-goog-api-key": "sk-env" },
  golden: VendorSuite.ofFolder(new URL("./golden/", import.meta.url)),
  everyCut: true,
  laws: { seeds: 4, runs: 1_000 },
  transports: {
    fetch: layerFetch,
    undici: layerUndici(),
    HttpClient: layerHttpClient.pipe(Layer.provide(FetchHttpClient.layer))
  }
})
