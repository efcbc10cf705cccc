import type { JsonObject } from "@turnout/core/Json"
import * as HostOptions from "@turnout/core/Options"
import { Ajv, type Options as AjvOptions, type ValidateFunction } from "ajv"
import { Ajv2020 } from "ajv/dist/2020.js"
import { within } from "./internal/within.ts"

export interface Options {
  /** Formats to validate, by name. Default: `format` is an annotation and not validated, as in the standard. */
  readonly formats?: { readonly [name: string]: RegExp | ((text: string) => boolean) }
  /** Schemas whose checks are kept. Default: 256. */
  readonly kept?: number
  /** Characters of a schema as JSON; a longer one is refused. Default: 100,000. */
  readonly max_schema_length?: number
  /**
   * Milliseconds that one check of an answer may hold the process: schemas and their patterns are the caller's, and
   * `^(a+)+$` takes for ever. What takes longer is not right; time that other processes used is not counted. Default: 100.
   */
  readonly check_timeout_ms?: number
  /** Milliseconds that a schema may take to be compiled, once; a slower one is refused. Default: 1000. */
  readonly compile_timeout_ms?: number
}

const options: HostOptions.Check<Options> = HostOptions.object<Options>({
  formats: HostOptions.record(
    HostOptions.where<RegExp | ((text: string) => boolean)>(
      "a regular expression or a function",
      (value) => value instanceof RegExp || typeof value === "function"
    )
  ),
  kept: HostOptions.number(1, Infinity, "whole"),
  max_schema_length: HostOptions.number(1),
  check_timeout_ms: HostOptions.number(1, 2 ** 31 - 1, "whole"),
  compile_timeout_ms: HostOptions.number(1, 2 ** 31 - 1, "whole")
})

/** Returns the validation errors of a value; empty if it is valid. */
export type Check = (value: unknown) => ReadonlyArray<{ readonly path: string; readonly message: string }>

/** Lenient as the vendors are: unknown keywords are ignored. */
const settings = (formats: Options["formats"]): AjvOptions => ({
  strict: false,
  logger: false,
  unicodeRegExp: false,
  validateFormats: formats !== undefined,
  ...(formats === undefined ? {} : { formats })
})

const isDraft07 = (schema: JsonObject): boolean =>
  typeof schema["$schema"] === "string" && /draft-0[67]/.test(schema["$schema"])

/** What is wrong with a value whose check does not end, in time or in depth. */
const unending: ReturnType<Check> = [{ path: "", message: "could not be checked in time" }]
const bottomless: ReturnType<Check> = [
  { path: "", message: "could not be checked: the schema nests without end" }
]

/**
 * The `validate` option of a router: JSON Schema draft 2020-12, and draft 7 if a schema says so. It compiles
 * schemas to functions, which runtimes without `eval` refuse; it throws if a schema is invalid. Compiled schemas
 * are cached. Of wrong options it makes a function that throws what is wrong, which a router tells at once.
 */
export const validate = (given: Options = {}): ((schema: JsonObject) => Check) =>
  HostOptions.made(options, given, () => compiler(given))

const compiler = (options: Options): ((schema: JsonObject) => Check) => {
  const {
    check_timeout_ms: checking = 100,
    compile_timeout_ms: compiling = 1000,
    formats,
    kept = 256,
    max_schema_length: longest = 100_000
  } = options
  const checks = new Map<string, Check>()
  // Neither is made before the first schema that needs it.
  let latest: Ajv2020 | undefined
  let seven: Ajv | undefined

  const compile = (schema: JsonObject): ValidateFunction => {
    // Whatever else `$schema` names, nothing is fetched for it.
    const { $schema: _, ...bare } = schema
    const instance = (): Ajv | Ajv2020 =>
      isDraft07(schema) ? (seven ??= new Ajv(settings(formats))) : (latest ??= new Ajv2020(settings(formats)))
    // What broke off may have left anything in its registry.
    const forget = () => {
      latest = seven = undefined
    }
    let isBegun = false
    try {
      const compiled = within(compiling, () => {
        if (isBegun) forget()
        isBegun = true
        return instance().compile(bare)
      })
      if (compiled === undefined) throw new Error("the schema takes too long to compile")
      instance().removeSchema(bare)
      return compiled.value
    } catch (error) {
      forget()
      throw error
    }
  }

  return (schema) => {
    const text = JSON.stringify(schema)
    if (text.length > longest)
      throw new Error(`a schema has at most ${longest} characters, got ${text.length}`)
    const known = checks.get(text)
    if (known !== undefined) return known
    const run = compile(schema)
    const check: Check = (value) => {
      let done: ReturnType<typeof within<boolean>>
      try {
        done = within(checking, () => run(value) as boolean)
      } catch {
        return bottomless
      }
      if (done === undefined) return unending
      return done.value
        ? []
        : (run.errors ?? []).map(({ instancePath: path, message = "is not as the schema says" }) => ({
            path,
            message
          }))
    }
    if (checks.size >= kept) checks.delete(checks.keys().next().value!)
    checks.set(text, check)
    return check
  }
}
