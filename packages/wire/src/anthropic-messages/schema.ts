import type { Json, JsonObject } from "@turnout/core/Json"
import { type Draft, drop, type Notes } from "./notes.ts"

/** Keywords that pass as they stand; those that hold schemas are walked into below. */
const kept = new Set(["type", "enum", "const", "required", "$ref", "title", "description", "default"])
const formats = new Set([
  "date-time",
  "time",
  "date",
  "duration",
  "email",
  "hostname",
  "uri",
  "ipv4",
  "ipv6",
  "uuid"
])
const ofSchemas = new Set(["properties", "$defs", "definitions"])
const ofLists = new Set(["anyOf", "allOf", "oneOf"])
const marks = new Set(["$schema", "$id", "$comment"])

/** The grammar of the endpoint fails to compile beyond this many optional properties. */
const mostOptional = 10
const deepest = 128

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

interface Walk {
  readonly notes: Notes
  optional: number
  /** Open maps, schemas that hold themselves, too many choices: nothing this dialect can say. */
  unsuitable: boolean
}

const pointer = (path: string, key: string | number): string =>
  `${path}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`

/** An object the same in all but what `change` gives; keys may be `__proto__`. */
const mapValues = (value: JsonObject, change: (field: Json, key: string) => Json): Draft => {
  const result: Draft = Object.create(null) as Draft
  for (const [key, field] of Object.entries(value)) result[key] = change(field, key)
  return result
}

const walkObject = (schema: JsonObject, result: Draft, walk: Walk): void => {
  const properties = schema["properties"]
  const extra = schema["additionalProperties"]
  if ((extra !== undefined && extra !== false) || !isObject(properties)) {
    walk.unsuitable = true
    return
  }
  const required = schema["required"]
  const count = Array.isArray(required) ? new Set(required).size : 0
  walk.optional += Math.max(0, Object.keys(properties).length - count)
  result["additionalProperties"] = false
}

const describe = (result: Draft, lost: ReadonlyArray<string>): void => {
  if (lost.length === 0) return
  const words = `{${lost.join(", ")}}`
  const before = result["description"]
  result["description"] = typeof before === "string" && before !== "" ? `${before}\n\n${words}` : words
}

const walkSchema = (schema: Json, path: string, depth: number, walk: Walk): Json => {
  if (!isObject(schema)) return schema
  if (depth > deepest) {
    walk.unsuitable = true
    return {}
  }
  const result: Draft = Object.create(null) as Draft
  const lost: Array<string> = []
  for (const [key, value] of Object.entries(schema)) {
    const at = pointer(path, key)
    if (kept.has(key)) result[key] = value
    else if (ofSchemas.has(key) && isObject(value)) {
      result[key] = mapValues(value, (field, name) => walkSchema(field, pointer(at, name), depth + 1, walk))
    } else if (
      ofLists.has(key) &&
      Array.isArray(value) &&
      !(key === "oneOf" && Object.hasOwn(schema, "anyOf"))
    ) {
      result[key === "oneOf" ? "anyOf" : key] = value.map((field: Json, index) =>
        walkSchema(field, pointer(at, index), depth + 1, walk)
      )
      if (key === "oneOf") walk.notes.push({ action: "weakened", param: at, reason: "dialect" })
    } else if (key === "items") result[key] = walkSchema(value, at, depth + 1, walk)
    else if (key === "format" && typeof value === "string" && formats.has(value)) result[key] = value
    else if (marks.has(key)) drop(walk.notes, at, "needless")
    else if (key !== "additionalProperties") {
      lost.push(`${key}: ${JSON.stringify(value)}`)
      walk.notes.push({ action: "weakened", param: at, reason: "dialect" })
    }
  }
  const type = schema["type"]
  const types = Array.isArray(type) ? type : [type]
  if (types.includes("object") || Object.hasOwn(schema, "properties")) walkObject(schema, result, walk)
  describe(result, lost)
  return result
}

const refersToItself = (schema: JsonObject): boolean => {
  const text = JSON.stringify(schema)
  if (!text.includes('"$ref"')) return false
  if (text.includes('"$ref":"#"')) return true
  for (const key of ["$defs", "definitions"]) {
    const defs = schema[key]
    if (!isObject(defs)) continue
    const uses = new Map<string, ReadonlyArray<string>>()
    for (const [name, def] of Object.entries(defs)) {
      const body = JSON.stringify(def)
      uses.set(
        name,
        Object.keys(defs).filter((other) => body.includes(`"$ref":${JSON.stringify(`#/${key}/${other}`)}`))
      )
    }
    const settled = new Set<string>()
    for (let before = -1; settled.size !== before;) {
      before = settled.size
      for (const [name, used] of uses) if (used.every((other) => settled.has(other))) settled.add(name)
    }
    if (settled.size < uses.size) return true
  }
  return false
}

/**
 * A JSON Schema in the dialect of this family's structured output: constraints it does not know go into the
 * description and the ledger. Undefined, with nothing noted, where the dialect cannot say the shape.
 */
export const toDialect = (schema: JsonObject, path: string, notes: Notes): JsonObject | undefined => {
  const walk: Walk = { notes: [], optional: 0, unsuitable: false }
  if (refersToItself(schema)) return undefined
  const result = walkSchema(schema, path, 0, walk)
  if (walk.unsuitable || walk.optional > mostOptional || !isObject(result)) return undefined
  notes.push(...walk.notes)
  return result
}
