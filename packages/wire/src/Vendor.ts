import type { Override } from "@turnout/core/Capabilities"
import type { CatalogRow } from "@turnout/core/Catalog"
import type { Stated } from "@turnout/core/Listing"
import type { Provider } from "@turnout/core/Provider"
import { type ProviderRegistry, register } from "@turnout/core/ProviderRegistry"
import type * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Address from "./Address.ts"
import type { Auth } from "./Auth.ts"
import type { Protocol } from "./Protocol.ts"
import type { RouteOptions } from "./Route.ts"
import type { Transport } from "./Transport.ts"
import * as Account from "./vendor/account.ts"
import * as Environment from "./vendor/environment.ts"
import { type ModelFacts, overrideOf, statedOf } from "./vendor/models.ts"
import type { BaseOptions, Options } from "./vendor/options.ts"

export type { BaseOptions, Keys, Options } from "./vendor/options.ts"
export type { Env } from "./vendor/environment.ts"
export type { ModelFacts } from "./vendor/models.ts"

/** What a vendor is: all that its package has to say. `O` are the options of an account there. */
export interface Declaration<O extends BaseOptions, S, F> {
  /** Id of the provider, unless the options give another. */
  readonly id: string
  /** Whose catalog rows its accounts serve. Default: `id`. */
  readonly catalog?: string | ((options: O) => string | undefined)
  /** The key of `extensions`, where it is not the catalog's. */
  readonly vendor?: string
  /** Other names of the vendor; an account has them where the options give none. */
  readonly aliases?: ReadonlyArray<string>
  /** Serves ids that nobody lists. Default: true. */
  readonly open?: boolean | ((options: O) => boolean)
  /** The family's protocol, changed by the vendor's quirks. */
  readonly protocol: Protocol<S, F> | ((options: O) => Protocol<S, F>)
  /** Where the options give none. Without it the options must. */
  readonly baseUrl?: string | ((options: O) => string)
  /** What follows the base URL. */
  readonly path: Address.Path
  readonly auth: Auth
  /** Headers that the options make; those of the host (`options.headers`) stand over them. */
  readonly headers?: (options: O) => { readonly [name: string]: string }
  /** Variables of the environment, by option. The environment is read where a required option is missing. */
  readonly env: Environment.Env<NoInfer<O>>
  /** Options that an account cannot do without. Default: `apiKey`. */
  readonly required?: ReadonlyArray<keyof NoInfer<O>>
  /** What is known of models by their id on the wire; it wins over the catalog. */
  readonly models?:
    | ReadonlyArray<ModelFacts>
    | ((providerModelId: string, options: O) => Override | undefined)
  /** The vendor's models where no catalog lists them; what the options state of a model stands over it. */
  readonly stated?: { readonly [providerModelId: string]: Stated }
  /** Catalog rows that the protocol does not reach. A model that the host states is served all the same. */
  readonly without?: (row: CatalogRow) => boolean
  /** Limits of what is read of one answer. */
  readonly route?: RouteOptions
  /** The last word on the provider. */
  readonly finish?: (provider: Provider, options: O) => Provider
}

/** What a provider package exports. */
export interface Vendor<O extends BaseOptions = Options> {
  /** The account as a value; it reads no environment. */
  readonly make: (options: O) => Effect.Effect<Provider, never, Transport>
  /**
   * Registers the account for as long as the layer lives. Where a required option is missing, the environment
   * states what the options do not; where none is, it is not read.
   */
  readonly layer: (
    options?: Partial<O>
  ) => Layer.Layer<never, Config.ConfigError, ProviderRegistry | Transport>
  /** The options as the environment states them. */
  readonly config: Config.Config<Partial<O>>
  /** The account of the environment. */
  readonly layerConfig: Layer.Layer<never, Config.ConfigError, ProviderRegistry | Transport>
}

/** A vendor from its declaration. */
export const define = <O extends BaseOptions = Options, S = unknown, F = unknown>(
  declaration: Declaration<O, S, F>
): Vendor<O> => {
  const { env, finish, required = ["apiKey"] } = declaration
  const make = (options: O): Effect.Effect<Provider, never, Transport> => {
    const provider = Account.provider(accountOf(declaration, options))
    return finish === undefined ? provider : Effect.map(provider, (made) => finish(made, options))
  }
  const config = Environment.config(env, required)
  const layer: Vendor<O>["layer"] = (options = {}) =>
    register(
      Environment.isMissing(options, required)
        ? Effect.flatMap(Environment.over(options, config), make)
        : make(options as O)
    )
  return { make, layer, config, layerConfig: layer() }
}

const accountOf = <O extends BaseOptions, S, F>(
  declaration: Declaration<O, S, F>,
  options: O
): Account.Account<S, F> => {
  const { catalog = declaration.id, models, open = true, protocol } = declaration
  return {
    id: options.id ?? declaration.id,
    catalog: typeof catalog === "function" ? catalog(options) : catalog,
    vendor: declaration.vendor,
    aliases: options.aliases ?? declaration.aliases,
    open: typeof open === "function" ? open(options) : open,
    keys: options.apiKey,
    protocol: typeof protocol === "function" ? protocol(options) : protocol,
    address: Address.make(baseUrlOf(declaration, options), declaration.path, {
      ...declaration.headers?.(options),
      ...options.headers
    }),
    auth: declaration.auth,
    without: declaration.without,
    override:
      typeof models === "function" ? (id) => models(id, options) : models && ((id) => overrideOf(models, id)),
    models: statedOf(declaration.stated, options.models),
    ...(declaration.route === undefined ? {} : { options: declaration.route })
  }
}

const baseUrlOf = <O extends BaseOptions, S, F>({ baseUrl }: Declaration<O, S, F>, options: O): string =>
  options.baseUrl ?? (typeof baseUrl === "function" ? baseUrl(options) : (baseUrl ?? ""))
