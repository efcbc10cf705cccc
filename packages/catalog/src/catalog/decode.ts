import type { Override } from "@turnout/core/Capabilities"
import type { CatalogModel, CatalogModels, CatalogRow } from "@turnout/core/Catalog"
import type { Price, Rates } from "@turnout/core/Price"
import { sources } from "../data/sources.ts"

/** A price as stored: in USD per 1M tokens (per call for searches), its day being that of its source. */
export type StoredPrice = Omit<Price, "date">

/** A row as the generator makes it. */
export type StoredRow = Omit<CatalogRow, "provider" | "prices"> & {
  readonly prices: ReadonlyArray<StoredPrice>
}

/** A row as it is written: `media` and `capabilities` stand in tables, and the usual is left out. */
export interface PackedRow {
  readonly id: string
  readonly name: string
  readonly model?: string
  readonly tier?: CatalogRow["tier"]
  readonly media: number
  readonly capabilities: number
  readonly limits?: CatalogRow["limits"]
  readonly prices?: ReadonlyArray<StoredPrice>
  readonly seen: string
  /** Facts that few rows have. */
  readonly more?: Pick<
    CatalogRow,
    | "also"
    | "dimensions"
    | "editions"
    | "floating"
    | "quirks"
    | "regions"
    | "quantization"
    | "status"
    | "released"
    | "retires"
  >
}

/** The text of a data module. */
export interface Packed {
  readonly media: ReadonlyArray<readonly [input: ReadonlyArray<string>, output: ReadonlyArray<string>]>
  readonly capabilities: ReadonlyArray<Override>
  readonly rows: ReadonlyArray<PackedRow>
}

export const decodeRows = (provider: string, text: string): ReadonlyArray<CatalogRow> => {
  const { capabilities, media, rows } = JSON.parse(text) as Packed
  return rows.map((row): CatalogRow => {
    const [input, output] = media[row.media]!
    return {
      provider,
      id: row.id,
      name: row.name,
      ...(row.model !== undefined && { model: row.model }),
      tier: row.tier ?? "standard",
      limits: row.limits ?? none,
      input,
      output,
      capabilities: capabilities[row.capabilities]!,
      prices: row.prices?.map(decodePrice) ?? [],
      seen: row.seen,
      ...row.more
    }
  })
}

const none: CatalogRow["limits"] = {}

/** Turns the numbers of a freshly parsed price into pico-dollars where they stand. */
const decodePrice = (price: StoredPrice): Price => {
  toPicos(price.rates)
  for (const tier of price.tiers ?? []) toPicos(tier.rates)
  if (price.hours !== undefined) toPicos(price.hours.rates)
  if (price.service !== undefined) for (const rates of Object.values(price.service)) toPicos(rates)
  return Object.assign(price, { date: sources[price.source]?.snapshot ?? "" })
}

/** As `Price.rates` does, without its checks: the generator has made them. */
const toPicos = (rates: { -readonly [rate in keyof Rates]: Rates[rate] }): void => {
  for (const name of Object.keys(rates) as Array<keyof Rates>) {
    rates[name] = Math.round(rates[name]! * (name === "web_search" || name === "request" ? 1e12 : 1e6))
  }
}

export interface PackedModels {
  readonly models: ReadonlyArray<CatalogModel>
  readonly aliases: { readonly [alias: string]: string }
}

export const decodeModels = (text: string): CatalogModels => {
  const { aliases, models } = JSON.parse(text) as PackedModels
  return {
    models: new Map(models.map((model) => [model.id, model])),
    aliases: new Map(Object.entries(aliases))
  }
}
