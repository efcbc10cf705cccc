import { Catalog, type CatalogRow } from "@turnout/core/Catalog"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import * as Effect from "effect/Effect"
import * as Resolve from "./Resolve.ts"

/**
 * The index of names, built on first use and again when a provider is added or removed; concurrent calls share one
 * build. It reads the catalog of registered providers only. An `Exit` where nothing has to be built.
 */
export const make = Effect.gen(function* () {
  const registry = yield* ProviderRegistry
  const catalog = yield* Catalog
  let current: { readonly revision: number; readonly index: Effect.Effect<Resolve.Index> } | undefined

  const build = Effect.gen(function* () {
    const { revision, providers, unconfigured } = registry.snapshot()
    const rows = new Map<string, ReadonlyArray<CatalogRow>>()
    for (const provider of providers) {
      const id = provider.catalog ?? provider.id
      if (!rows.has(id)) rows.set(id, yield* catalog.rows(id))
    }
    const index = Resolve.index(providers, yield* catalog.models, rows, unconfigured)
    current = { revision, index: Effect.succeed(index) }
    return index
  })

  return (): Effect.Effect<Resolve.Index> => {
    const { revision } = registry.snapshot()
    if (current?.revision === revision) return current.index
    return Effect.flatMap(Effect.cached(build), (index) => {
      if (current?.revision !== revision) current = { revision, index }
      return current.index
    })
  }
})
