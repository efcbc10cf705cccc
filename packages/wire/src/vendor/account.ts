import type { Override } from "@turnout/core/Capabilities"
import type { CatalogRow } from "@turnout/core/Catalog"
import * as Listing from "@turnout/core/Listing"
import type { KeyUse, Provider } from "@turnout/core/Provider"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Downloads } from "../downloads/service.ts"
import type { Address } from "../Address.ts"
import type * as Embeddings from "../embeddings/embedder.ts"
import { isSigning } from "../Auth.ts"
import * as Route from "../Route.ts"
import { Transport } from "../Transport.ts"
import type * as Apis from "./apis.ts"
import * as Routes from "./routes.ts"
import { credentials, type Keys } from "./options.ts"

/** One account: a declaration with its options read. */
export interface Account<S, F> extends Route.Parts<S, F> {
  readonly id: string
  readonly catalog?: string | undefined
  readonly aliases?: ReadonlyArray<string> | undefined
  readonly vendor?: string | undefined
  readonly open: boolean
  readonly keys?: Keys | undefined
  readonly use?: KeyUse | undefined
  /** Where the vendor lists the models of an account, if its protocol knows how it does. */
  readonly listing?: Address | undefined
  /** Where the vendor counts tokens, if its protocol knows how it does. */
  readonly counting?: Address | undefined
  readonly without?: ((row: CatalogRow) => boolean) | undefined
  readonly override?: ((providerModelId: string) => Override | undefined) | undefined
  readonly models?: { readonly [providerModelId: string]: Listing.Stated } | undefined
  /** How it gives embeddings; loaded with the first request for some. */
  readonly embeddings?: (() => Promise<Embedding>) | undefined
  /** The vendor's APIs, where it has several: the parts above are the usual one's. */
  readonly apis?: Apis.Apis | undefined
}

type Embedding = Pick<Embeddings.Parts, "models" | "places" | "protocol">

/**
 * The provider of an account, over the transport of the context. Where the host provides `Downloads`, endpoints that
 * take images as data take them by URL too.
 */
export const provider = <S, F>(account: Account<S, F>): Effect.Effect<Provider, never, Transport> => {
  const { id, apis, catalog, aliases = [], vendor, open, keys, use, override, models } = account
  const { without = () => false } = account
  const { cacheWrite1hFactor: factor, defaults } = account.protocol
  const usual = {
    defaults,
    ...(factor === undefined ? {} : { cacheWrite1hFactor: factor }),
    ...(override === undefined ? {} : { override })
  }
  const authorities: Listing.Authorities = {
    provider: id,
    ...usual,
    ...(account.regions === undefined ? {} : { regions: [...account.regions.keys()] }),
    ...(account.tiers === undefined ? {} : { tiers: Object.keys(account.tiers) }),
    ...(apis === undefined ? {} : { servedBy: (model) => Routes.servedBy(apis, usual, model) }),
    ...(account.protocol.speaks === undefined ? {} : { speaks: [account.protocol.speaks] }),
    ...(models === undefined ? {} : { models })
  }
  const isStated = (row: CatalogRow) => models !== undefined && Object.hasOwn(models, row.id)
  const leavesOut = (row: CatalogRow) =>
    apis === undefined ? without(row) : Routes.leavesOut(apis, without, row)
  const serves = (row: CatalogRow) =>
    isStated(row) || (isEmbedding(row) ? account.embeddings !== undefined : !leavesOut(row))
  return Effect.gen(function* () {
    const transport = yield* Transport
    const route = Route.make(transport, account)
    const { prepare, run } = apis === undefined ? route : Routes.routed(apis, route, transport)
    const downloads = yield* Effect.serviceOption(Downloads)
    const provider: Provider = {
      id,
      ...(catalog === undefined ? {} : { catalog }),
      aliases,
      ...(vendor === undefined ? {} : { vendor }),
      open,
      credentials: credentials(id, keys),
      ...(use === undefined ? {} : { keys: use }),
      endpoints: (rows) => Listing.fromRows(rows.filter(serves), authorities),
      passthrough: (providerModelId) => Listing.passthrough(providerModelId, authorities),
      ...(transport.ready === undefined ? {} : { ready: transport.ready }),
      prepare,
      run,
      ...listing(account, transport),
      ...counting(account, transport),
      ...embedding(account, transport)
    }
    if (Option.isNone(downloads)) return provider
    // What fetches images is loaded where a host has it.
    const { downloading } = yield* Effect.promise(() => import("../downloads/provider.ts"))
    return downloading(provider, downloads.value)
  })
}

const isEmbedding = ({ output }: CatalogRow): boolean => output.includes("embedding")

const embedding = <S, F>(
  { embeddings, protocol }: Account<S, F>,
  transport: Transport["Service"]
): Pick<Provider, "embedder"> =>
  embeddings === undefined
    ? {}
    : {
        embedder: Effect.promise(async () => {
          const [{ embedder }, own] = await Promise.all([import("../embeddings/embedder.ts"), embeddings()])
          return embedder({ ...own, failure: protocol.failure, transport })
        })
      }

const counting = <S, F>(
  { auth, counting: address, forwards, protocol }: Account<S, F>,
  transport: Transport["Service"]
): Pick<Provider, "countTokens"> => {
  if (address === undefined || protocol.counting === undefined || isSigning(auth)) return {}
  return {
    countTokens: (prepared, _, credential, now) =>
      Effect.flatMap(
        Effect.promise(() => import("./counted.ts")),
        ({ tokens }) => tokens({ address, auth, forwards, protocol, transport }, prepared, credential, now)
      )
  }
}

/** Read seldom: its code is loaded with the first. */
const listing = <S, F>(
  { auth, listing: address, protocol }: Account<S, F>,
  transport: Transport["Service"]
): Pick<Provider, "models"> => {
  if (address === undefined || protocol.models === undefined || isSigning(auth)) return {}
  return {
    models: (credential, now) =>
      Effect.flatMap(
        Effect.promise(() => import("./listed.ts")),
        ({ ids }) => ids({ address, auth, protocol, transport }, credential, now)
      )
  }
}
