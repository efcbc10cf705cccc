import { type Gives, guarded } from "./options/guarded.ts"
import { type Check, kindOf, mistaken, type Mistaken, object, where } from "./options/check.ts"
import { distinct, textOf } from "./router-error/fields.ts"
import * as RouterError from "./RouterError.ts"
import type { Violation } from "./RouterError.ts"

export {
  also,
  anything,
  boolean,
  callable,
  type Check,
  either,
  isFunction,
  isRecord,
  join,
  kindOf,
  list,
  nullable,
  number,
  object,
  oneOf,
  record,
  type Report,
  type Shape,
  string,
  where
} from "./options/check.ts"

export { type Gives, guarded } from "./options/guarded.ts"

const atOnce: Gives = { expected: "its result at once", is: (value) => !(value instanceof Promise) }
const looked: Gives = { expected: "anything", is: () => true }

/** A function of the host's that gives options, looked at under its name. Where they are not `required`, undefined is none. */
export const asked = <A, T>(
  name: string,
  run: (subject: A) => T | undefined,
  check: Check<T>,
  required?: "required"
): ((subject: A) => T | undefined) => {
  const give = guarded(name, run, atOnce)
  return guarded(
    name,
    (subject: A) => {
      const value = give(subject)
      if (value === undefined && required === undefined) return undefined
      const wrong = mistake(check, value, { name })
      if (wrong !== undefined) throw wrong
      return value
    },
    looked
  )
}

/** All that is wrong with a value, in the order of its fields. `name` stands in front of the paths. */
export const violations = <T>(check: Check<T>, value: unknown, name = ""): ReadonlyArray<Violation> => {
  const found: Array<Violation> = []
  check.run(value, name, { add: (param, code, message) => found.push({ param, code, message }) })
  return found
}

/**
 * A function that options make. Wrong options make one that throws the mistake, and a router that is given it tells
 * of them at once, under the name of its own option.
 */
export const made = <O, F extends (...given: ReadonlyArray<never>) => unknown>(
  check: Check<O>,
  options: O,
  make: () => F
): F => {
  const error = mistake(check, options)
  if (error === undefined) return make()
  const refuse = (): never => {
    throw error
  }
  const why: Mistaken = { [mistaken]: (path, report) => check.run(options, path, report) }
  return Object.assign(refuse, why) as unknown as F
}

/**
 * Mistakes of a host's in its configuration, as the error that `ready()` and the first call are rejected with. A
 * `provider` is named where they are in the options of one; `cause` is what they were learned from.
 */
export const misconfigured = (
  found: ReadonlyArray<Violation>,
  { provider, cause }: { readonly provider?: string; readonly cause?: unknown } = {}
): RouterError.RouterError => {
  const of = provider === undefined ? "" : `Provider '${provider}': `
  const mistakes = distinct(found)
  const message = textOf(mistakes)
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
