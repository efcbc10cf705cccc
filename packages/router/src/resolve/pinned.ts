import { edition, type Endpoint } from "@turnout/core/Endpoint"
import type { Index } from "./index-of.ts"
import { modelOf } from "./names.ts"
import { dateOf, versionOf } from "./version.ts"

/** What a dated name pins: a model, and the endpoints that serve that version of it. */
export interface Pinned {
  /** As the caller wrote it. */
  readonly name: string
  readonly model: string
  /** Sorted by id; each under the provider's own id of the version, with that version's facts. */
  readonly endpoints: ReadonlyArray<Endpoint>
}

/** What a dated name of a known model pins; undefined for a name that names no version. */
export const pinned = (index: Index, name: string): Pinned | undefined => {
  const date = dateOf(name)
  const model = date === undefined ? undefined : modelOf(index, name)
  if (date === undefined || model === undefined || model === name) return undefined
  const own: Array<Endpoint> = []
  for (const endpoint of index.versions.get(model) ?? []) {
    const found = versionOf(endpoint, date)
    if (found !== undefined) own.push(found)
  }
  const lab = index.labOf(model)
  for (const provider of index.providers.values()) {
    // The maker of a model takes the dated name as it is, whether or not it is listed.
    if ((provider.catalog ?? provider.id) !== lab || own.some((each) => each.provider === provider.id))
      continue
    if (/[/@:]/.test(name)) continue
    const base = index.models.get(model)?.find((each) => each.provider === provider.id)
    if (base !== undefined) own.push(edition(base, name))
    else if (provider.open) own.push({ ...provider.passthrough(name), model })
  }
  return { name, model, endpoints: own.sort((left, right) => (left.id < right.id ? -1 : 1)) }
}
