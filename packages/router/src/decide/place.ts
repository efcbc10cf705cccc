import type { Endpoint } from "@turnout/core/Endpoint"
import type { Context } from "../Constraint.ts"
import { matching } from "./constraints/facts.ts"
import type { Gathered } from "./gather.ts"

/** The sort keys that precede the strategy's, packed into one number per row. */
export interface Places {
  readonly packed: Float64Array
  /** As recorded in the decision: request, region, item, `order`, `prefer`, preference. */
  readonly of: (row: number) => ReadonlyArray<number>
}

export interface PlaceOptions {
  /** Index of the request in its array. Default: 0. */
  readonly query?: number
  /** Items are tried one after the other; otherwise their candidates are ranked together. */
  readonly apart: boolean
  /** Rows that stand behind all others; absent where none does. */
  readonly demoted?: ((row: number) => boolean) | undefined
}

/** Undefined if the caller gave no order. */
export const places = (
  context: Context,
  gathered: Gathered,
  { apart, demoted, query = 0 }: PlaceOptions
): Places | undefined => {
  const { order, preferred, region, routing } = context
  const { endpoints } = gathered
  const item = apart ? gathered.item : undefined
  const preference = preferenceOf(context, gathered)
  const isPlaced = item ?? order ?? preferred ?? region ?? preference ?? demoted
  if (isPlaced === undefined && query === 0) return undefined
  const orders = (order?.length ?? 0) + 1
  const items = gathered.items.length
  const packed = new Float64Array(endpoints.length)
  const keys = (row: number): readonly [number, number, number, number, number] => {
    const endpoint = endpoints[row]!
    return [
      region === undefined ? 0 : regionOf(endpoint, region, routing.regions),
      item?.[row] ?? 0,
      order === undefined ? 0 : positionIn(order, endpoint.provider),
      preferred === undefined || preferred.includes(endpoint.provider) ? 0 : 1,
      preference === undefined ? 0 : preference(endpoint)
    ]
  }
  const regions = (region?.length ?? 0) + 1
  for (let row = 0; row < packed.length; row++) {
    const [inRegion, index, position, unpreferred, unmet] = keys(row)
    const place = demoted?.(row) === true ? regions + inRegion : inRegion
    packed[row] = (((place * items + index) * orders + position) * 2 + unpreferred) * (mostUnmet + 1) + unmet
  }
  return { packed, of: (row) => [query, ...keys(row)] }
}

/** Index of the first region that it offers and the caller allows; 0 if it has no regions. */
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
