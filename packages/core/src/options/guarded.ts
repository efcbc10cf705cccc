import * as RouterError from "../RouterError.ts"
import { kindOf } from "./check.ts"

type Function = (...given: ReadonlyArray<never>) => unknown

/** What a function may give. */
export interface Gives {
  readonly expected: string
  readonly is: (value: unknown) => boolean
  /** What it gave, where the kind of it says too little. */
  readonly got?: (value: unknown) => string | undefined
}

const failed = (param: string, message: string, cause: unknown): RouterError.RouterError =>
  RouterError.because(RouterError.make("internal_error", message, { param }), cause)

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function"

/** It is not waited for, and what it is rejected with must not end the process. */
const ignore = (value: unknown): void => {
  if (isThenable(value)) value.then(undefined, () => {})
}

/**
 * A function of the host's that is called with every request. What it throws, and what it gives that it may not, is an
 * `internal_error` that names it, with the reason in `cause`: nothing that it gives by mistake counts as nothing.
 */
export const guarded = <F extends Function>(param: string, run: F, gives: Gives): F => {
  const call = (...given: ReadonlyArray<never>) => {
    let value: unknown
    try {
      value = run(...given)
      if (gives.is(value)) return value
      ignore(value)
    } catch (cause) {
      throw RouterError.isRouterError(cause)
        ? cause
        : failed(param, `The host's '${param}' threw an error.`, cause)
    }
    const got = isThenable(value) ? "a promise" : (gives.got?.(value) ?? kindOf(value))
    const message = `The host's '${param}' gave ${got}: expected ${gives.expected}.`
    throw failed(param, message, new TypeError(message))
  }
  // A function may carry data, as a strategy does its weights.
  return Object.assign(call, run) as unknown as F
}
