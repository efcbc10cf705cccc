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

const geminiFormats = new Set(["date-time", "date", "time", "int32", "int64", "float", "double", "enum"])

/**
 * The JSON Schema of the Gemini family (`responseJsonSchema`, `parametersJsonSchema`), by the list that stands in the
 * types of its SDK: `oneOf` is read as `anyOf`, and beside a `$ref` stand only keywords that begin with `$`.
 */
export const gemini: Dialect = {
  keywords: new Set([
    "$id",
    "$defs",
    "$ref",
    "$anchor",
    "type",
    "format",
    "title",
    "description",
    "enum",
    "items",
    "prefixItems",
    "minItems",
    "maxItems",
    "minimum",
    "maximum",
    "anyOf",
    "oneOf",
    "properties",
    "additionalProperties",
    "required",
    "propertyOrdering"
  ]),
  annotations: new Set(["$schema", "$comment", "examples", "deprecated", "readOnly", "writeOnly", "default"]),
  renames: { exclusiveMinimum: "minimum", exclusiveMaximum: "maximum" },
  formats: geminiFormats,
  closed: false,
  complete: false,
  objectAtRoot: false,
  typed: false,
  single: new Set(),
  loneRef: true,
  besideRef: new Set(["$id", "$defs", "$anchor"]),
  constAsEnum: true,
  recursion: true,
  explains: true,
  mostOptional: Infinity,
  mostProperties: Infinity,
  deepest: Infinity
}

/** The older subset of OpenAPI 3.0 of the same family (`responseSchema`, `parameters`): no references, one type each. */
export const openApi: Dialect = {
  ...gemini,
  keywords: new Set([
    "type",
    "format",
    "title",
    "description",
    "nullable",
    "enum",
    "items",
    "minItems",
    "maxItems",
    "properties",
    "required",
    "minProperties",
    "maxProperties",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "pattern",
    "example",
    "anyOf",
    "propertyOrdering",
    "default"
  ]),
  annotations: new Set([
    "$id",
    "$anchor",
    "$schema",
    "$comment",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly"
  ]),
  renames: { ...gemini.renames, oneOf: "anyOf" },
  formats: new Set([...geminiFormats, "email", "byte", "password"]),
  oneType: true
}
