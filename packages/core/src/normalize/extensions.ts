import type { Json, JsonObject } from "../Json.ts"
import type { ReasoningEffort } from "../Request.ts"
import type { Gathering } from "../Warning.ts"
import { isCredential } from "../CredentialNames.ts"
import { block } from "./block.ts"

const isObject = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

type Path = Array<string | number>

/** The value without credentials at any depth; the same value where there are none. */
const clean = (value: Json, path: Path, why: string, warnings: Gathering): Json => {
  if (Array.isArray(value)) {
    const list = value as ReadonlyArray<Json>
    let copy: Array<Json> | undefined
    for (let index = 0; index < list.length; index++) {
      const before = list[index]!
      if (typeof before !== "object" || before === null) continue
      path.push(index)
      const after = clean(before, path, why, warnings)
      path.pop()
      if (after !== before) (copy ??= [...list])[index] = after
    }
    return copy ?? value
  }
  return isObject(value) ? cleanFields(value, path, why, warnings) : value
}

const cleanFields = (value: JsonObject, path: Path, why: string, warnings: Gathering): JsonObject => {
  let changed: Map<string, Json | undefined> | undefined
  for (const key of Object.keys(value)) {
    path.push(key)
    const before = value[key]!
    const blocked = isCredential(key)
    if (blocked) block(warnings, shown(path), why)
    const after = blocked ? undefined : clean(before, path, why, warnings)
    if (after !== before) (changed ??= new Map()).set(key, after)
    path.pop()
  }
  if (changed === undefined) return value
  const kept = Object.entries(value).flatMap(([key, before]) => {
    const after = changed.has(key) ? changed.get(key) : before
    return after === undefined ? [] : [[key, after] as const]
  })
  return Object.fromEntries(kept)
}

const shown = (path: Path): string =>
  path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`),
    ""
  )

/** What a request carries beside the contract's fields, at any depth without credentials. */
export const unknownFields = (
  record: { readonly [key: string]: unknown },
  keys: ReadonlyArray<string>,
  warnings: Gathering
): JsonObject | undefined => {
  const fields = Object.fromEntries(keys.map((key) => [key, record[key] as Json]))
  const kept = cleanFields(fields, [], "a request cannot carry credentials", warnings)
  return Object.keys(kept).length === 0 ? undefined : kept
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
    const why = "extensions cannot carry credentials"
    const fields = cleanFields(value as JsonObject, ["extensions", provider], why, warnings)
    const closed = Object.keys(fields).filter((key) => governed.has(key))
    for (const key of closed) block(warnings, `${path}.${key}`, "the request's own fields govern it")
    kept.push([
      provider,
      closed.length === 0
        ? fields
        : Object.fromEntries(Object.entries(fields).filter(([key]) => !governed.has(key)))
    ])
  }
  return {
    extensions: kept.length === 0 ? undefined : Object.fromEntries(kept),
    effort
  }
}
