import { idOf, type Endpoint } from "@turnout/core/Endpoint"
import * as ModelExpression from "@turnout/core/ModelExpression"
import type { Refusal } from "../Refusal.ts"
import { byId, type Index } from "./index-of.ts"
import { endpointOf, endpointsOf, isOfChat, known, modelOf, providersOf } from "./names.ts"
import { narrow } from "./narrow.ts"
import { pinned, type Pinned } from "./pinned.ts"
import { notServed, unknownModel, unknownRoute, unreadable } from "./refuse.ts"

export { index, type Index } from "./index-of.ts"
export { providersOf } from "./names.ts"
export { unknownModel, unknownProvider } from "./refuse.ts"

/** The canonical id of a model that is served, by that id or an alias. */
export const canonicalOf = (index: Index, name: string): string | undefined => {
  const id = modelOf(index, name)
  return id !== undefined && index.models.has(id) ? id : undefined
}

/** The endpoints of one item of a model expression. */
export interface Item {
  /** The item in its canonical form. */
  readonly expression: string
  /** Sorted by id; never empty. */
  readonly endpoints: ReadonlyArray<Endpoint>
  /** The caller named this exact endpoint, and thereby its tier. */
  readonly named: boolean
  /** Not listed: the id is sent as given, and nothing is known about it. */
  readonly passthrough: boolean
  /** A dated name: the ids of the endpoints that serve this version; the others only stand in for it where asked to. */
  readonly version?: { readonly name: string; readonly ids: ReadonlySet<string> }
  /** The current name of the strategy in the model's suffix. */
  readonly suffix?: string
  /** The terms that bound and order its candidates; list terms are already applied. */
  readonly terms?: ReadonlyArray<ModelExpression.Term>
  /** The quality scorer that the caller named. */
  readonly scorer?: string
}

export type Resolution =
  | { readonly type: "items"; readonly items: ReadonlyArray<Item> }
  | { readonly type: "refused"; readonly refusal: Refusal }

export interface ResolveOptions {
  /** The path of the expression in the request. Default: `model`. */
  readonly param?: string
  /** The current name of a strategy, built in or the host's. Default: none is known. */
  readonly strategy?: (word: string) => string | undefined
  /** Whether a quality scorer of this name is registered. Default: none is. */
  readonly isScorer?: (name: string) => boolean
  /** Maximum number of items in a chain. Default: 5. */
  readonly most?: number
  /** The expression is an element of a list and may not be a chain. */
  readonly single?: boolean
}

/**
 * The items of an expression with their endpoints, or a refusal. Exact ids and aliases take precedence over the
 * grammar; the result does not depend on health or permissions.
 */
export const resolve = (index: Index, expression: string, options: ResolveOptions = {}): Resolution => {
  const { param = "model", strategy = noStrategy } = options
  const names = known(index)
  if (options.single === true && expression.includes("->") && !names.isKnown(expression)) {
    return refused({
      code: "invalid_parameter_value",
      message: `Invalid '${param}': '->' cannot stand here: the list is the chain.`,
      param,
      suggestion: "Write each item on its own, with gateway.routing.mode 'fallback'."
    })
  }
  const read = ModelExpression.parse(expression, {
    ...names,
    strategy: (word) => strategy(word),
    ...(options.most === undefined ? {} : { most: options.most })
  })
  if (ModelExpression.isError(read)) return refused(unreadable(read, param))
  const items: Array<Item> = []
  for (const item of read.items) {
    const found = itemOf(index, item, { ...options, expression, param })
    if ("code" in found) return refused(found)
    items.push(found)
  }
  return { type: "items", items }
}

const noStrategy = (): undefined => undefined

const refused = (refusal: Refusal): Resolution => ({ type: "refused", refusal })

interface Asked extends ResolveOptions {
  readonly expression: string
  readonly param: string
}

const itemOf = (index: Index, item: ModelExpression.Item, asked: Asked): Item | Refusal => {
  const { model, route, suffix } = item
  const expression = ModelExpression.print({ items: [item] })
  const found =
    model.type === "router"
      ? anyModel(index, model.scorer, route, asked)
      : route?.type === "provider"
        ? atProvider(index, model.id, route.name, asked)
        : anywhere(index, model.id, asked.param)
  if ("code" in found) return found
  const base = { ...found, expression, ...(suffix === undefined ? {} : { suffix }) }
  if (route?.type !== "terms") return base
  const left = narrow(index, found.endpoints, route.terms, asked.param)
  if ("code" in left) return left
  return { ...base, ...left, named: found.named || left.named, terms: route.terms }
}

