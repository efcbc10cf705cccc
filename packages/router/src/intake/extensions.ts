import * as RouterError from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import type { Constraint, Context } from "../Constraint.ts"
import type { RouterOptions } from "../RouterOptions.ts"
import type { Check, Validate } from "../Validate.ts"

/** The error of a host's function that threw; what it threw stands in `cause`. */
const failed = (param: string, cause: unknown): RouterError.RouterError =>
  RouterError.because(
    RouterError.make("internal_error", `The host's '${param}' threw an error.`, { param }),
    cause
  )

type Function = (...given: ReadonlyArray<never>) => unknown

/** The function, whose errors say which of the host's functions threw them. */
const named = <F extends Function>(param: string, run: F): F => {
  const guarded = (...given: ReadonlyArray<never>) => {
    try {
      return run(...given)
    } catch (cause) {
      throw RouterError.isRouterError(cause) ? cause : failed(param, cause)
    }
  }
  // A strategy carries its weights.
  return Object.assign(guarded, run) as unknown as F
}

const each = <F extends Function>(
  param: string,
  functions: { readonly [name: string]: F } | undefined
): { readonly [name: string]: F } | undefined =>
  functions &&
  (Object.fromEntries(
    Object.entries(functions).map(([name, run]) => [name, named(`${param}.${name}`, run)])
  ) as { readonly [name: string]: F })

const constraint = (given: Constraint, index: number): Constraint => {
  const param = `constraints[${index}]`
  const compile = named(param, (context: Context) => {
    const check = given.compile(context)
    return check && named(param, check)
  })
  return { ...given, compile, ...(given.holds === undefined ? {} : { holds: named(param, given.holds) }) }
}

/**
 * What `validate` throws is about the caller's schema, but for what no schema can cause; what a check throws is the
 * host's, since a value is right or wrong.
 */
const validator =
  (given: Validate): Validate =>
  (schema) => {
    let check: Check
    try {
      check = given(schema)
    } catch (cause) {
      throw cause instanceof TypeError || cause instanceof ReferenceError ? failed("validate", cause) : cause
    }
    return named("validate", check)
  }

/** The options, with the host's own functions named in the errors that they throw. */
export const extensions = (options: RouterOptions): RouterOptions => {
  const strategies = each("strategies", options.strategies)
  const scorers = each("scorers", options.scorers)
  const signals = each("signals", options.signals)
  const { constraints, estimate, validate } = options
  return {
    ...options,
    ...(strategies === undefined ? {} : { strategies }),
    ...(scorers === undefined ? {} : { scorers }),
    ...(signals === undefined ? {} : { signals }),
    ...(constraints === undefined ? {} : { constraints: constraints.map(constraint) }),
    ...(estimate === undefined ? {} : { estimate: named("estimate", estimate) }),
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
