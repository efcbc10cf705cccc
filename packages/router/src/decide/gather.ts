import type { Endpoint } from "@turnout/core/Endpoint"
import type { Item } from "../resolve/Resolve.ts"

/** The candidates of all items, once each, sorted by id. */
export interface Gathered {
  readonly endpoints: ReadonlyArray<Endpoint>
  readonly items: ReadonlyArray<Item>
  /** By row, the index of the item as which it is admitted: the first that passes. Absent with one item. */
  readonly item?: Float64Array
  /** The indices of the items that list a row, ascending. */
  readonly itemsOf: (row: number) => ReadonlyArray<number>
}

const onlyFirst: ReadonlyArray<number> = [0]

export const gather = (items: ReadonlyArray<Item>): Gathered => {
  if (items.length === 1) {
    const { endpoints } = items[0]!
    return {
      endpoints: isAscending(endpoints) ? endpoints : ascending(endpoints),
      items,
      itemsOf: () => onlyFirst
    }
  }
  const found = new Map<string, { readonly endpoint: Endpoint; readonly items: Array<number> }>()
  for (const [index, { endpoints }] of items.entries()) {
    for (const endpoint of endpoints) {
      const known = found.get(endpoint.id)
      if (known === undefined) found.set(endpoint.id, { endpoint, items: [index] })
      else if (known.items.at(-1) !== index) known.items.push(index)
    }
  }
  const sorted = [...found.values()].sort((left, right) => compare(left.endpoint, right.endpoint))
  return {
    endpoints: sorted.map(({ endpoint }) => endpoint),
    items,
    item: Float64Array.from(sorted, ({ items }) => items[0]!),
    itemsOf: (row) => sorted[row]!.items
  }
}

const compare = (left: Endpoint, right: Endpoint): number =>
  left.id < right.id ? -1 : left.id > right.id ? 1 : 0

/** Lists are created once per registry revision and read by every request. */
const known = new WeakSet<ReadonlyArray<Endpoint>>()

/** Strictly ascending, so without duplicates. */
const isAscending = (endpoints: ReadonlyArray<Endpoint>): boolean => {
  if (known.has(endpoints)) return true
  for (let row = 1; row < endpoints.length; row++) {
    if (!(endpoints[row - 1]!.id < endpoints[row]!.id)) return false
  }
  known.add(endpoints)
  return true
}

const ascending = (endpoints: ReadonlyArray<Endpoint>): ReadonlyArray<Endpoint> => [
  ...new Map([...endpoints].sort(compare).map((endpoint) => [endpoint.id, endpoint])).values()
]
