import type { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { Transport } from "@turnout/wire/Transport"
import type { ConfigError } from "effect/Config"
import type * as Layer from "effect/Layer"
import * as Anthropic from "./Anthropic.ts"

export * as Anthropic from "./Anthropic.ts"

/** Anthropic's account; without a key in the options, that of the environment (`ANTHROPIC_API_KEY`). */
export const anthropic = (
  options: Partial<Anthropic.Options> = {}
): Layer.Layer<never, ConfigError, ProviderRegistry | Transport> => {
  const { apiKey, ...rest } = options
  return apiKey === undefined ? Anthropic.layerEnvironment(rest) : Anthropic.layer({ ...rest, apiKey })
}
