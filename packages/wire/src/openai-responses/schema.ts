import type { Json, JsonObject } from "@turnout/core/Json"
import { isObject } from "../internal/json.ts"
import type { Notes } from "../internal/notes.ts"

/** Keywords that hold one schema, a list of them, or schemas by name. */
const single = new Set([
  "items",
  "additionalProperties",
  "not",
  "if",
  "then",
  "else",
  "contains",
  "propertyNames"
])
const listed = new Set(["anyOf", "allOf", "oneOf", "prefixItems"])
const named = new Set(["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"])

/** No schema that a request can hold is deeper. */
const deepest = 256

const put = (target: { [key: string]: Json }, key: string, value: Json): void => {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true })
}

const mapped = (value: Json, change: (inner: Json, key: string | number) => Json): Json => {
  if (Array.isArray(value)) return (value as ReadonlyArray<Json>).map(change)
  if (!isObject(value)) return value
  const made: { [key: string]: Json } = {}
  for (const [key, inner] of Object.entries(value)) put(made, key, change(inner, key))
  return made
}

const isObjects = (schema: JsonObject): boolean => schema["type"] === "object"

/**
 * A schema that is not strict as this family takes it: `oneOf`, which it refuses at any depth, is `anyOf`, and an
 * object says its `properties`, though it has none. `path` is the dotted path of the schema, `at` its JSON pointer;
 * `rooted`: its root is seen to elsewhere.
 */
export const toPlain = (
  schema: JsonObject,
  path: string,
  at: string,
  rooted: boolean,
  notes: Notes
): JsonObject => walk(schema, path, at, 0, rooted, notes) as JsonObject

const walk = (schema: Json, path: string, at: string, depth: number, rooted: boolean, notes: Notes): Json => {
  if (!isObject(schema) || depth > deepest) return schema
  const made: { [key: string]: Json } = {}
  for (const [key, value] of Object.entries(schema)) {
    const inside = (inner: Json, step: string | number): Json =>
      walk(
        inner,
        `${path}.${key}${typeof step === "number" ? `[${step}]` : `.${step}`}`,
        `${at}/${key}/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`,
        depth + 1,
        false,
        notes
      )
    if (key === "oneOf" && !rooted) {
      notes.push({ action: "weakened", param: `${at}/oneOf`, reason: "dialect" })
      // Beside a choice that stands there already another one cannot be said.
      if (!Object.hasOwn(schema, "anyOf") && Array.isArray(value)) put(made, "anyOf", mapped(value, inside))
    } else if (single.has(key)) {
      put(made, key, walk(value, `${path}.${key}`, `${at}/${key}`, depth + 1, false, notes))
    } else if (listed.has(key) ? Array.isArray(value) : named.has(key) && isObject(value)) {
      put(made, key, mapped(value, inside))
    } else put(made, key, value)
  }
  if (!rooted && isObjects(schema) && !isObject(schema["properties"])) {
    notes.push({ action: "translated", param: `${path}.properties`, to: {}, reason: "demanded" })
    made["properties"] = {}
  }
  return made
}
