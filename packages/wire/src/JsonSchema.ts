import type { JsonObject } from "@turnout/core/Json"
import type { Compiled, Dialect } from "./json-schema/dialect.ts"
import { refersToItself } from "./json-schema/recursion.ts"
import { walk } from "./json-schema/walk.ts"

export type { Compiled, Dialect } from "./json-schema/dialect.ts"
export { anthropic, gemini, openAiStrict, openApi } from "./json-schema/dialects.ts"

/**
 * Converts a JSON Schema to a dialect. `at` is the JSON pointer to it, the prefix of ledger entries. Undefined if
 * the dialect cannot express the shape itself: an open map, an unsupported union. What it cannot express about
 * values is a loss (`weakened`). Returns the same object if nothing had to change.
 */
export const compile = (schema: JsonObject, dialect: Dialect, at: string): Compiled | undefined => {
  if (!dialect.recursion && refersToItself(schema)) return undefined
  const made = walk(schema, dialect, at)
  return made === undefined || made.losses.length > 0 ? made : { schema, losses: [] }
}
