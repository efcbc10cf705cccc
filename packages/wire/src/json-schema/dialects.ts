import type { Dialect } from "./dialect.ts"

const shape = [
  "type",
  "enum",
  "const",
  "properties",
  "required",
  "items",
  "anyOf",
  "$ref",
  "$defs",
  "definitions"
]

const annotations = ["$id", "$anchor", "$comment", "examples", "deprecated", "readOnly", "writeOnly"]

const formats = new Set([
  "date-time",
  "time",
  "date",
  "duration",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "uuid"
])

/** What OpenAI holds a model to under `strict: true`; anything else in a strict schema is a 400 there. */
export const openAiStrict: Dialect = {
  keywords: new Set([
    ...shape,
    "$schema",
    "title",
    "description",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "allOf"
  ]),
  annotations: new Set([...annotations, "default"]),
  renames: { oneOf: "anyOf" },
  formats,
  refusedPattern: /\(\?<?[=!]/,
  closed: true,
  complete: true,
  objectAtRoot: true,
  typed: true,
  single: new Set(["allOf"]),
  loneRef: true,
  recursion: true,
  explains: true,
  mostOptional: 0,
  mostProperties: 5_000,
  deepest: 10
}

/** Structured output of the Messages family. */
export const anthropic: Dialect = {
  keywords: new Set([...shape, "title", "description", "default", "format", "allOf"]),
  annotations: new Set([...annotations, "$schema"]),
  renames: { oneOf: "anyOf" },
  formats: new Set([...formats, "uri"]),
  closed: true,
  complete: false,
  objectAtRoot: false,
  typed: false,
  single: new Set(),
  loneRef: false,
  recursion: false,
  explains: true,
  // Documented for 24; compiling fails from 13 on, and from 11 at another host of the family.
  mostOptional: 10,
  mostProperties: Infinity,
  deepest: 128
}
