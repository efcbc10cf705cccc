import type { JsonObject } from "@turnout/core/Json"
import type { Ledger } from "@turnout/core/Ledger"

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
  /** What may stand beside it all the same. Default: nothing. */
  readonly besideRef?: ReadonlySet<string>
  /** `const` is said as an `enum` of one value. Default: false. */
  readonly constAsEnum?: boolean
  /** A list of types is said as one type that is `nullable`, or as `anyOf`. Default: false. */
  readonly oneType?: boolean
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
