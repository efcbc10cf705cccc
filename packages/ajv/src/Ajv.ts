import type { JsonObject } from "@turnout/core/Json"
import { Ajv, type Options as AjvOptions, type ValidateFunction } from "ajv"
import { Ajv2020 } from "ajv/dist/2020.js"

export interface Options {
  /** Formats to be checked, by name; without it `format` says something and checks nothing, as in the standard. */
  readonly formats?: { readonly [name: string]: RegExp | ((text: string) => boolean) }
  /** Schemas whose checks are kept; 256. */
  readonly kept?: number
}

/** What a value has wrong with it, nothing where it is right. */
export type Check = (value: unknown) => ReadonlyArray<{ readonly path: string; readonly message: string }>

/** Lenient as the vendors are: keywords that nobody knows say nothing. */
const settings = (formats: Options["formats"]): AjvOptions => ({
  strict: false,
  logger: false,
  addUsedSchema: false,
  unicodeRegExp: false,
  validateFormats: formats !== undefined,
  ...(formats === undefined ? {} : { formats })
})

const isDraft07 = (schema: JsonObject): boolean =>
  typeof schema["$schema"] === "string" && /draft-0[67]/.test(schema["$schema"])

/**
 * The `validate` option of a router: draft 2020-12, and draft 7 where a schema says so. It compiles a schema to a
 * function, which a runtime that forbids `eval` refuses; it throws where the schema is none. A check made once
 * serves every request with the same schema.
 */
export const validate = (options: Options = {}): ((schema: JsonObject) => Check) => {
  const { formats, kept = 256 } = options
  const checks = new Map<string, Check>()
  // Neither is made before the first schema that needs it.
  let latest: Ajv2020 | undefined
  let seven: Ajv | undefined

  const compile = (schema: JsonObject): ValidateFunction => {
    // Whatever else `$schema` names, nothing is fetched for it.
    const { $schema: _, ...bare } = schema
    const ajv = isDraft07(schema)
      ? (seven ??= new Ajv(settings(formats)))
      : (latest ??= new Ajv2020(settings(formats)))
    try {
      return ajv.compile(bare)
    } finally {
      ajv.removeSchema(bare)
    }
  }

  return (schema) => {
    const text = JSON.stringify(schema)
    const known = checks.get(text)
    if (known !== undefined) return known
    const run = compile(schema)
    const check: Check = (value) =>
      run(value)
        ? []
        : (run.errors ?? []).map(({ instancePath: path, message = "is not as the schema says" }) => ({
            path,
            message
          }))
    if (checks.size >= kept) checks.delete(checks.keys().next().value!)
    checks.set(text, check)
    return check
  }
}
