import { Catalog, type CatalogRow } from "@turnout/core/Catalog"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as memo from "./catalog/memo.ts"
import { type Overrides, overrideModels, overrideRows } from "./catalog/overrides.ts"
import { version } from "./data/sources.ts"

export type { Overrides, RowOverride } from "./catalog/overrides.ts"
export { asOf, type Source, sources, version } from "./data/sources.ts"

/**
 * The facts that ship with the package, loaded lazily once per provider and process, without network access. Prices
 * are a starting point, not a bill: about one in eight changes within 90 days of `asOf`.
 */
export const layer: Layer.Layer<Catalog> = Layer.succeed(Catalog, {
  version,
  rows: (provider) => Effect.promise(() => memo.rows(provider)),
  models: Effect.promise(() => memo.models())
})

/** The same with the host's overrides, which are read when the layer is built. */
export const layerWith = ({ overrides }: { readonly overrides: Overrides }): Layer.Layer<Catalog> => {
  const made = new Map<string, Promise<ReadonlyArray<CatalogRow>>>()
  const rows = (provider: string) => {
    let promise = made.get(provider)
    if (promise === undefined) {
      promise = memo.rows(provider).then((facts) => overrideRows(provider, facts, overrides, version))
      made.set(provider, promise)
      promise.catch(() => made.delete(provider))
    }
    return promise
  }
  return Layer.succeed(Catalog, {
    version,
    rows: (provider) => Effect.promise(() => rows(provider)),
    models: Effect.promise(() => memo.models()).pipe(
      Effect.map((models) => overrideModels(models, overrides))
    )
  })
}
