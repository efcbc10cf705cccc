import { edition, idOf, type Endpoint } from "@turnout/core/Endpoint"
import { nearest } from "@turnout/core/Nearest"
import { normalizeName } from "@turnout/core/ProviderName"
import type { Refusal } from "./Refusal.ts"
import { piece } from "./resolve/grammar.ts"
import { byId, type Index } from "./resolve/index-of.ts"

export { index, type Index } from "./resolve/index-of.ts"

/** What one model expression stands for. */
export interface Item {
  readonly expression: string
  /** Sorted by id; never empty. */
  readonly endpoints: ReadonlyArray<Endpoint>
  /** The caller named this very endpoint: its tier is what was asked for. */
  readonly named: boolean
  /** Nobody lists it: it is sent as it is, and nothing is known of it. */
  readonly passthrough: boolean
}

export type Resolution =
  | { readonly type: "item"; readonly item: Item }
  | { readonly type: "refused"; readonly refusal: Refusal }
  /** A part of the grammar that is not built yet. */
  | { readonly type: "not_yet"; readonly piece: string }

export interface ResolveOptions {
  /** The path of the expression in the request; `model`. */
  readonly param?: string
  /** Strategies of the host, which a suffix may name. */
  readonly isStrategy?: (name: string) => boolean
}

/** Exact ids and aliases are tried before any grammar; nothing here depends on what is healthy or allowed. */
export const resolve = (index: Index, expression: string, options: ResolveOptions = {}): Resolution => {
  const exact = listed(index, expression)
  if (exact !== undefined) return { type: "item", item: exact }
  const notYet = piece(expression, options.isStrategy ?? (() => false))
  if (notYet !== undefined) return { type: "not_yet", piece: notYet }
  const param = options.param ?? "model"
  const at = expression.lastIndexOf("@")
  if (at >= 0) return atProvider(index, expression, at, param)
  if (index.open.length === 1 && expression !== "") {
    return passedTo(expression, [index.open[0]!.passthrough(expression)])
  }
  return notFound(index, expression, param)
}

/** The registered providers of a name, by id or alias; undefined where nobody has it. */
export const providersOf = (index: Index, name: string): ReadonlyArray<string> | undefined =>
  index.names.get(normalizeName(name))

export const unknownProvider = (index: Index, name: string, param: string): Refusal => {
  const near = nearest(name, index.providers.keys())
  return {
    code: "invalid_parameter_value",
    message: `No provider is registered as '${shown(name)}'.`,
    param,
    suggestion:
      near.length > 0
        ? `Did you mean '${near[0]}'?`
        : `Registered: ${[...index.providers.keys()].join(", ") || "none"}.`
  }
}

const listed = (index: Index, expression: string): Item | undefined => {
  const endpoint = index.endpoints.get(expression)
  if (endpoint !== undefined) return item(expression, [endpoint], true)
  const base = index.editions.get(expression)
  if (base !== undefined) {
    return item(expression, [edition(base, expression.slice(base.provider.length + 1))], true)
  }
  const endpoints = ofModel(index, expression)
  return endpoints === undefined ? undefined : item(expression, endpoints, false)
}

const item = (expression: string, endpoints: ReadonlyArray<Endpoint>, named: boolean): Item => ({
  expression,
  endpoints,
  named,
  passthrough: false
})

const ofModel = (index: Index, name: string): ReadonlyArray<Endpoint> | undefined => {
  const canonical = index.models.get(name)
  if (canonical !== undefined) return canonical
  const alias = index.aliases.get(name)
  return alias === undefined ? undefined : index.models.get(alias)
}

const atProvider = (index: Index, expression: string, at: number, param: string): Resolution => {
  const model = expression.slice(0, at)
  const name = expression.slice(at + 1)
  const ids = providersOf(index, name)
  if (ids === undefined) return { type: "refused", refusal: unknownProvider(index, name, param) }
  const exact = ids.flatMap((id) => endpointAt(index, id, model) ?? [])
  if (exact.length > 0) return { type: "item", item: item(expression, exact.sort(byId), true) }
  const served = (ofModel(index, model) ?? []).filter((endpoint) => ids.includes(endpoint.provider))
  // One endpoint is named as well by its model as by its own id.
  if (served.length > 0) return { type: "item", item: item(expression, served, served.length === 1) }
  const open = index.open.filter((provider) => ids.includes(provider.id))
  if (open.length > 0 && model !== "") {
    return passedTo(expression, open.map((provider) => provider.passthrough(model)).sort(byId))
  }
  const offered = ids.flatMap((id) => idsAt(index, id))
  return {
    type: "refused",
    refusal: {
      code: "model_not_found",
      message: `Provider '${shown(name)}' does not serve a model '${shown(model)}'.`,
      param,
      ...suggest(nearest(model, offered, 3))
    }
  }
}

const endpointAt = (index: Index, provider: string, providerModelId: string): Endpoint | undefined => {
  const id = idOf(provider, providerModelId)
  const endpoint = index.endpoints.get(id)
  if (endpoint !== undefined) return endpoint
  const base = index.editions.get(id)
  return base === undefined ? undefined : edition(base, providerModelId)
}

const idsAt = (index: Index, provider: string): ReadonlyArray<string> => {
  const ids = new Set<string>()
  for (const endpoint of index.endpoints.values()) {
    if (endpoint.provider === provider) ids.add(endpoint.provider_model_id).add(endpoint.model)
  }
  return [...ids]
}

const passedTo = (expression: string, endpoints: ReadonlyArray<Endpoint>): Resolution => ({
  type: "item",
  item: { expression, endpoints, named: true, passthrough: true }
})

const notFound = (index: Index, expression: string, param: string): Resolution => {
  const callable = new Set(index.models.keys())
  for (const [alias, model] of index.aliases) if (index.models.has(model)) callable.add(alias)
  const isKnown = index.aliases.has(expression)
  return {
    type: "refused",
    refusal: {
      code: "model_not_found",
      message: isKnown
        ? `No registered provider serves the model '${shown(expression)}'.`
        : `The model '${shown(expression)}' does not exist.`,
      param,
      ...suggest(nearest(expression, callable, 3))
    }
  }
}

const suggest = (names: ReadonlyArray<string>): { readonly suggestion?: string } =>
  names.length === 0 ? {} : { suggestion: `Nearest: ${names.join(", ")}.` }

/** Ids come from callers: bounded, and on one line. */
const shown = (text: string): string =>
  (text.length > 80 ? `${text.slice(0, 80)}…` : text).toWellFormed().replace(/\p{Cc}/gu, "?")