type Found = Omit<Item, "expression"> | Refusal

const endpointsAs = (endpoints: ReadonlyArray<Endpoint>, named: boolean, passthrough = false) => ({
  endpoints,
  named,
  passthrough
})

const anywhere = (index: Index, name: string, param: string): Found => {
  const endpoint = endpointOf(index, name)
  if (endpoint !== undefined) return endpointsAs([endpoint], true)
  const version = pinned(index, name)
  if (version !== undefined) {
    return pinnedAs(index, version) ?? unknownModel(index, name, param)
  }
  const endpoints = endpointsOf(index, name)
  if (endpoints !== undefined) return endpointsAs(endpoints, false)
  if (index.open.length !== 1 || name === "" || isOfChat(index, name)) return unknownModel(index, name, param)
  return endpointsAs([index.open[0]!.passthrough(name)], true, true)
}

const atProvider = (index: Index, model: string, name: string, { expression, param }: Asked): Found => {
  const ids = providersOf(index, name)
  if (ids === undefined) return unknownRoute(index, name, expression, param)
  const exact = ids.flatMap((id) => endpointOf(index, idOf(id, model)) ?? [])
  if (exact.length > 0) return endpointsAs(exact.sort(byId), true)
  const version = pinned(index, model)
  const found = version && pinnedAs(index, version, ids)
  if (found !== undefined) return found
  const served = (endpointsOf(index, model) ?? []).filter((endpoint) => ids.includes(endpoint.provider))
  // A model with one endpoint there names that endpoint.
  if (served.length > 0) return endpointsAs(served, served.length === 1)
  if (ids.some((id) => isOfChat(index, idOf(id, model))))
    return unknownModel(index, idOf(ids[0]!, model), param)
  const open = index.open.filter((provider) => ids.includes(provider.id))
  if (open.length > 0) {
    return endpointsAs(open.map((provider) => provider.passthrough(model)).sort(byId), true, true)
  }
  return notServed(name, model, idsAt(index, ids), param)
}

/** The endpoints of a version, and of the same model those that do not have it; at these providers, where some are named. */
const pinnedAs = (
  index: Index,
  { endpoints, model, name }: Pinned,
  providers?: ReadonlyArray<string>
): Exclude<Found, Refusal> | undefined => {
  const isAsked = ({ provider }: Endpoint) => providers === undefined || providers.includes(provider)
  const own = endpoints.filter(isAsked)
  const having = new Set(own.map(({ provider }) => provider))
  const others = (index.models.get(model) ?? []).filter(
    (endpoint) => isAsked(endpoint) && !having.has(endpoint.provider)
  )
  const all = [...own, ...others].sort(byId)
  if (all.length === 0 || (providers !== undefined && own.length === 0)) return undefined
  return {
    ...endpointsAs(
      all,
      providers !== undefined && own.length === 1,
      all.every(({ facts }) => !facts.listed)
    ),
    version: { name, ids: new Set(own.map(({ id }) => id)) }
  }
}

/** Every model, optionally of one provider. */
const anyModel = (
  index: Index,
  scorer: string | undefined,
  route: ModelExpression.Route | undefined,
  { expression, isScorer, param }: Asked
): Found => {
  if (scorer !== undefined && isScorer?.(scorer) !== true) {
    return {
      code: "invalid_parameter_value",
      message: `Invalid '${param}': no quality scorer is registered as '${scorer.slice(0, 80)}'.`,
      param
    }
  }
  let endpoints = index.all()
  if (route?.type === "provider") {
    const ids = providersOf(index, route.name)
    if (ids === undefined) return unknownRoute(index, route.name, expression, param)
    endpoints = endpoints.filter(({ provider }) => ids.includes(provider))
  }
  if (endpoints.length === 0) {
    return { code: "no_provider_available", message: "No provider lists a model to choose from.", param }
  }
  return { ...endpointsAs(endpoints, false), ...(scorer === undefined ? {} : { scorer }) }
}

const idsAt = (index: Index, providers: ReadonlyArray<string>): ReadonlySet<string> => {
  const ids = new Set<string>()
  for (const endpoint of index.endpoints.values()) {
    if (providers.includes(endpoint.provider)) ids.add(endpoint.provider_model_id).add(endpoint.model)
  }
  return ids
}
