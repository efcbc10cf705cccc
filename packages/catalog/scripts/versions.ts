import type { Facts } from "./facts.ts"
import { snapshots } from "./snapshots.ts"

/** A dated name of a model that is listed without the date: a version of it, and no model of its own. */
const versions = ({ models }: Facts): ReadonlyMap<string, string> => {
  const ids = new Set(models.map(({ id }) => id))
  return new Map(
    [...ids].flatMap((id) => {
      const base = id.replace(/-\d{4}-?\d{2}-?\d{2}$/, "")
      return base !== id && ids.has(base) ? [[id, base] as const] : []
    })
  )
}

/** The model of an endpoint that no source links to one, but whose id is a known version of it. */
const named = (id: string): string | undefined => {
  const bare = id.slice(id.lastIndexOf("/") + 1)
  return Object.hasOwn(snapshots, bare) ? snapshots[bare] : undefined
}

/** The facts with every version under its model; endpoints keep their ids, prices and capabilities. */
export const withoutVersions = (facts: Facts): Facts => {
  const folded = versions(facts)
  const bare = (model: string): string => folded.get(model) ?? model
  const groups: { [model: string]: Facts["aliases"][string] } = {}
  for (const [model, group] of Object.entries(facts.aliases)) {
    const known = groups[bare(model)]
    const endpoints = { ...known?.endpoints }
    for (const [provider, ids] of Object.entries(group.endpoints)) {
      endpoints[provider] = [...(endpoints[provider] ?? []), ...ids]
    }
    groups[bare(model)] = { ...group, ...known, endpoints }
  }
  return {
    ...facts,
    models: facts.models.filter(({ id }) => !folded.has(id)),
    endpoints: facts.endpoints.map((endpoint) => {
      const model = endpoint.model ?? named(endpoint.id)
      return model === undefined ? endpoint : { ...endpoint, model: bare(model) }
    }),
    aliases: groups
  }
}
