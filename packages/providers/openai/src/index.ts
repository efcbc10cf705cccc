import type { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { Transport } from "@turnout/wire/Transport"
import type { ConfigError } from "effect/Config"
import type * as Layer from "effect/Layer"
import * as OpenAi from "./OpenAi.ts"

export * as OpenAi from "./OpenAi.ts"

/** OpenAI's account. Without a key it is that of the environment, `OPENAI_API_KEY`. */
export const openai = ({ apiKey, ...options }: Partial<OpenAi.Options> = {}): Layer.Layer<
  never,
  ConfigError,
  ProviderRegistry | Transport
> => (apiKey === undefined ? OpenAi.layerFromConfig(options) : OpenAi.layer({ ...options, apiKey }))
