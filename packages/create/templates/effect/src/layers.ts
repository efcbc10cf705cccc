import { Anthropic } from "@turnout/anthropic"
import * as Catalog from "@turnout/catalog/Catalog"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import { OpenAi } from "@turnout/openai"
import { Router } from "@turnout/router/Router"
import { layerUndici } from "@turnout/transport-undici/TransportUndici"
import { Layer } from "effect"

/** A router over the vendors whose keys the environment holds. */
export const Live = Router.layer({}).pipe(
  Layer.provide(Layer.mergeAll(OpenAi.layer({ optional: true }), Anthropic.layer({ optional: true }))),
  Layer.provide([ProviderRegistry.layer, Catalog.layer, layerUndici()])
)
