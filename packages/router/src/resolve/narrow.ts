import type { Endpoint } from "@turnout/core/Endpoint"
import { type List, printTerms, type Term } from "@turnout/core/ModelExpression"
import type { Refusal } from "../Refusal.ts"
import type { Index } from "./index-of.ts"
import { endpointsOf, modelOf, providersOf } from "./names.ts"
import { unknownModel, unknownProvider } from "./refuse.ts"

export interface Narrowed {
  readonly endpoints: ReadonlyArray<Endpoint>
  /** Every remaining endpoint was listed by its own id. */
  readonly named: boolean
}

/** Applies a route's list terms (`providers:`, `skip_models:` and the like). Several of one kind are merged. */
export const narrow = (
  index: Index,
  endpoints: ReadonlyArray<Endpoint>,
  terms: ReadonlyArray<Term>,
  param: string
): Narrowed | Refusal => {
  const lists = terms.filter((term): term is List => "of" in term)
  if (lists.length === 0) return { endpoints, named: false }
  const only = new Map<List["of"], Set<string>>()
  const skip = new Map<List["of"], Set<string>>()
  let named = false
  for (const list of lists) {
    const sets = list.type === "only" ? only : skip
    const ids = sets.get(list.of) ?? new Set()
    sets.set(list.of, ids)
    for (const name of list.ids) {
      const found = meant[list.of](index, name, param)
      if ("code" in found) return found
      for (const id of found.ids) ids.add(id)
    }
    if (list.type === "only" && list.of === "endpoints") {
      named = list.ids.every((name) => index.endpoints.has(name))
    }
  }
  const left = endpoints.filter((endpoint) => {
    for (const of of kinds) {
      const id = key[of](endpoint)
      if (only.get(of)?.has(id) === false || skip.get(of)?.has(id) === true) return false
    }
    return true
  })
  if (left.length > 0) return { endpoints: left, named }
  return {
    code: "no_provider_available",
    message: `No endpoint is left by '${printTerms(lists).slice(0, 200)}'.`,
    param,
    suggestion: "Widen the lists of the route."
  }
}

const kinds = ["providers", "models", "endpoints"] as const

const key: { readonly [of in List["of"]]: (endpoint: Endpoint) => string } = {
  providers: ({ provider }) => provider,
  models: ({ model }) => model,
  endpoints: ({ id }) => id
}

type Meant = { readonly ids: ReadonlyArray<string> } | Refusal

const meant: { readonly [of in List["of"]]: (index: Index, name: string, param: string) => Meant } = {
  providers: (index, name, param) => {
    const ids = providersOf(index, name)
    return ids === undefined ? unknownProvider(index, name, param) : { ids }
  },
  models: (index, name, param) => {
    const model = modelOf(index, name)
    return model === undefined ? unknownModel(index, name, param) : { ids: [model] }
  },
  // By its id, or as a model at a provider.
  endpoints: (index, name, param) => {
    const base = index.endpoints.get(name) ?? index.editions.get(name)
    if (base !== undefined) return { ids: [base.id] }
    const at = name.lastIndexOf("@")
    const model = at < 0 ? name : name.slice(0, at)
    const providers = at < 0 ? undefined : providersOf(index, name.slice(at + 1))
    if (at >= 0 && providers === undefined) return unknownProvider(index, name.slice(at + 1), param)
    const served = (endpointsOf(index, model) ?? []).filter(({ provider }) => providers?.includes(provider))
    const own = (providers ?? []).flatMap((provider) => index.endpoints.get(`${provider}/${model}`) ?? [])
    const ids = [...new Set([...served, ...own].map(({ id }) => id))]
    return ids.length === 0 ? unknownModel(index, name, param) : { ids }
  }
}
