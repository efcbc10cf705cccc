import type { Endpoint } from "@turnout/core/Endpoint"
import type { Item } from "../resolve/Resolve.ts"

/** The models of the candidates, and the position of each among them. */
export interface Models {
  readonly names: ReadonlyArray<string>
  readonly positions: ReadonlyMap<string, number>
}

/** The candidates of all items, once each, sorted by id. */
export interface Gathered {
  readonly endpoints: ReadonlyArray<Endpoint>
  readonly items: ReadonlyArray<Item>
  readonly models: Models
  /** By row, the index of the first item that lists it. Absent with one item. */
  readonly item: Float64Array | undefined
  /** The indices of the items that list a row, ascending. */
  readonly itemsOf: (row: number) => ReadonlyArray<number>
}

const onlyFirst: ReadonlyArray<number> = [0]
const itemsOfOne = () => onlyFirst

export const gather = (items: ReadonlyArray<Item>): Gathered => {
  if (items.length === 1) {
    const given = items[0]!.endpoints
    const endpoints = isAscending(given) ? given : ascending(given)
    return {
      endpoints,
      items,
      models: modelsOf(endpoints),
      item: undefined,
      itemsOf: itemsOfOne
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
  const endpoints = sorted.map(({ endpoint }) => endpoint)
  return {
    endpoints,
    items,
    models: modelsOf(endpoints),
    item: Float64Array.from(sorted, ({ items }) => items[0]!),
    itemsOf: (row) => sorted[row]!.items
  }
}

const modelsOf = (endpoints: ReadonlyArray<Endpoint>): Models => {
  const positions = new Map<string, number>()
  for (const { model } of endpoints) if (!positions.has(model)) positions.set(model, positions.size)
  return { names: [...positions.keys()], positions }
}

const compare = (left: Endpoint, right: Endpoint): number =>
  left.id < right.id ? -1 : left.id > right.id ? 1 : 0

/** Strictly ascending, so without duplicates. */
const isAscending = (endpoints: ReadonlyArray<Endpoint>): boolean => {
  for (let row = 1; row < endpoints.length; row++) {
    if (!(endpoints[row - 1]!.id < endpoints[row]!.id)) return false
  }
  return true
}

const ascending = (endpoints: ReadonlyArray<Endpoint>): ReadonlyArray<Endpoint> => [
  ...new Map([...endpoints].sort(compare).map((endpoint) => [endpoint.id, endpoint])).values()
]
