import type { Override } from "@turnout/core/Capabilities"
import type { CatalogRow } from "@turnout/core/Catalog"
import * as Listing from "@turnout/core/Listing"
import type { KeyUse, Provider } from "@turnout/core/Provider"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { downloading } from "../downloads/provider.ts"
import { Downloads } from "../Downloads.ts"
import * as Route from "../Route.ts"
import { Transport } from "../Transport.ts"
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
  readonly without?: ((row: CatalogRow) => boolean) | undefined
  readonly override?: ((providerModelId: string) => Override | undefined) | undefined
  readonly models?: { readonly [providerModelId: string]: Listing.Stated } | undefined
}

/**
 * The provider of an account, over the transport of the context. Where the host provides `Downloads`, endpoints that
 * take images as data take them by URL too.
 */
export const provider = <S, F>(account: Account<S, F>): Effect.Effect<Provider, never, Transport> => {
  const { id, catalog, aliases = [], vendor, open, keys, use, without, override, models } = account
  const authorities: Listing.Authorities = {
    provider: id,
    defaults: account.protocol.defaults,
    ...(account.regions === undefined ? {} : { regions: [...account.regions.keys()] }),
    ...(account.tiers === undefined ? {} : { tiers: Object.keys(account.tiers) }),
    ...(account.protocol.cacheWrite1hFactor === undefined
      ? {}
      : { cacheWrite1hFactor: account.protocol.cacheWrite1hFactor }),
    ...(override === undefined ? {} : { override }),
    ...(models === undefined ? {} : { models })
  }
  const isStated = (row: CatalogRow) => models !== undefined && Object.hasOwn(models, row.id)
  const serves = (row: CatalogRow) => without === undefined || isStated(row) || !without(row)
  return Effect.gen(function* () {
    const transport = yield* Transport
    const { prepare, run } = Route.make(transport, account)
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
      run
    }
    return Option.isNone(downloads) ? provider : downloading(provider, downloads.value)
  })
}
