import type { JsonObject } from "@turnout/core/Json"
import type { Ledger } from "@turnout/core/Ledger"
import { refersToItself } from "./json-schema/recursion.ts"
import { walk } from "./json-schema/walk.ts"

export { anthropic, openAiStrict } from "./json-schema/dialects.ts"

/**
 * The part of JSON Schema that an API lets its models be held to, as data. What it does not know is taken out,
 * told, and where `explains` says so written into the description, since models read that too.
 */
export interface Dialect {
  /** Keywords that pass; those that hold schemas are looked into. */
  readonly keywords: ReadonlySet<string>
  /** Keywords of which nothing is lost: they constrain nothing. */
  readonly annotations: ReadonlySet<string>
  /** Keywords that are said by another one, which is weaker. */
  readonly renames: { readonly [keyword: string]: string }
  /** Values of `format` that it knows. */
  readonly formats: ReadonlySet<string>
  /** What a `pattern` must not hold. */
  readonly refusedPattern?: RegExp
  /** Every object lists its properties and has no others. */
  readonly closed: boolean
  /** Every property is required. */
  readonly complete: boolean
  /** The whole is an object, said outright. */
  readonly objectAtRoot: boolean
  /** Every schema says its type, or refers to one that does. */
  readonly typed: boolean
  /** A list of this keyword has one entry at most. */
  readonly single: ReadonlySet<string>
  /** `$ref` stands alone. */
  readonly loneRef: boolean
  readonly recursion: boolean
  readonly explains: boolean
  /** More optional properties than this, and the grammar is not compiled. */
  readonly mostOptional: number
  readonly mostProperties: number
  readonly deepest: number
}

/** The schema in a dialect, and an entry for whatever that changed. */
export interface Compiled {
  readonly schema: JsonObject
  readonly losses: Ledger
}

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
