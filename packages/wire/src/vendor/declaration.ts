import type { Override } from "@turnout/core/Capabilities"
import type { CatalogRow } from "@turnout/core/Catalog"
import type { Stated } from "@turnout/core/Listing"
import type { Provider } from "@turnout/core/Provider"
import type { Violation } from "@turnout/core/RouterError"
import type * as Effect from "effect/Effect"
import type { Auth, Signing } from "../Auth.ts"
import type { Protocol } from "../Protocol.ts"
import type { Forwards, RouteOptions, Tiers } from "../Route.ts"
import type * as Apis from "./apis.ts"
import type * as Check from "./check.ts"
import type { EmbeddingsDeclaration } from "./embeddings.ts"
import type { Env } from "./env.ts"
import type { ModelFacts } from "./models.ts"
import type { BaseOptions } from "./options.ts"

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
  /** Headers of a caller's that are sent with a request of the vendor's own API. Default: none. */
  readonly forwards?: Forwards
  /** Limits on the size of one answer. */
  readonly route?: RouteOptions
  /** How it gives embeddings; loaded with the first request for some. Default: it gives none. */
  readonly embeddings?: () => Promise<{ readonly embeddings: EmbeddingsDeclaration<NoInfer<O>> }>
  /** Final adjustment of the provider. */
  readonly finish?: (provider: Provider, options: O) => Provider
}

/** Options that were completed, and what is wrong with them beside the shape of each. */
export interface Completed<O> {
  readonly options: Partial<O>
  readonly mistakes?: ReadonlyArray<Violation>
}
