import type { Normalized } from "@turnout/core/Normalize"
import type { CacheOptions } from "../../CacheStore.ts"

type Bag = { readonly [field: string]: unknown }

const isBag = (value: unknown): value is Bag => typeof value === "object" && value !== null

const isAddress = (field: string, value: string): boolean =>
  /ur[il]$/i.test(field) && !value.startsWith("data:") && /^[a-z][a-z0-9+.-]*:/i.test(value)

/** Whether some field names what stands elsewhere, which may be another thing tomorrow. */
const pointsElsewhere = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.some(pointsElsewhere)
  if (!isBag(value)) return false
  for (const field in value) {
    const held = value[field]
    if (typeof held === "string" ? isAddress(field, held) : isBag(held) && pointsElsewhere(held)) return true
  }
  return false
}

const own: ReadonlySet<unknown> = new Set(["function", "custom", undefined])

const runsThere =
  /^(mcp_servers|plugins|container|connectors|web_search\w*|search_parameters|data_sources|conversation)$/

/** Whether a vendor runs something for it: its answer is that of a moment. */
const isServed = (body: Bag): boolean => {
  for (const field in body) if (runsThere.test(field) && body[field] !== null) return true
  const { tools } = body
  return Array.isArray(tools) && tools.some((tool) => isBag(tool) && !own.has(tool["type"]))
}

/** Why its answer is not kept; undefined: it can be. */
export const uncacheable = (
  { log, request }: Normalized,
  { sampled = false, tools = false }: CacheOptions
): string | undefined => {
  const { extensions = {}, messages, source, unknown = {} } = request
  if (!log.response || !log.query) return "its bodies are to be kept nowhere"
  const bodies: ReadonlyArray<Bag> = [
    request as unknown as Bag,
    unknown,
    source?.body ?? {},
    ...Object.values(extensions)
  ]
  if (bodies.some(isServed)) return "a tool of the vendor's runs for it"
  if (messages.some(pointsElsewhere) || pointsElsewhere(source?.body)) return "it names what stands at a URL"
  if (!tools && request.tools !== undefined)
    return "it offers tools, and the host does not keep such answers ('cache.tools')"
  if (!sampled && request.temperature !== 0)
    return "its answer is drawn by chance (temperature is not 0), and the host does not keep such answers ('cache.sampled')"
  return undefined
}
