import type { Override } from "@turnout/core/Capabilities"
import type { CatalogRow } from "@turnout/core/Catalog"
import * as Listing from "@turnout/core/Listing"
import type { Credential, Provider } from "@turnout/core/Provider"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { downloading } from "./downloads/provider.ts"
import { Downloads } from "./Downloads.ts"
import * as Route from "./Route.ts"
import { Transport } from "./Transport.ts"

/** One key or several, in the order to try. A bare string is wrapped at once and kept nowhere else. */
export type Keys = string | Redacted.Redacted | ReadonlyArray<string | Redacted.Redacted>

/** An account at a vendor: what a provider package has to say, and nothing that all of them share. */
export interface Parts<S, F> extends Route.Parts<S, F> {
  readonly id: string
  readonly catalog?: string
  readonly aliases?: ReadonlyArray<string>
  /** The key of `extensions`, where it is not the catalog id. */
  readonly vendor?: string
  readonly open: boolean
  /** Absent where the vendor asks for none. */
  readonly keys?: Keys | undefined
  /** Rows that this protocol does not reach; what the host states is served all the same. */
  readonly without?: (row: CatalogRow) => boolean
  /** What is known of a model by its id on the wire. */
  readonly override?: (providerModelId: string) => Override | undefined
  readonly models?: { readonly [providerModelId: string]: Listing.Stated } | undefined
}

const isList = (keys: Keys): keys is ReadonlyArray<string | Redacted.Redacted> => Array.isArray(keys)

/** Platform credentials, named after the provider and their place. */
export const credentials = (id: string, keys: Keys = ""): ReadonlyArray<Credential> =>
  (isList(keys) ? keys : [keys]).map((key, index) => ({
    id: `${id}-${index + 1}`,
    owner: "platform",
    key: typeof key === "string" ? Redacted.make(key) : key
  }))

/**
 * The provider of these parts, over whatever transport stands. Where the host provides `Downloads`, endpoints that
 * take images as data take them by URL too.
 */
export const make = <S, F>(parts: Parts<S, F>): Effect.Effect<Provider, never, Transport> => {
  const { id, catalog, aliases = [], vendor, open, keys, without, override, models } = parts
  const authorities: Listing.Authorities = {
    provider: id,
    defaults: parts.protocol.defaults,
    ...(parts.protocol.cacheWrite1hFactor === undefined
      ? {}
      : { cacheWrite1hFactor: parts.protocol.cacheWrite1hFactor }),
    ...(override === undefined ? {} : { override }),
    ...(models === undefined ? {} : { models })
  }
  const isStated = (row: CatalogRow) => models !== undefined && Object.hasOwn(models, row.id)
  const serves = (row: CatalogRow) => without === undefined || isStated(row) || !without(row)
  return Effect.gen(function* () {
    const { prepare, run } = Route.make(yield* Transport, parts)
    const downloads = yield* Effect.serviceOption(Downloads)
    const provider: Provider = {
      id,
      ...(catalog === undefined ? {} : { catalog }),
      aliases,
      ...(vendor === undefined ? {} : { vendor }),
      open,
      credentials: credentials(id, keys),
      endpoints: (rows) => Listing.fromRows(rows.filter(serves), authorities),
      passthrough: (providerModelId) => Listing.passthrough(providerModelId, authorities),
      prepare,
      run
    }
    return Option.isNone(downloads) ? provider : downloading(provider, downloads.value)
  })
}
