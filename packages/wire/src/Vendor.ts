import type { Override } from "@turnout/core/Capabilities"
import type { CatalogRow } from "@turnout/core/Catalog"
import type { Stated } from "@turnout/core/Listing"
import type { Provider } from "@turnout/core/Provider"
import { type ProviderRegistry, register } from "@turnout/core/ProviderRegistry"
import { misconfigured } from "@turnout/core/Options"
import type { RouterError, Violation } from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Address from "./Address.ts"
import type { Auth, Signing } from "./Auth.ts"
import type { Protocol } from "./Protocol.ts"
import type { Parts, RouteOptions, Tiers } from "./Route.ts"
import type { Transport } from "./Transport.ts"
import * as Account from "./vendor/account.ts"
import * as Apis from "./vendor/apis.ts"
import { baseUrlOf } from "./vendor/base-url.ts"
import * as Check from "./vendor/check.ts"
import { type Env, isMissing } from "./vendor/env.ts"
import { leftOut } from "./vendor/left-out.ts"
import { type ModelFacts, overrideOf, statedOf } from "./vendor/models.ts"
import type { BaseOptions, Options } from "./vendor/options.ts"

export type { BaseOptions, Keys, Options } from "./vendor/options.ts"
export type { Tiers } from "./Route.ts"
export { type Api, api, type ApiDeclaration, type Served } from "./vendor/apis.ts"
export type { Env } from "./vendor/env.ts"
export { type ModelFacts, overrideOf } from "./vendor/models.ts"

/** The declaration of a vendor, complete for a provider package. `O`: options of an account. */
export interface Declaration<O extends BaseOptions, S, F> {
  /** Id of the provider, unless the options give another. */
  readonly id: string
  /** The catalog id whose rows its accounts serve. Default: `id`. */
  readonly catalog?: string | ((options: O) => string | undefined)
  /** The vendor's key in `extensions`. Default: the catalog id. */
  readonly vendor?: string
  /** Aliases of the vendor, used if the options give none. */
  readonly aliases?: ReadonlyArray<string>
  /** Serves unlisted ids. Default: true. */
  readonly open?: boolean | ((options: O) => boolean)
  /** The family's protocol, changed by the vendor's quirks. */
  readonly protocol: Protocol<S, F> | ((options: O) => Protocol<S, F>)
  /** Default base URL. Without it the options must give one. */
  readonly baseUrl?: string | ((options: O) => string)
  /** Base URLs of the vendor's hosts of regions, by the region's name, beside its usual one. */
  readonly regions?: { readonly [region: string]: string }
  /** The path after the base URL. */
  readonly path: Apis.Path<NoInfer<O>>
  readonly auth: Auth | Signing | { readonly of: (options: NoInfer<O>) => Auth | Signing }
  /** Headers derived from the options; the host's (`options.headers`) override them. */
  readonly headers?: (options: O) => { readonly [name: string]: string }
  /** Environment variables by option, read if a required option is missing. */
  readonly env: Env<NoInfer<O>>
  /** Options that the environment is asked for, too, though the account can do without them. Default: none. */
  readonly wanted?: ReadonlyArray<keyof NoInfer<O>>
  /** Validates the vendor's own options. Default: there are none. */
  readonly options?: Check.OwnShape<NoInfer<O>>
  /**
   * Completes the options with what has to be looked for, such as the credentials of a machine, before they are checked.
   * They may be of any type still.
   */
  readonly complete?: (options: Partial<O>) => Effect.Effect<Completed<O>>
  /** Required options. Default: `apiKey`. */
  readonly required?:
    | ReadonlyArray<keyof NoInfer<O>>
    | ((options: Partial<NoInfer<O>>) => ReadonlyArray<keyof NoInfer<O>>)
  /** Capabilities of models by id on the wire; they override the catalog. */
  readonly models?:
    | ReadonlyArray<ModelFacts>
    | ((providerModelId: string, options: O) => Override | undefined)
  /** The vendor's models that no catalog lists; the options override them. */
  readonly stated?: { readonly [providerModelId: string]: Stated }
  /** Excludes catalog rows that the account cannot serve. Models stated by the host are served anyway. */
  readonly without?: (row: CatalogRow, options: NoInfer<O>) => boolean
  /** The vendor's other APIs, where it has several; `protocol`, `path`, `models` and `without` are the usual one's. */
  readonly apis?: {
    /** Name of the usual one. */
    readonly usual: string
    readonly others: { readonly [api: string]: Apis.Api<NoInfer<O>> }
    /** The API of a model that the usual one does not serve, or not as well. */
    readonly served: (providerModelId: string, options: O) => Apis.Served | undefined
    /** The API that the host's options say is to serve every model. */
    readonly pinned?: (options: O) => string | undefined
  }
  /** The native fields that ask for a service tier, by the contract's word; offered where a price states its rates. */
  readonly tiers?: Tiers | ((options: O) => Tiers)
  /** Limits on the size of one answer. */
  readonly route?: RouteOptions
  /** Final adjustment of the provider. */
  readonly finish?: (provider: Provider, options: O) => Provider
}

/** Options that were completed, and what is wrong with them beside the shape of each. */
export interface Completed<O> {
  readonly options: Partial<O>
  readonly mistakes?: ReadonlyArray<Violation>
}

/** Some of the options; an undefined one is absent, as an unset variable of the environment is. */
export type Given<O> = { readonly [option in keyof O]?: O[option] | undefined }

/** What types know of an account's models: the vendor whose they are. It is nowhere at run time. */
export interface Serves<Id extends string> {
  readonly vendor?: Id
}

