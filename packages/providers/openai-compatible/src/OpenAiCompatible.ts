import type { Override } from "@turnout/core/Capabilities"
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

export interface Options {
  /** Up to and without `/chat/completions`. */
  readonly baseUrl: string
  /** Absent where the server asks for none. */
  readonly apiKey?: Vendor.Keys | undefined
  /** The registered id, `custom` by default. */
  readonly id?: string | undefined
  /** Whose catalog rows it serves, where the catalog knows the vendor. */
  readonly catalog?: string | undefined
  readonly aliases?: ReadonlyArray<string> | undefined
  /** Serves models that nobody lists; true by default. */
  readonly open?: boolean | undefined
  /** The models, by id on the wire, with limits, capabilities and prices in USD per 1M tokens. */
  readonly models?: { readonly [model: string]: Stated } | undefined
  /** How this server's speech differs from OpenAI's. */
  readonly dialect?: Partial<OpenAiChat.Dialect> | undefined
  /** What all its models take or refuse. */
  readonly capabilities?: Override | undefined
  /** Headers of every request; names in lower case. */
  readonly headers?: { readonly [name: string]: string } | undefined
}

/** What servers of the family are known to differ in, one from the other. */
const open: Override = {
  params: Object.fromEntries(
    [
      "top_k",
      "min_p",
      "top_a",
      "repetition_penalty",
      "n",
      "logprobs",
      "top_logprobs",
      "logit_bias",
      "parallel_tool_calls",
      "verbosity",
      "prompt_cache_key",
      "prompt_cache_options",
      "prompt_cache_retention",
      "safety_identifier",
      "moderation",
      "user",
      "modalities"
    ].map((name) => [name, { support: "unknown" }] as const)
  )
}

/** The account as a value. */
export const make = (options: Options): Effect.Effect<Provider, never, Transport> => {
  const { dialect = {}, capabilities } = options
  return Vendor.make({
    id: options.id ?? "custom",
    ...(options.catalog === undefined ? {} : { catalog: options.catalog }),
    aliases: options.aliases ?? [],
    open: options.open ?? true,
    keys: options.apiKey,
    // Servers differ in what their grammars take, and most take more than OpenAI's.
    protocol: OpenAiChat.make({
      strictSchema: undefined,
      ...dialect,
      capabilities: dialect.capabilities ?? open
    }),
    address: Address.make(options.baseUrl, "/chat/completions", options.headers),
    auth: Auth.bearer,
    override: () => capabilities,
    models: options.models
  })
}

/** Registers the account for as long as the layer lives. */
export const layer = (options: Options): Layer.Layer<never, never, ProviderRegistry | Transport> =>
  register(make(options))

const config = Config.all({
  baseUrl: Config.String("OPENAI_COMPATIBLE_BASE_URL"),
  apiKey: Config.option(Config.Redacted("OPENAI_COMPATIBLE_API_KEY"))
})

/** The server of the environment: `OPENAI_COMPATIBLE_BASE_URL`, and `OPENAI_COMPATIBLE_API_KEY` where it asks for one. */
export const layerConfig: Layer.Layer<never, Config.ConfigError, ProviderRegistry | Transport> = register(
  Effect.flatMap(config, ({ baseUrl, apiKey }) => make({ baseUrl, apiKey: Option.getOrUndefined(apiKey) }))
)
