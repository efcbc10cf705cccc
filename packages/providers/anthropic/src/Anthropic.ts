import type { Stated } from "@turnout/core/Listing"
import type { Provider } from "@turnout/core/Provider"
import { type ProviderRegistry, register } from "@turnout/core/ProviderRegistry"
import * as Address from "@turnout/wire/Address"
import * as Auth from "@turnout/wire/Auth"
import type { Transport } from "@turnout/wire/Transport"
import * as Vendor from "@turnout/wire/Vendor"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { demandLimit } from "./anthropic/limit.ts"
import { overrideOf } from "./anthropic/models.ts"
import { protocolOf } from "./anthropic/protocol.ts"

export interface Options {
  /** One key, or several in the order to try. */
  readonly apiKey: Vendor.Keys
  /** The registered id; a second account needs one of its own. */
  readonly id?: string | undefined
  /** Of a proxy, or another host of this API; with or without its `/v1`. */
  readonly baseUrl?: string | undefined
  /** Other names that callers may use. */
  readonly aliases?: ReadonlyArray<string> | undefined
  /** `anthropic-version`; `2023-06-01` by default. */
  readonly version?: string | undefined
  /** `anthropic-beta`, one name each. */
  readonly beta?: ReadonlyArray<string> | undefined
  /**
   * `auto`: tools, instructions and the last turns of the user are marked to be cached, where the caller of a
   * request has marked nothing; nothing is marked by default.
   */
  readonly cache?: "auto" | undefined
  /** What the host knows better, by model id. Facts and prices win over the catalog's. */
  readonly models?: { readonly [model: string]: Stated } | undefined
  /** Headers of every request; names in lower case. */
  readonly headers?: { readonly [name: string]: string } | undefined
}

const withoutVersion = (baseUrl: string): string => baseUrl.replace(/\/+$/, "").replace(/\/v1$/, "")

/** The account as a value. */
export const make = (options: Options): Effect.Effect<Provider, never, Transport> => {
  const { version = "2023-06-01", beta = [], cache, models } = options
  const account = Vendor.make({
    id: options.id ?? "anthropic",
    catalog: "anthropic",
    aliases: options.aliases ?? [],
    open: true,
    keys: options.apiKey,
    protocol: protocolOf({ cache }),
    address: Address.make(withoutVersion(options.baseUrl ?? "https://api.anthropic.com"), "/v1/messages", {
      "anthropic-version": version,
      ...(beta.length === 0 ? {} : { "anthropic-beta": beta.join(",") }),
      ...options.headers
    }),
    auth: Auth.header("x-api-key"),
    override: (id) => overrideOf(id, version),
    models
  })
  return Effect.map(account, (provider) => demandLimit(provider, models))
}

/** Registers the account for as long as the layer lives. */
export const layer = (options: Options): Layer.Layer<never, never, ProviderRegistry | Transport> =>
  register(make(options))

const config = Config.all({
  apiKey: Config.Redacted("ANTHROPIC_API_KEY"),
  baseUrl: Config.option(Config.String("ANTHROPIC_BASE_URL"))
})

/** The account of the environment (`ANTHROPIC_API_KEY`, `ANTHROPIC_BASE_URL`) with what else the host states. */
export const layerEnvironment = (
  options: Omit<Options, "apiKey">
): Layer.Layer<never, Config.ConfigError, ProviderRegistry | Transport> =>
  register(
    Effect.flatMap(config, ({ apiKey, baseUrl }) =>
      make({ ...options, apiKey, baseUrl: options.baseUrl ?? Option.getOrUndefined(baseUrl) })
    )
  )

/** The account of the environment: `ANTHROPIC_API_KEY`, and `ANTHROPIC_BASE_URL` where it is set. */
export const layerConfig: Layer.Layer<never, Config.ConfigError, ProviderRegistry | Transport> =
  layerEnvironment({})
