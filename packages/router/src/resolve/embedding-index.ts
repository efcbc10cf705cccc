import type { EmbeddingFacts } from "@turnout/core/Embedding"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { Embedder, Provider } from "@turnout/core/Provider"
import { byId, type Index } from "./index-of.ts"

/**
 * The same names for embedding requests: only endpoints that give vectors, as those requests see them, at providers that
 * prepare and run such requests. `embedders`: by provider id.
 */
export const embeddingIndex = (whole: Index, embedders: ReadonlyMap<string, Embedder>): Index => {
  const given = (endpoint: Endpoint) => embedders.get(endpoint.provider)?.endpoint(endpoint)
  const stated = [...whole.endpoints.values()].flatMap((endpoint) =>
    endpoint.facts.embeddings === undefined ? [] : (given(endpoint) ?? [])
  )
  const usual = usualSizes(stated)
  const endpoints = new Map(
    stated.map((endpoint) => [endpoint.id, sized(endpoint, usual.get(endpoint.model))] as const)
  )
  const seen = (endpoint: Endpoint): Endpoint | undefined => {
    const own = given(endpoint)
    return own && sized(own, usual.get(own.model))
  }
  const listed = (lists: Index["models"]): Index["models"] =>
    new Map(
      [...lists].flatMap(([model, list]) => {
        const own = list.flatMap(({ id }) => endpoints.get(id) ?? [])
        return own.length === 0 ? [] : [[model, own] as const]
      })
    )
  const providers = new Map(
    [...whole.providers.values()].map((provider) => [
      provider.id,
      embedding(provider, embedders.get(provider.id), seen)
    ])
  )
  const models = listed(whole.models)
  let all: ReadonlyArray<Endpoint> | undefined
  return {
    ...whole,
    whole,
    providers,
    endpoints,
    editions: new Map(
      [...whole.editions].flatMap(([id, { id: base }]) => {
        const own = endpoints.get(base)
        return own === undefined ? [] : [[id, own] as const]
      })
    ),
    models,
    versions: listed(whole.versions),
    open: [...providers.values()].filter(({ open }) => open),
    all: () => (all ??= [...models.values()].flat().sort(byId))
  }
}

/** The account, as these requests see it. */
const embedding = (
  provider: Provider,
  embedder: Embedder | undefined,
  seen: (endpoint: Endpoint) => Endpoint | undefined
): Provider => {
  const own: Partial<{ -readonly [field in keyof Provider]: Provider[field] | undefined }> =
    embedder === undefined
      ? { open: false, gather: undefined }
      : {
          prepare: embedder.prepare,
          run: embedder.run,
          gather: undefined,
          passthrough: (id) => {
            const endpoint = provider.passthrough(id)
            return seen(endpoint) ?? endpoint
          }
        }
  // What a host's own provider has by its class stays there.
  return Object.assign(Object.create(provider) as Provider, own)
}

/** Sizes of vectors by canonical model, where an endpoint of it states one. */
const usualSizes = (endpoints: ReadonlyArray<Endpoint>): ReadonlyMap<string, number> => {
  const sizes = new Map<string, number>()
  for (const { facts, model } of endpoints) {
    const usual = facts.embeddings?.dimensions?.usual
    if (usual !== undefined && !sizes.has(model)) sizes.set(model, usual)
  }
  return sizes
}

/** What is not stated of an endpoint's vectors is as at others of the same model: it is the weights' own. */
const sized = (endpoint: Endpoint, usual: number | undefined): Endpoint => {
  const { embeddings = {} } = endpoint.facts
  if (usual === undefined || embeddings.dimensions?.usual !== undefined) return endpoint
  const known: EmbeddingFacts = { ...embeddings, dimensions: { ...embeddings.dimensions, usual } }
  return { ...endpoint, facts: { ...endpoint.facts, embeddings: known } }
}
