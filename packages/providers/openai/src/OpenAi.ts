import type * as Capabilities from "@turnout/core/Capabilities"
import type { Stated } from "@turnout/core/Listing"
import type { Provider } from "@turnout/core/Provider"
import { type ProviderRegistry, register } from "@turnout/core/ProviderRegistry"
import * as Address from "@turnout/wire/Address"
import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import type { Transport } from "@turnout/wire/Transport"
import * as Vendor from "@turnout/wire/Vendor"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { elsewhere, models, quirks } from "./openai/models.ts"

export interface Options {
  /** One key, or several in the order to try. */
  readonly apiKey: Vendor.Keys
  /** The registered id; a second account needs one of its own. */
  readonly id?: string | undefined
  /** Up to and without `/chat/completions`; a regional host, or a proxy. */
  readonly baseUrl?: string | undefined
  readonly organization?: string | undefined
  readonly project?: string | undefined
  readonly aliases?: ReadonlyArray<string> | undefined
  /** What the host knows better, by model id. Facts and prices win over the catalog's. */
  readonly models?: { readonly [model: string]: Stated } | undefined
  /** Headers of every request; names in lower case. */
  readonly headers?: { readonly [name: string]: string } | undefined
}

/** OpenAI's own way of speaking its family. Ids of tool calls beyond 40 characters are a 400 there. */
export const protocol: ReturnType<typeof OpenAiChat.make> = OpenAiChat.make({
  callIdLength: 40,
  models: quirks
})

/** What is known of a model by its id, over what the catalog states. */
export const override = (model: string): Capabilities.Override =>
  models.reduce<Capabilities.Override>(
    (known, { match, override }) => (match.test(model) ? combine(known, override) : known),
    {}
  )

const combine = (first: Capabilities.Override, second: Capabilities.Override): Capabilities.Override => ({
  params: { ...first.params, ...second.params },
  features: { ...first.features, ...second.features },
  reasoning: { ...first.reasoning, ...second.reasoning }
})

/** The account as a value. */
export const make = (options: Options): Effect.Effect<Provider, never, Transport> =>
  Vendor.make({
    id: options.id ?? "openai",
    catalog: "openai",
    aliases: options.aliases ?? [],
    open: true,
    keys: options.apiKey,
    protocol,
    address: Address.make(options.baseUrl ?? "https://api.openai.com/v1", "/chat/completions", {
      ...(options.organization === undefined ? {} : { "openai-organization": options.organization }),
      ...(options.project === undefined ? {} : { "openai-project": options.project }),
      ...options.headers
    }),
    auth: Auth.bearer,
    without: (row) => elsewhere.test(row.id),
    override,
    models: options.models
  })

/** Registers the account for as long as the layer lives. */
export const layer = (options: Options): Layer.Layer<never, never, ProviderRegistry | Transport> =>
  register(make(options))

const config = Config.all({
  apiKey: Config.Redacted("OPENAI_API_KEY"),
  baseUrl: Config.option(Config.String("OPENAI_BASE_URL")),
  organization: Config.option(Config.String("OPENAI_ORG_ID")),
  project: Config.option(Config.String("OPENAI_PROJECT_ID"))
})

/** What the environment says (`OPENAI_API_KEY`, `OPENAI_BASE_URL`, `OPENAI_ORG_ID`, `OPENAI_PROJECT_ID`), under `options`. */
export const layerFromConfig = (
  options: Partial<Options> = {}
): Layer.Layer<never, Config.ConfigError, ProviderRegistry | Transport> =>
  register(
    Effect.flatMap(config, ({ apiKey, baseUrl, organization, project }) =>
      make({
        ...options,
        apiKey: options.apiKey ?? apiKey,
        baseUrl: options.baseUrl ?? Option.getOrUndefined(baseUrl),
        organization: options.organization ?? Option.getOrUndefined(organization),
        project: options.project ?? Option.getOrUndefined(project)
      })
    )
  )

/** The account of the environment, and nothing but that. */
export const layerConfig: Layer.Layer<never, Config.ConfigError, ProviderRegistry | Transport> =
  layerFromConfig()
