import * as HostOptions from "@turnout/core/Options"
import * as RouterError from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import { type Constraint, type Context, unmeasured } from "../Constraint.ts"
import type { RouterOptions } from "../RouterOptions.ts"
import type { Check, Validate } from "../Validate.ts"

type Function = (...given: ReadonlyArray<never>) => unknown

const number: HostOptions.Gives = {
  expected: "a number, or undefined",
  is: (value) => value === undefined || value === null || typeof value === "number"
}

const isEntry = (entry: unknown): boolean => HostOptions.isRecord(entry) && typeof entry["id"] === "string"

const ranking: HostOptions.Gives = {
  expected: "a list of { id, score }",
  is: (value) => Array.isArray(value) && value.every(isEntry),
  got: (value) => (Array.isArray(value) ? "a list with an item that has no 'id'" : undefined)
}

const verdict: HostOptions.Gives = {
  expected: "undefined, or a text that says what it excludes for",
  is: (value) => value === undefined || typeof value === "string" || value === unmeasured
}

const check: HostOptions.Gives = {
  expected: "a function",
  is: (value) => typeof value === "function"
}

const boolean: HostOptions.Gives = {
  expected: "true or false",
  is: (value) => value === undefined || typeof value === "boolean"
}

const isError = (error: unknown): boolean =>
  HostOptions.isRecord(error) && typeof error["path"] === "string" && typeof error["message"] === "string"

const errors: HostOptions.Gives = {
  expected: "a list of { path, message }",
  is: (value) => Array.isArray(value) && value.every(isError)
}

const each = <F extends Function>(
  param: string,
  gives: HostOptions.Gives,
  functions: { readonly [name: string]: F } | undefined
): { readonly [name: string]: F } | undefined =>
  functions &&
  (Object.fromEntries(
    Object.entries(functions).map(([name, run]) => [
      name,
      HostOptions.guarded(`${param}.${name}`, run, gives)
    ])
  ) as { readonly [name: string]: F })

const constraint = (given: Constraint, index: number): Constraint => {
  const param = `constraints[${index}]`
  const compiled = HostOptions.guarded(param, given.compile, {
    expected: "a function, or undefined",
    is: (value) => value === undefined || typeof value === "function"
  })
  const compile = (context: Context) => {
    const check = compiled(context)
    return check && HostOptions.guarded(param, check, verdict)
  }
  const { holds } = given
  return {
    ...given,
    compile,
    ...(holds === undefined ? {} : { holds: HostOptions.guarded(param, holds, boolean) })
  }
}

/**
 * What `validate` throws is about the caller's schema, but for what no schema can cause; what a check throws is the
 * host's, since a value is right or wrong.
 */
const validator =
  (given: Validate): Validate =>
  (schema) => {
    let refusal: { readonly cause: unknown } | undefined
    const compiling = (): Check => {
      try {
        return given(schema)
      } catch (cause) {
        if (cause instanceof TypeError || cause instanceof ReferenceError) throw cause
        refusal = { cause }
        return () => []
      }
    }
    const compiled = HostOptions.guarded("validate", compiling, check)()
    if (refusal !== undefined) throw refusal.cause
    return HostOptions.guarded("validate", compiled, errors)
  }

/** The options, with the host's own functions named in the errors that they throw. */
export const extensions = (options: RouterOptions): RouterOptions => {
  const strategies = each("strategies", ranking, options.strategies)
  const scorers = each("scorers", number, options.scorers)
  const signals = each("signals", number, options.signals)
  const { constraints, estimate, validate } = options
  return {
    ...options,
    ...(strategies === undefined ? {} : { strategies }),
    ...(scorers === undefined ? {} : { scorers }),
    ...(signals === undefined ? {} : { signals }),
    ...(constraints === undefined ? {} : { constraints: constraints.map(constraint) }),
    ...(estimate === undefined ? {} : { estimate: HostOptions.guarded("estimate", estimate, number) }),
    ...(validate === undefined ? {} : { validate: validator(validate) })
  }
}

/** A call whose defects are errors like others: nothing that a host's code throws ends untyped. */
export const typed = <A, R>(
  call: Effect.Effect<A, RouterError.RouterError, R>
): Effect.Effect<A, RouterError.RouterError, R> =>
  Effect.catchDefect(call, (defect) =>
    Effect.fail(
      RouterError.isRouterError(defect)
        ? defect
        : RouterError.because(
            RouterError.make("internal_error", "The router failed unexpectedly: see the error's cause."),
            defect
          )
    )
  )
