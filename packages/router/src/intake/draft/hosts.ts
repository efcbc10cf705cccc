import { type Endpoint, inRegion } from "@turnout/core/Endpoint"
import { matching } from "../../decide/constraints/facts.ts"
import type { Item } from "../../resolve/Resolve.ts"

/**
 * The items with an endpoint whose regions have hosts of their own replaced by one for each region that is wanted, so
 * that a chain of regions tries it in each, and each cools down apart. Where none is wanted, it is left as it is.
 */
export const inRegions = (
  items: ReadonlyArray<Item>,
  chain: ReadonlyArray<string> | undefined,
  allowed: ReadonlyArray<string> | undefined
): ReadonlyArray<Item> =>
  chain === undefined && allowed === undefined
    ? items
    : items.map((item) => {
        const { endpoints, version } = item
        if (endpoints.every(({ facts }) => facts.hosts === undefined)) return item
        const ids = new Set(version?.ids)
        const placed = endpoints.flatMap((endpoint): ReadonlyArray<Endpoint> => {
          const wanted = matching(endpoint.facts.hosts ?? [], chain, allowed)
          if (wanted.length === 0) return [endpoint]
          const places = wanted.map((region) => inRegion(endpoint, region))
          if (ids.has(endpoint.id)) for (const { id } of places) ids.add(id)
          return places
        })
        return {
          ...item,
          endpoints: placed.sort((left, right) => (left.id < right.id ? -1 : 1)),
          ...(version === undefined ? {} : { version: { ...version, ids } })
        }
      })
