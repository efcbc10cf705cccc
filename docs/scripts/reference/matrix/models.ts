import { Anthropic } from "@turnout/anthropic"
import { layer as catalog } from "@turnout/catalog/Catalog"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import { Google } from "@turnout/google"
import { OpenAi } from "@turnout/openai"
import { OpenAiCompatible } from "@turnout/openai-compatible"
import { Router } from "@turnout/router/Router"
import { Transport } from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** One column: a model that stands for its family at a vendor. */
export interface Column {
  readonly title: string
  /** A model expression. */
  readonly model: string
}

/** One page: its columns, and the providers as a host would register them, over a transport that sends nothing. */
export interface View {
  readonly heading: string
  readonly columns: ReadonlyArray<Column>
  readonly house: Layer.Layer<Router, unknown>
}

const columns: ReadonlyArray<Column> = [
  { title: "openai: gpt-4o", model: "gpt-4o@openai" },
  { title: "openai: gpt-5.4", model: "gpt-5.4@openai" },
  { title: "openai: gpt-5.6, by Responses", model: "gpt-5.6@openai" },
  { title: "openai: o3", model: "o3@openai" },
  { title: "anthropic: claude-sonnet-4-5", model: "claude-sonnet-4-5@anthropic" },
  { title: "anthropic: claude-opus-4-6", model: "claude-opus-4-6@anthropic" },
  { title: "anthropic: claude-opus-5", model: "claude-opus-5@anthropic" },
  { title: "anthropic: claude-opus-5-5", model: "claude-opus-5-5@anthropic" },
  { title: "google: gemini-2.5-flash", model: "gemini-2.5-flash@google" },
  { title: "google: gemini-3.5-flash", model: "gemini-3.5-flash@google" },
  { title: "google: gemini-3.1-pro", model: "gemini-3.1-pro-preview@google" },
  { title: "openai-compatible: any", model: "any@custom" }
]

const silent = Layer.succeed(Transport, Transport.of({ send: () => Effect.die("A plan sends nothing.") }))

/** The providers as a host would register them, over a transport that sends nothing. */
export const over = (providers: Layer.Layer<never, unknown, ProviderRegistry | Transport>) =>
  Router.layer().pipe(Layer.provide(providers), Layer.provide([ProviderRegistry.layer, catalog, silent]))

/** Those who make models. */
export const makers: View = {
  heading: "What is asked, and what is sent",
  columns,
  house: over(
    Layer.mergeAll(
      OpenAi.layer({ apiKey: "none" }),
      Anthropic.layer({ apiKey: "none" }),
      Google.layer({ apiKey: "none" }),
      OpenAiCompatible.layer({ baseUrl: "http://models.example/v1", models: { any: {} } })
    )
  )
}