/** The exports of a provider package. `Id`: the catalog id whose models it serves. */
export interface Vendor<O extends BaseOptions = Options, Id extends string = never> {
  /**
   * Creates the account as a value; does not read the environment. All mistakes in the options are reported in one
   * error that names the provider.
   */
  readonly make: (options: O) => Effect.Effect<Provider, RouterError, Transport>
  /**
   * Registers the account for the lifetime of the layer. The environment is read only if a required option is
   * missing.
   */
  readonly layer: (
    options?: Given<O>
  ) => Layer.Layer<never, RouterError, ProviderRegistry | Transport> & Serves<Id>
  /** Environment variables by option. */
  readonly env: Env<O>
}

/** Creates a vendor from its declaration. */
export const define = <O extends BaseOptions = Options, S = unknown, F = unknown, Id extends string = never>(
  declaration: Declaration<O, S, F>
): Vendor<O, Id> => {
  const { complete: completing, env, finish, required: needs = ["apiKey"] } = declaration
  const required = typeof needs === "function" ? needs : () => needs
  const declared = (options: O) =>
    ({ env, required: required(options), options: declaration.options ?? {} }) as Check.Declared
  const idOf = ({ id }: Partial<O>) => (typeof id === "string" ? id : declaration.id)

  const made = (options: O, also: ReadonlyArray<Violation> = []) => {
    const mistakes = [...Check.mistakes(declared(options), options), ...also]
    if (mistakes.length > 0) return Effect.fail(misconfigured(mistakes, { provider: idOf(options) }))
    const provider = Account.provider(accountOf(declaration, options))
    return finish === undefined ? provider : Effect.map(provider, (made) => finish(made, options))
  }

  const make = (options: O): Effect.Effect<Provider, RouterError, Transport> =>
    Effect.suspend(() =>
      completing === undefined
        ? made(options)
        : Effect.flatMap(completing(options), ({ mistakes, options }) => made(options as O, mistakes))
    )

  const complete = (options: Partial<O>): Effect.Effect<O, RouterError> =>
    isMissing(options, [...required(options), ...(declaration.wanted ?? [])])
      ? Effect.promise(() => import("./vendor/environment.ts")).pipe(
          Effect.flatMap(({ over }) => over(options, env)),
          Effect.mapError((cause) => misconfigured([unreadable], { provider: idOf(options), cause }))
        )
      : Effect.succeed(options as O)

  const layer: Vendor<O, Id>["layer"] = (given = {}) => {
    const options = given as Partial<O>
    const account = register(Effect.flatMap(complete(options), make))
    return options.optional === true ? Layer.catch(account, leftOut(declaration, idOf(options))) : account
  }

  return { make, layer, env }
}

const unreadable = {
  param: "env",
  code: "internal_error",
  message: "The environment could not be read."
} as const

const accountOf = <O extends BaseOptions, S, F>(
  declaration: Declaration<O, S, F>,
  options: O
): Account.Account<S, F> => {
  const { catalog = declaration.id, models, open = true, protocol, tiers } = declaration
  const headers = { ...declaration.headers?.(options), ...lowerCase(options.headers) }
  const baseUrl = baseUrlOf(declaration, options)
  const regions = Object.entries(regionsOf(declaration, options, baseUrl))
  /** What an API shares with the others of the account, under its own path. */
  const { apis } = declaration
  const paths = apis && [declaration.path, ...Object.values(apis.others).map(({ path }) => path)]
  const base = (url: string) =>
    Address.without(
      url,
      paths?.map((path) => Apis.pathOf(path, options))
    )
  const at = (path: Apis.Path<O>) => {
    const own = Apis.pathOf(path, options)
    return {
      address: Address.make(base(baseUrl), own, headers),
      regions:
        regions.length === 0
          ? undefined
          : new Map(regions.map(([region, url]) => [region, Address.make(base(url), own, headers)])),
      auth: "of" in declaration.auth ? declaration.auth.of(options) : declaration.auth,
      tiers: typeof tiers === "function" ? tiers(options) : tiers,
      ...(declaration.route === undefined ? {} : { options: declaration.route })
    }
  }
  return {
    id: options.id ?? declaration.id,
    catalog: typeof catalog === "function" ? catalog(options) : catalog,
    vendor: declaration.vendor,
    aliases: options.aliases ?? declaration.aliases,
    open: typeof open === "function" ? open(options) : open,
    keys: options.apiKey,
    protocol: typeof protocol === "function" ? protocol(options) : protocol,
    use: options.keys,
    ...at(declaration.path),
    apis: apisOf(declaration, options, at),
    without: declaration.without && ((row) => declaration.without!(row, options)),
    override:
      typeof models === "function" ? (id) => models(id, options) : models && ((id) => overrideOf(models, id)),
    models: statedOf(declaration.stated, options.models)
  }
}

const apisOf = <O extends BaseOptions, S, F>(
  { apis }: Declaration<O, S, F>,
  options: O,
  at: (path: Apis.Path<O>) => Omit<Parts<never, never>, "protocol">
): Apis.Apis | undefined => {
  if (apis === undefined) return undefined
  const { others, pinned, served, usual } = apis
  const api = pinned?.(options)
  const pin: Apis.Served | undefined =
    api === undefined ? undefined : { api, reason: "demanded", source: "host" }
  return {
    usual,
    others: Apis.ofAccount(others, options, at),
    served: pin === undefined ? (id) => served(id, options) : () => pin
  }
}

const lowerCase = (headers: BaseOptions["headers"] = {}) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** The host's own; the vendor's stand beside the vendor's usual host alone. */
const regionsOf = <O extends BaseOptions, S, F>(
  { baseUrl, regions = {} }: Declaration<O, S, F>,
  options: O,
  used: string
): NonNullable<BaseOptions["regions"]> =>
  options.regions ?? (used === (typeof baseUrl === "function" ? baseUrl(options) : baseUrl) ? regions : {})
