import { OpenAi, openai } from "@turnout/openai"
import { layerConfig } from "@turnout/openai/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"
import { layerUndici } from "@turnout/transport-undici/TransportUndici"
import { layerFetch } from "@turnout/wire/TransportFetch"
import { layerHttpClient } from "@turnout/wire/TransportHttpClient"
import { Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { golden } from "./golden-responses.ts"

const both = {
  name: "OpenAI",
  vendor: OpenAi,
  short: openai,
  layerConfig,
  model: "gpt-4o",
  transports: {
    fetch: layerFetch,
    undici: layerUndici(),
    HttpClient: layerHttpClient.pipe(Layer.provide(FetchHttpClient.layer))
  }
} satisfies Partial<VendorSuite.Declaration<OpenAi.Options>>

export const subject: VendorSuite.Subject = VendorSuite.of({
  ...both,
  family: VendorSuite.openAi,
  models: ["gpt-4o", "gpt-4o-audio-preview", "gpt-5", "gpt-5.1", "gpt-5.6", "gpt-6-sol", "o1-mini", "o3"],
  url: "https://api.openai.com/v1/chat/completions",
  golden: [...VendorSuite.ofFolder(new URL("./golden/", import.meta.url)), ...golden],
  everyCut: true,
  laws: { seeds: 4, runs: 1_000 }
})

export const byResponses: VendorSuite.Subject = VendorSuite.of({
  ...both,
  name: "OpenAI, by its Responses API",
  id: "openai",
  family: VendorSuite.openAiResponses,
  models: subject.models,
  model: "gpt-5-pro",
  url: "https://api.openai.com/v1/responses",
  needs: { api: "responses" },
  formats: ["openai-responses-v1"],
  everyCut: true,
  laws: { seeds: 2, runs: 1_000 }
})
