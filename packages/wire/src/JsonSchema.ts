import type { JsonObject } from "@turnout/core/Json"
import type { Compiled, Dialect } from "./json-schema/dialect.ts"
import { refersToItself } from "./json-schema/recursion.ts"
import { walk } from "./json-schema/walk.ts"

export type { Compiled, Dialect } from "./json-schema/dialect.ts"
export { anthropic, openAiStrict } from "./json-schema/dialects.ts"

/**
 * A JSON Schema in a dialect. `at` is the JSON pointer to it, which the entries begin with. Undefined where the
 * dialect cannot say the shape itself: an open map, a choice that it does not know. What it cannot say of the
 * values in a shape is a loss (`weakened`). The schema is the same object where nothing had to change.
 */
export const compile = (schema: JsonObject, dialect: Dialect, at: string): Compiled | undefined => {
  if (!dialect.recursion && refersToItself(schema)) return undefined
  const made = walk(schema, dialect, at)
  return made === undefined || made.losses.length > 0 ? made : { schema, losses: [] }
}
