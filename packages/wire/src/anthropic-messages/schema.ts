import type { JsonObject } from "@turnout/core/Json"
import * as JsonSchema from "../JsonSchema.ts"
import type { Notes } from "./notes.ts"

/** A schema as this family's grammar takes it; undefined, with nothing noted, where it cannot say the shape. */
export const toDialect = (schema: JsonObject, path: string, notes: Notes): JsonObject | undefined => {
  const compiled = JsonSchema.compile(schema, JsonSchema.anthropic, path)
  for (const loss of compiled?.losses ?? []) notes.push(loss)
  return compiled?.schema
}
