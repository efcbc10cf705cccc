import type { ChatRequest } from "@turnout/core/ChatRequest"
import { isCredential } from "@turnout/core/CredentialNames"
import type { Json, JsonObject } from "@turnout/core/Json"
import { outside } from "./source.ts"
import { fieldOf, isObject, lose, maybeText, type Notes, oneOf, wrong } from "./notes.ts"

type Writing = { -readonly [field in keyof ChatRequest]?: ChatRequest[field] }

const number = (body: JsonObject, name: string, whole: boolean, notes: Notes): number | undefined => {
  const value = fieldOf(body, name)
  if (value === undefined) return undefined
  if (typeof value === "number" && (!whole || Number.isInteger(value))) return value
  return wrong(notes, name, whole ? "a whole number" : "a number", value)
}

const limit = (body: JsonObject, counting: boolean, notes: Notes): number | undefined => {
  const value = fieldOf(body, "max_tokens")
  if (value === undefined && counting) return undefined
  if (typeof value === "number" && Number.isInteger(value) && value >= 1) return value
  return wrong(notes, "max_tokens", "a whole number of at least 1", value)
}

const least = 1024

/** A budget as the effort that it stands for, by the steps of `extensions.thinking`. */
const effortOf = (budget: number): "low" | "medium" | "high" =>
  budget < 5_000 ? "low" : budget < 15_000 ? "medium" : "high"

const thinking = (body: JsonObject, notes: Notes): ChatRequest["reasoning_effort"] => {
  const given = fieldOf(body, "thinking")
  if (given === undefined) return undefined
  if (!isObject(given)) return wrong(notes, "thinking", "an object", given)
  const kinds = ["enabled", "disabled", "adaptive", "between_tools"] as const
  switch (oneOf(fieldOf(given, "type"), "thinking.type", kinds, notes)) {
    case "enabled": {
      const budget = fieldOf(given, "budget_tokens")
      return typeof budget === "number" && Number.isInteger(budget) && budget >= least
        ? effortOf(budget)
        : wrong(notes, "thinking.budget_tokens", `a whole number of at least ${least}`, budget)
    }
    case "disabled":
    case "between_tools":
      return "none"
    default:
      // How much to think is the endpoint's to decide.
      return undefined
  }
}

const efforts = ["low", "medium", "high", "xhigh", "max"] as const

const output = (body: JsonObject, request: Writing, notes: Notes): void => {
  const config = fieldOf(body, "output_config")
  if (config !== undefined && !isObject(config))
    return void wrong(notes, "output_config", "an object", config)
  const asked = thinking(body, notes)
  const given = config === undefined ? undefined : fieldOf(config, "effort")
  const effort = given === undefined ? undefined : oneOf(given, "output_config.effort", efforts, notes)
  // Who thinks not at all puts no effort into it.
  const said = asked === "none" ? asked : (effort ?? asked)
  if (said !== undefined) request.reasoning_effort = said
  const format = config === undefined ? undefined : fieldOf(config, "format")
  if (format === undefined) return
  if (!isObject(format)) return void wrong(notes, "output_config.format", "an object", format)
  if (oneOf(fieldOf(format, "type"), "output_config.format.type", ["json_schema"], notes) === undefined)
    return
  const schema = fieldOf(format, "schema")
  if (!isObject(schema)) return void wrong(notes, "output_config.format.schema", "a JSON schema", schema)
  request.response_format = { type: "json_schema", json_schema: { name: "answer", schema, strict: true } }
}

const stop = (body: JsonObject, request: Writing, notes: Notes): void => {
  const given = fieldOf(body, "stop_sequences")
  if (given === undefined) return
  if (!Array.isArray(given)) return void wrong(notes, "stop_sequences", "a list of strings", given)
  const list = given as ReadonlyArray<Json>
  list.forEach((each, index) => {
    if (typeof each !== "string") wrong(notes, `stop_sequences[${index}]`, "a string", each)
  })
  if (list.length > 0) request.stop = list as ReadonlyArray<string>
}

const person = (body: JsonObject, request: Writing, notes: Notes): void => {
  const metadata = fieldOf(body, "metadata")
  if (metadata === undefined) return
  if (!isObject(metadata)) return void wrong(notes, "metadata", "an object", metadata)
  const id = maybeText(metadata, "user_id", "metadata", notes)
  if (id !== undefined) request.user = id
  for (const key of Object.keys(metadata)) if (key !== "user_id") lose(notes, `metadata.${key}`)
}

/** Values that ask for nothing. */
const usual: ReadonlyMap<string, Json> = new Map<string, Json>([
  ["service_tier", "auto"],
  ["speed", "standard"]
])

/** What only endpoints that speak this API understand, and what no one here knows. */
const foreign: ReadonlySet<string> = new Set([
  "container",
  "context_management",
  "diagnostics",
  "inference_geo",
  "mcp_servers",
  "service_tier",
  "speed",
  "user_profile_id",
  "workspace_id"
])

const isEmpty = (value: Json): boolean =>
  Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0

/** Fields without a twin in a chat. */
const others = (body: JsonObject, known: ReadonlySet<string>, notes: Notes): void => {
  const isSaid = (name: string) => known.has(name) || outside.has(name) || isCredential(name)
  for (const [name, value] of Object.entries(body)) {
    if (value === null || isSaid(name) || usual.get(name) === value || isEmpty(value)) continue
    lose(notes, name, foreign.has(name) ? "unsupported" : "unknown")
  }
}

const said: ReadonlySet<string> = new Set([
  "messages",
  "system",
  "max_tokens",
  "stop_sequences",
  "temperature",
  "top_p",
  "top_k",
  "thinking",
  "output_config",
  "tools",
  "tool_choice",
  "metadata",
  // A mark of what to cache is a hint.
  "cache_control"
])

/** All fields but the model, the conversation and the tools. */
export const read = (body: JsonObject, counting: boolean, request: Writing, notes: Notes): void => {
  const tokens = limit(body, counting, notes)
  if (tokens !== undefined) request.max_tokens = tokens
  for (const name of ["temperature", "top_p"] as const) {
    const value = number(body, name, false, notes)
    if (value !== undefined) request[name] = value
  }
  const top = number(body, "top_k", true, notes)
  // Zero asks for nothing, as elsewhere.
  if (top !== undefined && top !== 0) request.top_k = top
  stop(body, request, notes)
  output(body, request, notes)
  person(body, request, notes)
  others(body, said, notes)
}
