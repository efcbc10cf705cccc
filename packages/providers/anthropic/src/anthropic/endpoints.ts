import * as Capabilities from "@turnout/core/Capabilities"
import type { CatalogRow } from "@turnout/core/Catalog"
import * as Endpoint from "@turnout/core/Endpoint"
import * as AnthropicMessages from "@turnout/wire/AnthropicMessages"
import { all, familyOf, versions } from "./models.ts"

export type Stated = { readonly [providerModelId: string]: Endpoint.Stated }

/** What to ask for where nobody knows how much a model can write. */
const anyOutput = 4096

const authoritiesOf = (provider: string, version: string, models: Stated): Endpoint.Authorities => {
  const later = versions.filter(({ from }) => version >= from).map(({ override }) => override)
  return {
    provider,
    defaults: AnthropicMessages.protocol.defaults,
    override: (id) => {
      const family = familyOf(id)?.override
      return family === undefined ? all(...later) : all(family, ...later)
    },
    models
  }
}

/** The family demands an output limit in every request: the endpoint's own, where the caller sets none. */
const withLimit = (endpoint: Endpoint.Endpoint, models: Stated): Endpoint.Endpoint => {
  const { provider_model_id: id, facts } = endpoint
  const limit = facts.limits.output ?? familyOf(id)?.output
  const rule = limit === undefined ? { demanded: anyOutput } : { demanded: limit, max: limit }
  const stated = Object.hasOwn(models, id) ? models[id]?.capabilities : undefined
  const limited = Capabilities.merge(facts.capabilities, { params: { max_completion_tokens: rule } })
  return { ...endpoint, facts: { ...facts, capabilities: Capabilities.merge(limited, stated) } }
}

export const make = (provider: string, version: string, models: Stated) => {
  const authorities = authoritiesOf(provider, version, models)
  return {
    endpoints: (rows: ReadonlyArray<CatalogRow>) =>
      Endpoint.fromRows(rows, authorities).map((endpoint) => withLimit(endpoint, models)),
    passthrough: (providerModelId: string) =>
      withLimit(Endpoint.passthrough(providerModelId, authorities), models)
  }
}
