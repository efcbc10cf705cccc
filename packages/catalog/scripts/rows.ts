import type { Tier } from "@turnout/core/Endpoint"
import type { StoredRow } from "../src/catalog/decode.ts"
import { capabilities } from "./capabilities.ts"
import type { FactEndpoint, Facts } from "./facts.ts"
import { dimensionsOf, isEmbedding } from "./embeddings.ts"
import { prices } from "./prices.ts"

/** The rows of one provider, by id. */
export const rowsOf = (facts: Facts, provider: string): ReadonlyArray<StoredRow> => {
  const endpoints = facts.endpoints.filter((endpoint) => endpoint.provider === provider)
  const rows = endpoints.map((endpoint) => row(endpoint, endpoints, facts.providers[provider]?.wire ?? []))
  return join(rows).toSorted((one, other) => (one.id < other.id ? -1 : 1))
}

const row = (
  endpoint: FactEndpoint,
  siblings: ReadonlyArray<FactEndpoint>,
  wires: ReadonlyArray<string>
): StoredRow => {
  const tags = endpoint.tags ?? []
  const editions = tags.filter((tag) => isEdition.has(tag))
  const wire = wireOf(endpoint, wires)
  const quirks = quirksOf(endpoint, wire)
  const dimensions = isEmbedding(endpoint) ? dimensionsOf(endpoint) : undefined
  return {
    id: endpoint.id,
    name: endpoint.name,
    // Another mode of the model is never its silent substitute: it answers when named.
    ...(endpoint.model !== undefined && !tags.includes("mode") && { model: endpoint.model }),
    tier: tierOf(endpoint, siblings),
    ...(editions.length > 0 && { editions }),
    ...(tags.includes("floating") && { floating: true }),
    limits: isEmbedding(endpoint) ? withoutOutput(limitsOf(endpoint)) : limitsOf(endpoint),
    input: endpoint.in,
    output: isEmbedding(endpoint) ? ["embedding"] : endpoint.out,
    ...(dimensions !== undefined && { dimensions }),
    capabilities: capabilities(endpoint, wire ?? (wires.length === 1 ? wires[0] : undefined)),
    prices: prices(endpoint),
    ...(endpoint.region !== undefined && { regions: [endpoint.region] }),
    ...(endpoint.quant !== undefined && { quantization: endpoint.quant }),
    ...(quirks && { quirks }),
    ...(endpoint.status !== undefined && { status: endpoint.status }),
    ...(endpoint.released !== undefined && { released: endpoint.released }),
    ...(endpoint.retires !== undefined && { retires: endpoint.retires }),
    seen: endpoint.seen
  }
}

/** Tags that make an endpoint another way to buy the model; the other tags warn of the data. */
export const isEdition = new Set([
  "turbo",
  "tput",
  "lite",
  "speed",
  "spot",
  "free",
  "batch",
  "tee",
  "mode",
  "contributor"
])

/** A faster edition is a tier only beside an ordinary one of the same model; alone it is how the host serves it. */
const tierOf = ({ id, model, tags = [] }: FactEndpoint, siblings: ReadonlyArray<FactEndpoint>): Tier => {
  for (const tier of ["batch", "free", "contributor", "spot"] as const) if (tags.includes(tier)) return tier
  const isOrdinary = (other: FactEndpoint) =>
    other.id !== id && other.model === model && !other.tags?.some((tag) => isEdition.has(tag))
  return tags.includes("speed") && model !== undefined && siblings.some(isOrdinary) ? "priority" : "standard"
}

/** A zero limit is not known. An output larger than the context is cut: of two statements the smaller. */
const limitsOf = ({ limits = {} }: FactEndpoint): StoredRow["limits"] => {
  const { context, input, output } = limits
  return {
    ...(context && { context }),
    ...(input && { input }),
    ...(output && { output: context ? Math.min(output, context) : output })
  }
}

/** Nothing is written: the figure is the size of a vector, or none. */
const withoutOutput = ({ context, input }: StoredRow["limits"]): StoredRow["limits"] => ({
  ...(context !== undefined && { context }),
  ...(input !== undefined && { input })
})

/** The API family, where it is not the provider's own. */
const wireOf = ({ wire_override }: FactEndpoint, wires: ReadonlyArray<string>): string | undefined => {
  if (wire_override === undefined) return undefined
  if (wire_override.npm.endsWith("anthropic")) return "anthropic-messages"
  const wire = wire_override.shape === "responses" ? "openai-responses" : "openai-completions"
  return wires.length === 1 && wires[0] === wire ? undefined : wire
}

/** What capabilities cannot say, in the source's words. */
const quirksOf = (endpoint: FactEndpoint, wire: string | undefined): StoredRow["quirks"] => {
  const quirks: { [quirk: string]: string | boolean } = {}
  for (const [name, value] of Object.entries(endpoint.quirks ?? {})) {
    if (name === "supportsTemperature" || name === "supportsReasoningEffort") continue
    quirks[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = value
  }
  if (endpoint.reasoning_field !== undefined) quirks["reasoning_field"] = endpoint.reasoning_field
  if (wire !== undefined) quirks["wire"] = wire
  return Object.keys(quirks).length === 0 ? undefined : quirks
}

/**
 * Rows of one model that differ in nothing but the id (and the label, and when they were last seen) are one:
 * under the shortest id of those seen last.
 */
const join = (rows: ReadonlyArray<StoredRow>): ReadonlyArray<StoredRow> => {
  const groups = new Map<string, Array<StoredRow>>()
  for (const row of rows) {
    const { id, name: _, seen: __, ...facts } = row
    const key = row.model === undefined || row.floating ? id : JSON.stringify(facts)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return [...groups.values()].map((group) => {
    const [first, ...others] = group.toSorted(
      (one, other) =>
        other.seen.localeCompare(one.seen) || one.id.length - other.id.length || (one.id < other.id ? -1 : 1)
    )
    return others.length === 0 ? first! : { ...first!, also: others.map((row) => row.id).sort() }
  })
}
