import type { Override } from "@turnout/core/Capabilities"
import type { CatalogModel, CatalogModels, CatalogRow } from "@turnout/core/Catalog"

/**
 * What a host states of one endpoint. Limits and capabilities are merged field by field, all else replaces;
 * prices are made with `Price.rates`. An id that the catalog does not know becomes a row.
 */
export type RowOverride = Partial<Omit<CatalogRow, "provider" | "id">>

export interface Overrides {
  /** By catalog provider, then by id; `false` hides the row. */
  readonly rows?: { readonly [provider: string]: { readonly [id: string]: RowOverride | false } }
  readonly models?: ReadonlyArray<CatalogModel>
  /** Alias → canonical id; `false` takes an alias away. */
  readonly aliases?: { readonly [alias: string]: string | false }
}

/** The rows of a provider with what the host states on top; the rows themselves where it states nothing. */
export const overrideRows = (
  provider: string,
  rows: ReadonlyArray<CatalogRow>,
  { rows: all }: Overrides,
  seen: string
): ReadonlyArray<CatalogRow> => {
  const stated = all !== undefined && Object.hasOwn(all, provider) ? all[provider]! : {}
  const ids = new Set(Object.keys(stated))
  if (ids.size === 0) return rows
  const result: Array<CatalogRow> = []
  for (const row of rows) {
    if (!ids.has(row.id) && !row.also?.some((id) => ids.has(id))) {
      result.push(row)
      continue
    }
    const { also, ...own } = row
    // An id that the host speaks of leaves the row that it shared.
    const others = also?.filter((id) => !ids.has(id)) ?? []
    const [next, ...rest] = others
    if (!ids.has(row.id)) result.push(others.length > 0 ? { ...own, also: others } : own)
    else if (next !== undefined) result.push({ ...own, id: next, ...(rest.length > 0 && { also: rest }) })
    for (const id of [row.id, ...(also ?? [])]) {
      if (!ids.delete(id)) continue
      const override = stated[id]!
      if (override !== false) result.push(merge({ ...own, id }, override))
    }
  }
  for (const id of ids) {
    const override = stated[id]!
    if (override !== false) result.push(merge(blank(provider, id, seen), override))
  }
  return result
}

const blank = (provider: string, id: string, seen: string): CatalogRow => ({
  provider,
  id,
  name: id,
  tier: "standard",
  limits: {},
  input: ["text"],
  output: ["text"],
  capabilities: {},
  prices: [],
  seen
})

const merge = (row: CatalogRow, { capabilities, limits, ...rest }: RowOverride): CatalogRow => ({
  ...row,
  ...rest,
  limits: { ...row.limits, ...limits },
  capabilities: capabilities === undefined ? row.capabilities : join(row.capabilities, capabilities)
})

const join = (one: Override, other: Override): Override => {
  const params: { [param: string]: NonNullable<Override["params"]>[string] } = { ...one.params }
  for (const [name, rule] of Object.entries(other.params ?? {})) params[name] = { ...params[name], ...rule }
  return {
    ...one,
    ...other,
    params,
    features: { ...one.features, ...other.features },
    reasoning: { ...one.reasoning, ...other.reasoning }
  }
}

/** Canonical models and aliases with the host's on top. A model that only a stated row names is added. */
export const overrideModels = (known: CatalogModels, overrides: Overrides): CatalogModels => {
  const models = new Map(known.models)
  const aliases = new Map(known.aliases)
  for (const rows of Object.values(overrides.rows ?? {})) {
    for (const row of Object.values(rows)) {
      if (row !== false && row.model !== undefined && !models.has(row.model)) {
        models.set(row.model, { id: row.model, name: row.name ?? row.model })
      }
    }
  }
  for (const model of overrides.models ?? []) models.set(model.id, model)
  for (const [alias, model] of Object.entries(overrides.aliases ?? {})) {
    if (model === false) aliases.delete(alias)
    else aliases.set(alias, model)
  }
  return { models, aliases }
}
