import { nearest } from "./Nearest.ts"
import * as RouterError from "./RouterError.ts"
import type { Violation } from "./RouterError.ts"

/** Collects what is wrong with the options of a host. */
export interface Report {
  readonly add: (param: string, code: Violation["code"], message: string) => void
}

/**
 * What an option may be. It is made of the option's type, and TypeScript holds it to that type in both directions
 * (`T` is invariant): a field or a word that stands in the one and not in the other does not compile.
 */
export interface Check<in out T> {
  readonly run: (value: unknown, path: string, report: Report) => void
  readonly type?: (value: T) => T
}

/** A check for every field, whether an account must state it or not. */
export type Shape<T> = { readonly [field in keyof T]-?: Check<Exclude<T[field], undefined>> }

/** All that is wrong with a value, in the order of its fields. `name` stands in front of the paths. */
export const violations = <T>(check: Check<T>, value: unknown, name = ""): ReadonlyArray<Violation> => {
  const found: Array<Violation> = []
  check.run(value, name, { add: (param, code, message) => found.push({ param, code, message }) })
  return found
}

/** What stands in the way, by its kind; never the value itself, which may be a secret. */
const kindOf = (value: unknown): string =>
  value === null
    ? "null"
    : Array.isArray(value)
      ? "a list"
      : typeof value === "object"
        ? "an object"
        : `a ${typeof value}`

const shown = (value: unknown): string =>
  typeof value === "number" || typeof value === "boolean" ? String(value) : kindOf(value)

const invalid = (report: Report, path: string, expected: string, got: string) =>
  report.add(path, "invalid_parameter_value", `Invalid '${path}': expected ${expected}, got ${got}.`)

/** Whatever `is` accepts. */
export const where = <T>(expected: string, is: (value: unknown) => boolean): Check<T> => ({
  run: (value, path, report) => {
    if (!is(value)) invalid(report, path, expected, shown(value))
  }
})

export const boolean: Check<boolean> = where("true or false", (value) => typeof value === "boolean")
export const string: Check<string> = where("a text", (value) => typeof value === "string" && value !== "")

/** Of functions only that they are some: what they take and give shows when they are called. */
export const callable = <T>(): Check<T> => where("a function", (value) => typeof value === "function")

/** Something that others look at: any value. */
export const anything = <T>(): Check<T> => ({ run: () => {} })

export const number = (least = -Infinity, most = Infinity, whole?: "whole"): Check<number> => {
  const kind = whole === undefined ? "a number" : "a whole number"
  const bounds =
    most < Infinity ? ` from ${least} to ${most}` : least > -Infinity ? ` of at least ${least}` : ""
  return where(
    kind + bounds,
    (value) =>
      typeof value === "number" &&
      value >= least &&
      value <= most &&
      (whole === undefined || Number.isInteger(value) || value === Infinity)
  )
}

/** One of some words. */
export const oneOf = <const T extends string>(...words: ReadonlyArray<T>): Check<T> => ({
  run: (value, path, report) => {
    if ((words as ReadonlyArray<unknown>).includes(value)) return
    const near = typeof value === "string" ? nearest(value, words)[0] : undefined
    const hint = near === undefined ? "" : ` Did you mean '${near}'?`
    const list = words.map((word) => `'${word}'`).join(", ")
    report.add(
      path,
      "invalid_parameter_value",
      `Invalid '${path}': expected one of ${list}, got ${shown(value)}.${hint}`
    )
  }
})

export const list = <T>(item: Check<T>): Check<ReadonlyArray<T>> => ({
  run: (value, path, report) => {
    if (!Array.isArray(value)) return invalid(report, path, "a list", shown(value))
    value.forEach((each: unknown, index) => item.run(each, `${path}[${index}]`, report))
  }
})

const isRecord = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Names of the host's own choice. */
export const record = <T>(item: Check<T>): Check<{ readonly [name: string]: T }> => ({
  run: (value, path, report) => {
    if (!isRecord(value)) return invalid(report, path, "an object", shown(value))
    for (const name of Object.keys(value)) item.run(value[name], join(path, name), report)
  }
})

const join = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`)

/** Named options. One that is undefined is absent; `required` ones must be there. */
export const object = <T extends object>(
  shape: Shape<T>,
  required: ReadonlyArray<keyof T & string> = []
): Check<T> => {
  const checks = new Map(Object.entries(shape as { readonly [name: string]: Check<unknown> }))
  return {
    run: (value, path, report) => {
      if (!isRecord(value)) return invalid(report, path, "an object", shown(value))
      for (const name of required) {
        if (value[name] === undefined) {
          report.add(join(path, name), "missing_required_parameter", `'${join(path, name)}' is missing.`)
        }
      }
      for (const name of Object.keys(value)) {
        const check = checks.get(name)
        if (check === undefined) {
          const near = nearest(name, checks.keys())[0]
          const hint =
            near === undefined
              ? ` There are ${[...checks.keys()].map((each) => `'${each}'`).join(", ")}.`
              : ` Did you mean '${join(path, near)}'?`
          report.add(
            join(path, name),
            "unknown_parameter",
            `There is no option '${join(path, name)}'.${hint}`
          )
        } else if (value[name] !== undefined) check.run(value[name], join(path, name), report)
      }
    }
  }
}

/** The one check or the other, by what the value looks like. */
export const either = <A, B>(
  isFirst: (value: unknown) => boolean,
  first: Check<A>,
  second: Check<B>
): Check<A | B> => ({
  run: (value, path, report) => (isFirst(value) ? first : second).run(value, path, report)
})

export const isFunction = (value: unknown): boolean => typeof value === "function"

/**
 * Mistakes of a host's in its configuration, as the error that `ready()` and the first call are rejected with. A
 * `provider` is named where they are in the options of one; `cause` is what they were learned from.
 */
export const misconfigured = (
  mistakes: ReadonlyArray<Violation>,
  { provider, cause }: { readonly provider?: string; readonly cause?: unknown } = {}
): RouterError.RouterError => {
  const of = provider === undefined ? "" : `Provider '${provider}': `
  const message = mistakes.map((each) => each.message).join(" ")
  const error = RouterError.make("internal_error", of + message, {
    param: mistakes[0]?.param ?? null,
    violations: mistakes,
    ...(provider === undefined ? {} : { provider })
  })
  return cause === undefined ? error : RouterError.because(error, cause)
}

/** What is wrong with options, as one error; undefined where nothing is. `name` stands in front of the paths. */
export const mistake = <T>(
  check: Check<T>,
  value: unknown,
  { name, provider }: { readonly name?: string; readonly provider?: string } = {}
): RouterError.RouterError | undefined => {
  const found = violations(check, value, name)
  return found.length === 0 ? undefined : misconfigured(found, provider === undefined ? {} : { provider })
}

/** The fields of `T` that may be absent. */
type Optional<T> = { [field in keyof T]-?: undefined extends T[field] ? field : never }[keyof T]

/**
 * Some fields of a record of which one whole example stands in the code: each is of the example's kind. The fields
 * that the example may leave out have checks of their own.
 */
export const like = <T extends object>(
  example: T,
  also: { readonly [field in Optional<T>]-?: Check<Exclude<T[field], undefined>> }
): Check<Partial<T>> => {
  const shape: { [field: string]: Check<unknown> } = {}
  for (const [name, value] of Object.entries(example)) shape[name] = kind(value)
  return object({ ...shape, ...also } as never) as Check<Partial<T>>
}

const kind = (example: unknown): Check<unknown> =>
  where(
    kindOf(example),
    (value) =>
      typeof value === typeof example && Array.isArray(value) === Array.isArray(example) && value !== null
  )
