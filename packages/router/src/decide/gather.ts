import type { Endpoint } from "@turnout/core/Endpoint"
import type { Item } from "../Resolve.ts"

/** The candidates of all items, once each, in the order of their ids. */
export interface Gathered {
  readonly endpoints: ReadonlyArray<Endpoint>
  /** By row, the index of its item; absent where there is one item. */
  readonly item?: Float64Array
  readonly named: (row: number) => boolean
}

export const gather = (items: ReadonlyArray<Item>): Gathered => {
  if (items.length === 1) {
    const { endpoints, named } = items[0]!
    return { endpoints: isAscending(endpoints) ? endpoints : ascending(endpoints), named: () => named }
  }
  const found = new Map<string, { endpoint: Endpoint; item: number; named: boolean }>()
  for (const [index, { endpoints, named }] of items.entries()) {
    for (const endpoint of endpoints) {
      const known = found.get(endpoint.id)
      // Named later, it is meant for itself there: before that its tier may keep it out.
      if (known === undefined || (named && !known.named && endpoint.tier !== "standard")) {
        found.set(endpoint.id, { endpoint, item: index, named })
      }
    }
  }
  const sorted = [...found.values()].sort((left, right) => compare(left.endpoint, right.endpoint))
  return {
    endpoints: sorted.map(({ endpoint }) => endpoint),
    item: Float64Array.from(sorted, ({ item }) => item),
    named: (row) => sorted[row]!.named
  }
}

const compare = (left: Endpoint, right: Endpoint): number =>
  left.id < right.id ? -1 : left.id > right.id ? 1 : 0

/** Lists are made once per revision of the registry and read by every request. */
const known = new WeakSet<ReadonlyArray<Endpoint>>()

/** Strictly, so that nobody stands there twice. */
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
