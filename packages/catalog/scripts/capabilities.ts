import type { Feature, Known, Override, Reasoning, Rule } from "@turnout/core/Capabilities"
import { isEmbedding } from "./embeddings.ts"
import type { FactEndpoint, FactReasoning } from "./facts.ts"

/** What the facts state of an endpoint, and nothing else: a flag that no source states is left out. */
export const capabilities = (endpoint: FactEndpoint, wire: string | undefined): Override => {
  const params: { [param: string]: Partial<Rule> } = {}
  const temperature = flag(endpoint, "temperature")
  if (endpoint.quirks?.["supportsTemperature"] === false) params["temperature"] = { support: "no" }
  else if (temperature !== undefined) params["temperature"] = { support: temperature }
  const reasoning = reasoningOf(endpoint, wire)
  const efforts = effortsOf(endpoint)
  if (reasoning.support === "no" || endpoint.quirks?.["supportsReasoningEffort"] === false) {
    params["reasoning_effort"] = { support: "no" }
  } else if (efforts.length > 0) params["reasoning_effort"] = { support: "yes", values: efforts }
  else if (endpoint.quirks?.["supportsReasoningEffort"] === true)
    params["reasoning_effort"] = { support: "yes" }
  // The only lists there are leave out what hosts behind a gateway do take: absent stays unknown.
  for (const param of endpoint.params ?? []) {
    const name = param === "max_tokens" ? "max_completion_tokens" : param
    if (listed.has(name) && params[name] === undefined) params[name] = { support: "yes" }
  }
  return {
    ...(Object.keys(params).length > 0 && { params }),
    features: featuresOf(endpoint),
    reasoning
  }
}

const listed = new Set([
  "max_completion_tokens",
  "temperature",
  "top_p",
  "top_k",
  "min_p",
  "top_a",
  "stop",
  "seed",
  "frequency_penalty",
  "presence_penalty",
  "repetition_penalty",
  "logit_bias",
  "logprobs",
  "top_logprobs",
  "reasoning_effort",
  "verbosity",
  "tool_choice",
  "parallel_tool_calls",
  "web_search_options"
])

const flag = ({ caps, caps_unknown }: FactEndpoint, name: string): "yes" | "no" | undefined =>
  caps?.includes(name) ? "yes" : caps_unknown?.includes(name) ? undefined : "no"

const media = [
  ["image", "image"],
  ["audio", "audio"],
  ["pdf", "file"]
] as const

const featuresOf = (endpoint: FactEndpoint): NonNullable<Override["features"]> => {
  const features: { [feature in Feature]?: Known } = {}
  const tools = flag(endpoint, "tools")
  if (tools !== undefined) features.tools = tools
  const schema = flag(endpoint, "json_schema")
  if (schema !== undefined) features.json_schema = schema
  if (endpoint.params?.includes("response_format")) features.json_object = "yes"
  // A list of media says what a model takes; what it leaves out is not stated, and models do take it.
  for (const [medium, feature] of media) if (endpoint.in.includes(medium)) features[feature] = "yes"
  // What comes out is billed by kind, so that lists of it are whole; the newest source alone knows text and image.
  const otherMedia = endpoint.src.includes("models.dev") ? "no" : "unknown"
  const output = (name: string, otherwise: Known) => (endpoint.out.includes(name) ? "yes" : otherwise)
  features.text_output = isEmbedding(endpoint) ? "no" : output("text", "no")
  features.audio_output = output("audio", otherMedia)
  features.image_output = output("image", otherMedia)
  return features
}

const efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"]

const option = (endpoint: FactEndpoint, type: FactReasoning["type"]) =>
  endpoint.reasoning_options?.find((candidate) => candidate.type === type)

/** Lowest first; a vendor's own word for its default is no level, and `none` alone is a switch. */
const effortsOf = (endpoint: FactEndpoint): ReadonlyArray<string> => {
  const values = option(endpoint, "effort")?.values ?? []
  const known = efforts.filter((effort) => values.includes(effort))
  return known.some((effort) => effort !== "none") ? known : []
}

const reasoningOf = (endpoint: FactEndpoint, wire: string | undefined): Partial<Reasoning> => {
  const support = flag(endpoint, "reasoning") ?? "unknown"
  if (support !== "yes" || endpoint.reasoning_options === undefined) return { support }
  const budget = option(endpoint, "budget_tokens")
  return {
    support,
    control: controlOf(effortsOf(endpoint), budget !== undefined, wire),
    ...(budget?.min !== undefined && budget.min >= 0 && { min_budget: budget.min }),
    ...(budget?.max !== undefined && { max_budget: budget.max })
  }
}

/** The facts name the options; how an effort is said depends on the API family. */
const controlOf = (
  levels: ReadonlyArray<string>,
  budget: boolean,
  wire: string | undefined
): NonNullable<Reasoning["control"]> => {
  if (levels.length === 0) return budget ? "budget" : "toggle"
  if (wire === "anthropic-messages") {
    // Efforts up to high beside a budget only shape the answer; thinking is still told by the budget.
    return budget && !levels.includes("max") && !levels.includes("xhigh") ? "budget" : "adaptive"
  }
  return wire === "google-generative-ai" || wire === "google-vertex" ? "level" : "effort"
}
