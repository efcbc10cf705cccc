type Fields = { readonly [key: string]: unknown }

/** Fields of a usage that name how it was served, with the words that change no price. */
const ordinary: { readonly [field: string]: ReadonlySet<unknown> } = {
  speed: new Set(["standard", "normal", "default"]),
  inference_geo: new Set(["global", "not_available"]),
  traffic_type: new Set(["ON_DEMAND", "on_demand"]),
  trafficType: new Set(["ON_DEMAND", "on_demand"])
}

/** Counts that are billed beside the tokens. */
const counted = [
  "num_sources_used",
  "num_search_queries",
  "citation_tokens",
  "search_units",
  "prompt_audio_seconds"
] as const

/** Where the vendor's own tools are counted. Searches have a bucket of their own; these others cost nothing. */
const tools = [
  "server_tool_use",
  "server_tool_use_details",
  "server_side_tool_usage",
  "server_side_tool_usage_details"
] as const
const free = new Set(["web_search_requests", "web_fetch_requests", "tool_search_requests"])

/** What a usage says was served beside its tokens, by name: whatever no rate of ours covers. */
export const modifiersOf = (usage: Fields): ReadonlyArray<string> => {
  let found: Array<string> | undefined
  for (const field in ordinary) {
    const value = usage[field]
    if (typeof value === "string" && value !== "" && !ordinary[field]!.has(value)) {
      ;(found ??= []).push(`${field}: ${value.slice(0, 40)}`)
    }
  }
  for (const field of counted) if (isPositive(usage[field])) (found ??= []).push(field)
  for (const field of tools) {
    const counts = usage[field]
    if (typeof counts !== "object" || counts === null) continue
    for (const name of Object.keys(counts).slice(0, mostTools)) {
      if (!free.has(name) && isPositive((counts as Fields)[name])) (found ??= []).push(name.slice(0, 40))
    }
  }
  return found ?? none
}

const mostTools = 20

/** Nothing, which is what most usages say. */
export const none: ReadonlyArray<string> = []

/** Modifiers of one answer that are told: a vendor may name another one in each report. */
const most = 20

/** Those of one more report beside those before, each once. */
export const joined = (
  before: ReadonlyArray<string>,
  found: ReadonlyArray<string>
): ReadonlyArray<string> => {
  if (found.length === 0 || before.length >= most) return before
  const added = new Set(found.slice(0, most).filter((each) => !before.includes(each)))
  return added.size === 0 ? before : [...before, ...added].slice(0, most)
}

const isPositive = (value: unknown): boolean => typeof value === "number" && value > 0
