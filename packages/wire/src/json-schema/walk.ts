import type { Json, JsonObject } from "@turnout/core/Json"
import type { Entry } from "@turnout/core/Ledger"
import type { Compiled, Dialect } from "./dialect.ts"
import { isObject, isOfObject, pointer, put } from "./read.ts"

type Draft = { [key: string]: Json }

/** Keywords that hold schemas by name, in a list, and alone. */
const byName = new Set(["properties", "$defs", "definitions"])
const inList = new Set(["anyOf", "allOf", "oneOf", "prefixItems"])
const alone = new Set(["items", "additionalProperties"])

/** Keywords that say what a value is; without one a schema takes any value at all. */
const typing = ["type", "enum", "const", "$ref", "anyOf", "oneOf", "allOf"]

interface Walk {
  readonly dialect: Dialect
  readonly losses: Array<Entry>
  optional: number
  properties: number
  /** The dialect cannot say the shape. */
  unsuitable: boolean
}

const weaken = (walk: Walk, param: string, from?: Json): void => {
  walk.losses.push({ action: "weakened", param, ...(from === undefined ? {} : { from }), reason: "dialect" })
}

/** The names under which a schema lists its properties, closed and complete as the dialect wants them. */
const closeObject = (schema: JsonObject, result: Draft, path: string, walk: Walk): void => {
  const { additionalProperties: extra, properties, required } = schema
  const names = isObject(properties) ? Object.keys(properties) : undefined
  if (names === undefined || (extra !== undefined && extra !== false)) {
    walk.unsuitable = true
    return
  }
  const demanded = new Set(Array.isArray(required) ? (required as ReadonlyArray<Json>) : [])
  const missing = names.filter((name) => !demanded.has(name)).length
  walk.optional += missing
  walk.properties += names.length
  if (walk.dialect.complete && (missing > 0 || demanded.size > names.length)) walk.unsuitable = true
  result["additionalProperties"] = false
  if (extra === undefined) {
    const param = pointer(path, "additionalProperties")
    walk.losses.push({ action: "translated", param, to: false, reason: "dialect" })
  }
}

const explain = (result: Draft, lost: ReadonlyArray<string>): void => {
  if (lost.length === 0) return
  const words = `{${lost.join(", ")}}`
  const before = result["description"]
  result["description"] = typeof before === "string" && before !== "" ? `${before}\n\n${words}` : words
}

/** What becomes of a keyword: the name that it passes under, or undefined where it does not. */
const passes = (schema: JsonObject, key: string, value: Json, { dialect }: Walk): string | undefined => {
  if (dialect.loneRef && key !== "$ref" && Object.hasOwn(schema, "$ref")) {
    return dialect.besideRef?.has(key) === true ? key : undefined
  }
  if (dialect.constAsEnum === true && Object.hasOwn(schema, "const")) {
    if (key === "enum") return undefined
    if (key === "const") return "enum"
  }
  if (Object.hasOwn(dialect.renames, key)) {
    const to = dialect.renames[key]!
    return Object.hasOwn(schema, to) ? undefined : to
  }
  if (!dialect.keywords.has(key)) return undefined
  if (key === "format") return typeof value === "string" && dialect.formats.has(value) ? key : undefined
  if (key === "pattern") return dialect.refusedPattern?.test(String(value)) === true ? undefined : key
  return key
}

/** A list of types in the words of OpenAPI; undefined where it is none. */
const oneType = (value: Json): JsonObject | undefined => {
  if (!Array.isArray(value)) return undefined
  const types = (value as ReadonlyArray<Json>).filter((each) => each !== "null")
  const nullable = types.length < value.length ? { nullable: true } : {}
  return types.length === 1
    ? { type: types[0]!, ...nullable }
    : { anyOf: types.map((type) => ({ type })), ...nullable }
}

/** The schemas that a keyword holds, compiled. */
const inner = (key: string, value: Json, path: string, depth: number, walk: Walk): Json => {
  if (alone.has(key)) return walkSchema(value, path, depth, walk)
  if (inList.has(key) && Array.isArray(value)) {
    const list = value as ReadonlyArray<Json>
    if (list.length > 1 && walk.dialect.single.has(key)) walk.unsuitable = true
    return list.map((each, index) => walkSchema(each, pointer(path, index), depth, walk))
  }
  if (!byName.has(key) || !isObject(value)) return value
  const result: Draft = {}
  for (const [name, each] of Object.entries(value)) {
    put(result, name, walkSchema(each, pointer(path, name), depth, walk))
  }
  return result
}

const walkSchema = (schema: Json, path: string, depth: number, walk: Walk): Json => {
  const { dialect, losses } = walk
  const isAny = !isObject(schema) || typing.every((key) => !Object.hasOwn(schema, key))
  if (depth > dialect.deepest || (dialect.typed && isAny)) walk.unsuitable = true
  if (walk.unsuitable || !isObject(schema)) return schema
  const result: Draft = {}
  const lost: Array<string> = []
  const isObjects = isOfObject(schema)
  for (const [key, value] of Object.entries(schema)) {
    const at = pointer(path, key)
    const to = passes(schema, key, value, walk)
    if (to !== undefined) {
      const isConst = key === "const" && to !== key
      const types = dialect.oneType === true && key === "type" ? oneType(value) : undefined
      if (types !== undefined) for (const [name, each] of Object.entries(types)) put(result, name, each)
      else put(result, to, isConst ? [value] : inner(key, value, at, depth + 1, walk))
      // A list of values says its type, too.
      if (
        isConst &&
        !Object.hasOwn(schema, "type") &&
        (typeof value === "string" || typeof value === "number")
      )
        result["type"] = typeof value
      if (isConst || types !== undefined) losses.push({ action: "translated", param: at, reason: "dialect" })
      else if (to !== key) weaken(walk, at)
    } else if (dialect.annotations.has(key)) {
      losses.push({ action: "dropped", param: at, from: value, reason: "needless" })
    } else if (key !== "additionalProperties" || !dialect.closed || !isObjects) {
      lost.push(`${key}: ${JSON.stringify(value)}`)
      weaken(walk, at, value)
    }
  }
  if (dialect.closed && isObjects) closeObject(schema, result, path, walk)
  if (dialect.explains && !(dialect.loneRef && Object.hasOwn(schema, "$ref"))) explain(result, lost)
  return result
}

export const walk = (schema: JsonObject, dialect: Dialect, at: string): Compiled | undefined => {
  const state: Walk = { dialect, losses: [], optional: 0, properties: 0, unsuitable: false }
  const isRoot =
    schema["type"] === "object" && !Object.hasOwn(schema, "anyOf") && !Object.hasOwn(schema, "oneOf")
  if (dialect.objectAtRoot && !isRoot) return undefined
  const result = walkSchema(schema, at, 0, state)
  const { mostOptional, mostProperties } = dialect
  if (state.unsuitable || !isObject(result)) return undefined
  return state.optional > mostOptional || state.properties > mostProperties
    ? undefined
    : { schema: result, losses: state.losses }
}
