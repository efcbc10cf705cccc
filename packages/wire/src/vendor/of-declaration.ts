import type { Provider } from "@turnout/core/Provider"
import * as Effect from "effect/Effect"
import * as Address from "../Address.ts"
import type { Parts } from "../Route.ts"
import type { Transport } from "../Transport.ts"
import * as Account from "./account.ts"
import * as Apis from "./apis.ts"
import { baseUrlOf } from "./base-url.ts"
import type { Declaration } from "./declaration.ts"
import { overrideOf, statedOf } from "./models.ts"
import type { BaseOptions } from "./options.ts"

/** The provider of a declaration with options that were checked. */
export const provider = <O extends BaseOptions, S, F>(
  declaration: Declaration<O, S, F>,
  options: O
): Effect.Effect<Provider, never, Transport> => {
  const { finish } = declaration
  const made = Account.provider(accountOf(declaration, options))
  return finish === undefined ? made : Effect.map(made, (made) => finish(made, options))
}

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
  const { embeddings } = declaration
  const others = Object.values(apis?.others ?? {}).map(({ path }) => path)
  const paths = others.length === 0 && embeddings === undefined ? undefined : [declaration.path, ...others]
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
      ...(declaration.forwards === undefined ? {} : { forwards: declaration.forwards }),
      ...(declaration.route === undefined ? {} : { options: declaration.route })
    }
  }
  const spoken = typeof protocol === "function" ? protocol(options) : protocol
  return {
    id: options.id ?? declaration.id,
    catalog: typeof catalog === "function" ? catalog(options) : catalog,
    vendor: declaration.vendor,
    aliases: options.aliases ?? declaration.aliases,
    open: typeof open === "function" ? open(options) : open,
    keys: options.apiKey,
    protocol: spoken,
    listing: spoken.models && Address.make(base(baseUrl), spoken.models.path, headers),
    counting: spoken.counting && Address.make(base(baseUrl), spoken.counting.path, headers),
    use: options.keys,
    ...at(declaration.path),
    embeddings:
      embeddings &&
      (async () => {
        const { models = [], path, protocol } = (await embeddings()).embeddings
        return {
          models,
          places: at(path),
          protocol: typeof protocol === "function" ? protocol(options) : protocol
        }
      }),
    apis: apisOf(declaration, options, spoken.speaks, at),
    without: declaration.without && ((row) => declaration.without!(row, options)),
    override:
      typeof models === "function" ? (id) => models(id, options) : models && ((id) => overrideOf(models, id)),
    models: statedOf(declaration.stated, options.models)
  }
}

const apisOf = <O extends BaseOptions, S, F>(
  { apis }: Declaration<O, S, F>,
  options: O,
  speaks: string | undefined,
  at: (path: Apis.Path<O>) => Omit<Parts<never, never>, "protocol">
): Apis.Apis | undefined => {
  if (apis === undefined) return undefined
  const { others, pinned, served, usual } = apis
  const api = pinned?.(options)
  const pin: Apis.Served | undefined =
    api === undefined ? undefined : { api, reason: "demanded", source: "host" }
  return {
    usual,
    speaks,
    others: Apis.ofAccount(others, options, at, api),
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
