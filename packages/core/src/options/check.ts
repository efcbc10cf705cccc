import { nearest } from "../Nearest.ts"
import type { Violation } from "../RouterError.ts"

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

/** What stands in the way, by its kind; never the value itself, which may be a secret. */
export const kindOf = (value: unknown): string =>
  value === null
    ? "null"
    : Array.isArray(value)
      ? "a list"
      : typeof value === "object"
        ? value instanceof Promise
          ? "a promise"
          : "an object"
        : value === undefined
          ? "nothing"
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

/** Where a function that wrong options made keeps what is wrong with them. Of any copy of this module. */
export const mistaken: unique symbol = Symbol.for("@turnout/core/Options/mistaken") as never

export interface Mistaken {
  readonly [mistaken]?: (path: string, report: Report) => void
}

/**
 * Of functions only that they are some: what they take and give shows when they are called. One that was `made` of
 * wrong options tells of them.
 */
export const callable = <T>(): Check<T> => ({
  run: (value, path, report) => {
    if (typeof value !== "function") return invalid(report, path, "a function", shown(value))
    ;(value as Mistaken)[mistaken]?.(path, report)
  }
})

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

/** No promise, map or date: they have no options of their own, and would pass for an object without any. */
const isPlain = (value: unknown): value is { readonly [name: string]: unknown } =>
  isRecord(value) && Object.prototype.toString.call(value) === "[object Object]"

/** An object that is not plain is told by its kind, such as a Map. */
const unlike = (value: unknown): string => {
  const got = shown(value)
  return got === "an object" ? `a ${Object.prototype.toString.call(value).slice(8, -1)}` : got
}

export const isRecord = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Names of the host's own choice. */
export const record = <T>(item: Check<T>): Check<{ readonly [name: string]: T }> => ({
  run: (value, path, report) => {
    if (!isRecord(value)) return invalid(report, path, "an object", shown(value))
    for (const name of Object.keys(value)) item.run(value[name], join(path, name), report)
  }
})

export const join = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`)

/** Named options. One that is undefined is absent; `required` ones must be there. */
export const object = <T extends object>(
  shape: Shape<T>,
  required: ReadonlyArray<keyof T & string> = []
): Check<T> => {
  const checks = new Map(Object.entries(shape as { readonly [name: string]: Check<unknown> }))
  return {
    run: (value, path, report) => {
      if (!isPlain(value)) return invalid(report, path, "an object", unlike(value))
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

/** Null says the same as nothing. */
export const nullable = <T>(check: Check<T>): Check<T | null> => ({
  run: (value, path, report) => {
    if (value !== null) check.run(value, path, report)
  }
})

/** What is wrong with one value in the light of others of the same options. */
export const also = <T>(
  check: Check<T>,
  more: (value: { readonly [name: string]: unknown }, path: string, report: Report) => void
): Check<T> => ({
  run: (value, path, report) => {
    check.run(value, path, report)
    if (isRecord(value)) more(value, path, report)
  }
})

export const isFunction = (value: unknown): boolean => typeof value === "function"
