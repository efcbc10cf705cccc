import type { Endpoint } from "@turnout/core/Endpoint"
import type { Context } from "../Constraint.ts"
import { matching } from "./constraints/facts.ts"
import type { Gathered } from "./gather.ts"

/** The sort keys that precede the strategy's and come from facts and wishes alone, by row. */
export interface PlaceTable {
  readonly regions: number
  readonly orders: number
  /** Index of the first region that it offers and the caller allows; 0 if it has no regions. */
  readonly region: (row: number) => number
  readonly order: (row: number) => number
  readonly unpreferred: (row: number) => number
  /** What it would not do as it was asked. */
  readonly unmet: (row: number) => number
  /** Packed into one number per row, as of one item and with no row ranked last; absent where all are equal. */
  readonly packed: Float64Array | undefined
}

/** The sort keys of one decision. */
export interface Places {
  /** Packed into one number per row; absent where all are equal. */
  readonly packed: Float64Array | undefined
  /** As recorded in the decision: request, region, item, `order`, `prefer`, preference. */
  readonly of: (row: number) => ReadonlyArray<number>
}

export interface PlaceOptions {
  /** Index of the request in its array. */
  readonly query: number
  /** By row, the item as which it is admitted, where items are tried one after the other. */
  readonly item: Float64Array | undefined
  /** Rows that stand behind all others; absent where none does. */
  readonly demoted: ((row: number) => boolean) | undefined
}

/** Undefined if neither the caller gave an order nor the request makes a difference. */
export const placeTable = (context: Context, gathered: Gathered): PlaceTable | undefined => {
  const { order, preferred, region, routing } = context
  const { endpoints } = gathered
  const preference = preferenceOf(context, gathered)
  if ((order ?? preferred ?? region ?? preference) === undefined) return undefined
  const column = (key: ((endpoint: Endpoint) => number) | undefined): ((row: number) => number) => {
    if (key === undefined) return zero
    const keys = Uint16Array.from(endpoints, key)
    return (row) => keys[row]!
  }
  const made = {
    regions: (region?.length ?? 0) + 1,
    orders: (order?.length ?? 0) + 1,
    region: column(region && ((endpoint) => regionOf(endpoint, region, routing.regions))),
    order: column(order && (({ provider }) => positionIn(order, provider))),
    unpreferred: column(preferred && (({ provider }) => (preferred.includes(provider) ? 0 : 1))),
    unmet: column(preference)
  }
  const all = packed(made, endpoints.length, 1, undefined, undefined)
  return { ...made, packed: all.every((place) => place === all[0]) ? undefined : all }
}

/** Undefined if all candidates have the same place. */
export const places = (
  table: PlaceTable | undefined,
  { endpoints, items }: Gathered,
  { demoted, item, query }: PlaceOptions
): Places | undefined => {
  const isPlaced = table ?? item ?? demoted
  if (isPlaced === undefined && query === 0) return undefined
  const keys = table ?? unplaced
  const isFixed = table !== undefined && item === undefined && demoted === undefined
  return {
    packed: isFixed ? table.packed : packed(keys, endpoints.length, items.length, item, demoted),
    of: (row) => [
      query,
      keys.region(row),
      item?.[row] ?? 0,
      keys.order(row),
      keys.unpreferred(row),
      keys.unmet(row)
    ]
  }
}

type Keys = Omit<PlaceTable, "packed">

const packed = (
  { order, orders, region, regions, unmet, unpreferred }: Keys,
  size: number,
  items: number,
  item: Float64Array | undefined,
  demoted: ((row: number) => boolean) | undefined
): Float64Array => {
  const packed = new Float64Array(size)
  for (let row = 0; row < size; row++) {
    const inRegion = region(row)
    const place = demoted?.(row) === true ? regions + inRegion : inRegion
    const position = (place * items + (item?.[row] ?? 0)) * orders + order(row)
    packed[row] = (position * 2 + unpreferred(row)) * (mostUnmet + 1) + unmet(row)
  }
  return packed
}

const zero = (): number => 0
const unplaced: Keys = { regions: 1, orders: 1, region: zero, order: zero, unpreferred: zero, unmet: zero }

const regionOf = (
  { facts: { regions } }: Endpoint,
  wanted: ReadonlyArray<string>,
  allowed: ReadonlyArray<string> | undefined
): number => {
  if (regions === undefined) return 0
  const place = wanted.findIndex((region) => matching(regions, [region], allowed).length > 0)
  return place < 0 ? wanted.length : place
}

const positionIn = (order: ReadonlyArray<ReadonlyArray<string>>, provider: string): number => {
  const position = order.findIndex((ids) => ids.includes(provider))
  return position < 0 ? order.length : position
}

/** The least of: one thing that is dropped. Above them what may not work at all, above that another version. */
const unknownNeed = 3
const otherVersion = 6
const mostUnmet = 2 + unknownNeed + otherVersion

/**
 * What an endpoint would not do as it was asked, although it is a candidate. How many things it would drop (several
 * choices, more stop sequences than it takes), that it is unknown whether it can do what the request needs, and that
 * it has another version than the one that the caller prefers: those that honour all of it come first.
 */
const preferenceOf = (
  { needs, request }: Context,
  { items }: Gathered
): ((endpoint: Endpoint) => number) | undefined => {
  const choices = request.n ?? 1
  const stops = request.stop?.length ?? 0
  const features = [...needs.media, ...needs.tools, ...needs.structured]
  const pinned = items.flatMap(({ version }) => version?.ids ?? [])
  const isPlain = choices <= 1 && stops === 0 && features.length === 0 && pinned.length === 0
  if (isPlain && !needs.reasoning) return undefined
  return ({ facts: { capabilities }, id }) => {
    const { n, stop } = capabilities.params
    const isUnknown =
      features.some(({ feature }) => (capabilities.features[feature] ?? "unknown") === "unknown") ||
      (needs.reasoning && capabilities.reasoning.support === "unknown")
    return (
      (choices > 1 && !takes(n?.support, n?.max, choices) ? 1 : 0) +
      (stops > 0 && !takes(stop?.support, stop?.max_items, stops) ? 1 : 0) +
      (isUnknown ? unknownNeed : 0) +
      (pinned.length > 0 && !pinned.some((ids) => ids.has(id)) ? otherVersion : 0)
    )
  }
}

const takes = (support: string | undefined, most: number | undefined, wanted: number): boolean =>
  support !== "no" && (most === undefined || wanted <= most)
