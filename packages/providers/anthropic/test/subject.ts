import { Anthropic, anthropic } from "@turnout/anthropic"
import { layerConfig } from "@turnout/anthropic/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"
import { layerUndici } from "@turnout/transport-undici/TransportUndici"
import { layerFetch } from "@turnout/wire/TransportFetch"
import { layerHttpClient } from "@turnout/wire/TransportHttpClient"
import { Layer } from "effect"
import { FetchHttpClient } from "effect/http"

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Anthropic",
  vendor: Anthropic,
  short: anthropic,
  layerConfig,
  family: VendorSuite.anthropicMessages,
  model: "claude-sonnet-4-5",
  models: [
    "claude-3-5-haiku",
    "claude-sonnet-4-5",
    "claude-opus-4-6",
    "claude-opus-5",
    "claude-sonnet-5-5",
    "claude-opus-5-5"
  ],
  formats: ["anthropic-claude-v1"],
  url: "https://api.anthropic.com/v1/messages",
  header: { "x-api-key": "sk-env", "anthropic-version": "2023-06-01" },
  golden: VendorSuite.ofFolder(new URL("./golden/", import.meta.url)),
  everyCut: true,
  laws: { seeds: 4, runs: 1_000 },
  transports: {
    fetch: layerFetch,
    undici: layerUndici(),
    HttpClient: layerHttpClient.pipe(Layer.provide(FetchHttpClient.layer))
  }
})
