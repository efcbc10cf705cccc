import * as RouterError from "@turnout/core/RouterError"

/** Where a call was made: its frames, which are written out only if the call fails. */
export interface Caller {
  readonly stack?: string
}

/** The stack frames of the caller of `door`; none on runtimes that do not report them. */
export const of = (door: (...call: ReadonlyArray<never>) => unknown): Caller => {
  const caller: Caller = {}
  Error.captureStackTrace?.(caller, door)
  return caller
}

/** Errors that tell their call already: one of them may reject several, such as that of a router that was not built. */
const told = new WeakSet<RouterError.RouterError>()

/** The error of a call, its stack being that of the call: our own frames tell a caller nothing. */
export const tell = (error: unknown, { stack = "" }: Caller): unknown => {
  const frames = stack.search(/^ +at /m)
  if (!RouterError.isRouterError(error) || frames < 0) return error
  const own = told.has(error) ? copy(error) : error
  told.add(own)
  return RouterError.withFrames(own, stack.slice(frames))
}

const copy = (error: RouterError.RouterError): RouterError.RouterError => {
  // What cannot be enumerated is in its JSON too.
  const { toJSON } = error as unknown as { readonly toJSON: () => typeof error }
  const { _tag, code, message, type: _type, ...more } = toJSON.call(error)
  const made = RouterError.make(code, message, more)
  return error.cause === undefined ? made : RouterError.because(made, error.cause)
}
