import type { Json, JsonObject } from "@turnout/core/Json"
import * as JsonSchema from "../JsonSchema.ts"
import { isObject } from "../internal/json.ts"
import { pointer, put } from "../json-schema/read.ts"
import type { Quirks } from "./dialect.ts"
import { inlined } from "./inline.ts"
import type { Draft, Notes } from "./notes.ts"

const older = "#/definitions/"

/** References into `definitions`, written as ones into `$defs`. One walk; requests are bounded in depth. */
const repointed = (value: Json): Json => {
  if (Array.isArray(value)) return (value as ReadonlyArray<Json>).map(repointed)
  if (!isObject(value)) return value
  const copy: Draft = {}
  for (const [key, inner] of Object.entries(value)) {
    const isOlder = key === "$ref" && typeof inner === "string" && inner.startsWith(older)
    put(copy, key, isOlder ? `#/$defs/${inner.slice(older.length)}` : repointed(inner))
  }
  return copy
}

/** The family knows definitions by their newer name alone. */
const renamed = (schema: JsonObject, path: string, notes: Notes): JsonObject => {
  const { definitions, $defs, ...rest } = schema
  if (!isObject(definitions)) return schema
  notes.push({ action: "translated", param: pointer(path, "definitions"), to: "$defs", reason: "dialect" })
  const all = { ...definitions, ...(isObject($defs) ? $defs : {}) }
  return repointed({ ...rest, $defs: all }) as JsonObject
}

/** OpenAPI's subset has no references. */
const resolved = (schema: JsonObject, path: string, notes: Notes): JsonObject => {
  if (schema["$defs"] === undefined) return schema
  const whole = inlined(schema)
  if (whole === undefined) return schema
  notes.push({ action: "dropped", param: pointer(path, "$defs"), reason: "needless" })
  return whole
}

/** A schema as the family takes it; what it cannot say is told, and described to the model. */
export const toDialect = (
  schema: JsonObject,
  { schemas }: Quirks,
  path: string,
  notes: Notes
): JsonObject => {
  const dialect = schemas === "json" ? JsonSchema.gemini : JsonSchema.openApi
  const newer = renamed(schema, path, notes)
  const given = schemas === "json" ? newer : resolved(newer, path, notes)
  const compiled = JsonSchema.compile(given, dialect, path)
  for (const loss of compiled?.losses ?? []) notes.push(loss)
  return compiled?.schema ?? given
}
