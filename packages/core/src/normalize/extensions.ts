import type { Json, JsonObject } from "../Json.ts"
import type { ReasoningEffort } from "../Request.ts"
import type { Gathering } from "../Warning.ts"
import { block, isCredential } from "./credentials.ts"

const isObject = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const clean = (value: Json, path: string, warnings: Gathering): Json => {
  if (Array.isArray(value)) {
    return (value as ReadonlyArray<Json>).map((entry, index) => clean(entry, `${path}[${index}]`, warnings))
  }
  if (!isObject(value)) return value
  const kept: Array<readonly [string, Json]> = []
  for (const [key, entry] of Object.entries(value)) {
    const at = `${path}.${key}`
    if (isCredential(key)) block(warnings, at, "extensions cannot carry credentials")
    else kept.push([key, clean(entry, at, warnings)])
  }
  return Object.fromEntries(kept)
}

/** The older way to ask for reasoning, read as an effort. */
const thinkingEffort = (value: Json): ReasoningEffort | undefined => {
  if (!isObject(value)) return undefined
  if (value["enabled"] !== true) return value["enabled"] === false ? "none" : undefined
  const given = value["budget_tokens"]
  const budget = typeof given === "number" ? given : 8_000
  return budget < 5_000 ? "low" : budget < 15_000 ? "medium" : "high"
}

export interface Extensions {
  readonly extensions: { readonly [provider: string]: JsonObject } | undefined
  readonly effort: ReasoningEffort | undefined
}

/**
 * What extensions may carry: no credential at any depth, and nothing at the top of a provider's object that the
 * contract governs. The governed names are given: they are the parameter table's.
 */
export const extensions = (
  input: { readonly [provider: string]: object },
  governed: ReadonlySet<string>,
  warnings: Gathering
): Extensions => {
  const kept: Array<readonly [string, JsonObject]> = []
  let effort: ReasoningEffort | undefined
  for (const [provider, value] of Object.entries(input)) {
    if (provider === "thinking") {
      effort = thinkingEffort(value as JsonObject)
      warnings.add("deprecated_parameter", () => ({
        type: "deprecated_parameter",
        code: "extensions.thinking",
        message: "'extensions.thinking' is deprecated; use 'reasoning_effort'.",
        param: "extensions.thinking"
      }))
      continue
    }
    const path = `extensions.${provider}`
    const fields = clean(value as JsonObject, path, warnings) as JsonObject
    const allowed: Array<readonly [string, Json]> = []
    for (const [key, entry] of Object.entries(fields)) {
      if (governed.has(key)) {
        block(warnings, `${path}.${key}`, "the request's own fields govern it")
      } else allowed.push([key, entry])
    }
    kept.push([provider, Object.fromEntries(allowed)])
  }
  return {
    extensions: kept.length === 0 ? undefined : Object.fromEntries(kept),
    effort
  }
}
