import { edition, idOf, type Endpoint } from "@turnout/core/Endpoint"
import type { Options } from "@turnout/core/ModelExpression"
import { normalizeName } from "@turnout/core/ProviderName"
import type { Index } from "./index-of.ts"

/** The registered providers of a name, by id or alias; undefined if there are none. */
export const providersOf = (index: Index, name: string): ReadonlyArray<string> | undefined =>
  index.names.get(normalizeName(name)) ?? index.names.get(behindCustom(normalizeName(name)))

/** `custom-acme` is the server that is registered as `acme`. */
const behindCustom = (name: string): string => (name.startsWith("custom") ? name.slice("custom".length) : "")

/** The endpoint of an id, as the named edition. */
export const endpointOf = (index: Index, id: string): Endpoint | undefined => {
  const endpoint = index.endpoints.get(id)
  if (endpoint !== undefined) return endpoint
  const base = index.editions.get(id)
  return base === undefined ? undefined : edition(base, id.slice(base.provider.length + 1))
}

/** The canonical model of an id or alias; undefined if neither the catalog nor a provider has it. */
export const modelOf = (index: Index, name: string): string | undefined =>
  index.models.has(name) ? name : index.aliases.get(name)

/** The endpoints of a model by id or alias, sorted by id. */
export const endpointsOf = (index: Index, name: string): ReadonlyArray<Endpoint> | undefined => {
  const model = modelOf(index, name)
  return model === undefined ? undefined : index.models.get(model)
}

/** Whether a name means a model, or an endpoint, that gives no embeddings: of an index for them alone. */
export const isOfChat = ({ whole }: Index, name: string): boolean =>
  whole !== undefined && (modelIn(whole, name) || whole.endpoints.has(name) || whole.editions.has(name))

const modelIn = (index: Index, name: string): boolean => {
  const model = modelOf(index, name)
  return model !== undefined && index.models.has(model)
}

/** The names as the expression parser needs them. */
export const known = (index: Index): Options => {
  const isEndpoint = (id: string) => index.endpoints.has(id) || index.editions.has(id)
  return {
    isKnown: (id) => isEndpoint(id) || modelOf(index, id) !== undefined,
    isEndpoint,
    isKnownAt: (id, provider) =>
      providersOf(index, provider)?.some((registered) => isEndpoint(idOf(registered, id))) === true,
    isProvider: (name) => providersOf(index, name) !== undefined
  }
}
