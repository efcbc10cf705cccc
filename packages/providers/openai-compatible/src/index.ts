import type { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { Transport } from "@turnout/wire/Transport"
import type * as Layer from "effect/Layer"
import * as OpenAiCompatible from "./OpenAiCompatible.ts"

export * as OpenAiCompatible from "./OpenAiCompatible.ts"

/** A server that answers in OpenAI's shape, under the id `custom` unless it is given another. */
export const openaiCompatible = (
  options: OpenAiCompatible.Options
): Layer.Layer<never, never, ProviderRegistry | Transport> => OpenAiCompatible.layer(options)
