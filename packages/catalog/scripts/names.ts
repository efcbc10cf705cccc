import type { FactEndpoint, Facts } from "./facts.ts"
import { isEdition } from "./rows.ts"
import { snapshots } from "./snapshots.ts"

/**
 * Names a user may type → canonical id. A name counts only if everything in the facts that bears it is the same
 * model: floating ids, editions and endpoints of their own hold their names back.
 */
export const aliases = (facts: Facts): { readonly [alias: string]: string } => {
  const claims = new Map<string, Set<string>>()
  const claim = (name: string, model: string) => {
    const models = claims.get(name)
    if (models === undefined) claims.set(name, new Set([model]))
    else models.add(model)
  }
  for (const endpoint of facts.endpoints) {
    const { hf, id, model, region } = endpoint
    const plain = isPlain(endpoint) ? model! : nobody
    // Who writes a region or an edition means it: such an id stands for itself alone.
    claim(id, region === undefined ? plain : nobody)
    for (const name of namesOf(endpoint)) claim(name, plain)
    if (hf !== undefined && plain !== nobody) claim(hf, plain)
  }
  for (const { id, hf } of facts.models) if (hf !== undefined) claim(hf, id)
  for (const [model, group] of Object.entries(facts.aliases)) {
    if (group.hf !== undefined) claim(group.hf, model)
    for (const ids of Object.values(group.endpoints)) {
      for (const id of ids) if (typeof id === "string") claim(id, model)
    }
  }
  const canonical = new Set(facts.models.map(({ id }) => id))
  for (const [name, model] of Object.entries(snapshots)) {
    if (!canonical.has(model)) throw new Error(`snapshot ${name} names ${model}, which is no model`)
    claims.set(name, new Set([model]))
  }
  const single = [...claims].flatMap(([name, models]) => {
    const [model, another] = models
    return another !== undefined || model === nobody || canonical.has(name) ? [] : [[name, model!] as const]
  })
  return Object.fromEntries(single.sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** Claims a name so that nothing else gets it. */
const nobody = ""

const isPlain = ({ model, quant, tags = [] }: FactEndpoint): boolean =>
  model !== undefined && quant === undefined && !tags.some((tag) => tag === "floating" || isEdition.has(tag))

/** What is left of an id without what hosts put around a name. */
const namesOf = ({ id, provider, region }: FactEndpoint): ReadonlyArray<string> => {
  const bare = id.slice(id.lastIndexOf("/") + 1)
  if (provider === "google-vertex") return [bare, bare.replace(/@(?=\d)/, "-")]
  if (provider !== "amazon-bedrock") return [bare]
  const place = region === undefined ? bare : bare.replace(/^[a-z-]+\./, "")
  const dated = /^anthropic\.(.+?)(?:-v\d+(?::\d+)?)?$/.exec(place)
  return dated === null ? [place] : [place, dated[1]!]
}
