import type { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { Transport } from "@turnout/wire/Transport"
import type { ConfigError } from "effect/Config"
import type * as Layer from "effect/Layer"
import * as Anthropic from "./Anthropic.ts"

export * as Anthropic from "./Anthropic.ts"

/** For the plain door. Without a key it is read from `ANTHROPIC_API_KEY`. */
export const anthropic = (
  options: Partial<Anthropic.Options> = {}
): Layer.Layer<never, ConfigError, ProviderRegistry | Transport> => {
  const { apiKey, ...rest } = options
  return apiKey === undefined ? Anthropic.layerFromConfig(rest) : Anthropic.layer({ ...rest, apiKey })
}
