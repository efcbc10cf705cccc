import * as Capabilities from "@turnout/core/Capabilities"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { Stated } from "@turnout/core/Listing"
import type { Provider } from "@turnout/core/Provider"
import { familyOf } from "./models.ts"

/** The output limit to request if a model's own is unknown. */
const anyOutput = 4096

/**
 * The API demands an output limit in every request: the endpoint's own, where the caller sets none. It is a fact
 * of the endpoint, so it stands above what is said of the model and below what the host says of the parameter.
 */
export const demandLimit = (provider: Provider, models: { readonly [id: string]: Stated } = {}): Provider => {
  const demand = (endpoint: Endpoint): Endpoint => {
    const { provider_model_id: id, facts } = endpoint
    const limit = facts.limits.output ?? familyOf(id)?.output
    const rule = limit === undefined ? { demanded: anyOutput } : { demanded: limit, max: limit }
    const stated = Object.hasOwn(models, id) ? models[id]?.capabilities : undefined
    const limited = Capabilities.merge(facts.capabilities, { params: { max_completion_tokens: rule } })
    return { ...endpoint, facts: { ...facts, capabilities: Capabilities.merge(limited, stated) } }
  }
  return {
    ...provider,
    endpoints: (rows) => provider.endpoints(rows).map(demand),
    passthrough: (providerModelId) => demand(provider.passthrough(providerModelId))
  }
}
