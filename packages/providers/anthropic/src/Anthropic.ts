import type { Credential, Provider } from "@turnout/core/Provider"
import { type ProviderRegistry, register } from "@turnout/core/ProviderRegistry"
import * as Address from "@turnout/wire/Address"
import * as Auth from "@turnout/wire/Auth"
import * as Route from "@turnout/wire/Route"
import { Transport } from "@turnout/wire/Transport"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { make as makeEndpoints, type Stated } from "./anthropic/endpoints.ts"
import { protocol } from "./anthropic/protocol.ts"

export type Key = string | Redacted.Redacted

export interface Options {
  /** One key, or several in the order to try. */
  readonly apiKey: Key | ReadonlyArray<Key>
  /** Of a proxy or another host of this API; with or without `/v1`. */
  readonly baseUrl?: string
  /** The name of this account; two accounts stand side by side under two. */
  readonly id?: string
  /** Other names that callers may use. */
  readonly aliases?: ReadonlyArray<string>
  /** `anthropic-version`; `2023-06-01` by default. */
  readonly version?: string
  /** `anthropic-beta`, one name each. */
  readonly beta?: ReadonlyArray<string>
  /** What the host knows better than the catalog, by id on the wire. An id that the catalog lacks is added. */
  readonly models?: Stated
}

const credentials = (id: string, keys: Options["apiKey"]): ReadonlyArray<Credential> =>
  (Array.isArray(keys) ? (keys as ReadonlyArray<Key>) : [keys as Key]).map((key, index) => ({
    id: `${id}-${index + 1}`,
    owner: "platform",
    key: typeof key === "string" ? Redacted.make(key) : key
  }))

/** The account as a value: nothing is registered, and no request leaves yet. */
export const make = (options: Options): Effect.Effect<Provider, never, Transport> =>
  Effect.map(Transport, (transport) => {
    const { id = "anthropic", version = "2023-06-01", beta = [], models = {}, aliases = [] } = options
    const base = (options.baseUrl ?? "https://api.anthropic.com").replace(/\/+$/, "").replace(/\/v1$/, "")
    const route = Route.make(transport, {
      protocol,
      address: Address.make(base, "/v1/messages", {
        "anthropic-version": version,
        ...(beta.length === 0 ? {} : { "anthropic-beta": beta.join(",") })
      }),
      auth: Auth.header("x-api-key")
    })
    return {
      id,
      catalog: "anthropic",
      vendor: "anthropic",
      aliases,
      open: true,
      credentials: credentials(id, options.apiKey),
      ...makeEndpoints(id, version, models),
      ...route
    }
  })

/** The account, registered for as long as the layer lives. */
export const layer = (options: Options): Layer.Layer<never, never, ProviderRegistry | Transport> =>
  register(make(options))

/** The same with the key read from `ANTHROPIC_API_KEY`, and the address from `ANTHROPIC_BASE_URL` where it is set. */
export const layerFromConfig = (
  options: Omit<Options, "apiKey"> = {}
): Layer.Layer<never, Config.ConfigError, ProviderRegistry | Transport> =>
  register(
    Effect.gen(function* () {
      const apiKey = yield* Config.Redacted("ANTHROPIC_API_KEY")
      const baseUrl = yield* Config.option(Config.String("ANTHROPIC_BASE_URL"))
      return yield* make({
        ...(Option.isSome(baseUrl) ? { baseUrl: baseUrl.value } : {}),
        ...options,
        apiKey
      })
    })
  )

export const layerConfig: Layer.Layer<never, Config.ConfigError, ProviderRegistry | Transport> =
  layerFromConfig()
