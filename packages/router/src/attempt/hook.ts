import * as RouterError from "@turnout/core/RouterError"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Refusing } from "../Hooks.ts"
import * as HostWait from "./HostWait.ts"

export const refuse: Refusing["refuse"] = (message, { code = "content_filtered", param } = {}) => {
  const refusal = RouterError.make(code, message, param === undefined ? {} : { param })
  throw refusal.status === undefined ? new TypeError(`There is no code '${code}'.`) : refusal
}

/** Runs a hook of the host's: what it throws is its refusal, if that is an error of ours, and its mistake if not. */
export const run = <A>(
  name: string,
  clock: Clock.Clock,
  until: number,
  hook: () => unknown,
  is: (given: unknown) => given is A
): Effect.Effect<A | undefined, RouterError.RouterError> => {
  const told = (cause: unknown): RouterError.RouterError =>
    RouterError.isRouterError(cause)
      ? cause
      : RouterError.because(
          RouterError.make("internal_error", `The host's '${name}' threw an error.`, { param: name }),
          cause
        )
  const asked = Effect.suspend((): Effect.Effect<unknown, unknown> => {
    const given = hook()
    if (Effect.isEffect(given)) return given as Effect.Effect<unknown, unknown>
    return isPromise(given)
      ? Effect.tryPromise({ try: () => given, catch: (cause) => cause })
      : Effect.succeed(given)
  }).pipe(
    Effect.catchDefect((defect) => Effect.fail(defect)),
    Effect.mapError(told),
    Effect.flatMap((given) => {
      if (given === undefined || given === null) return Effect.undefined
      if (is(given)) return Effect.succeed(given)
      const message = `The host's '${name}' gave something that is neither nothing nor what it was given, changed.`
      return Effect.fail(told(new TypeError(message)))
    })
  )
  return HostWait.answer(`'${name}'`, clock, until, asked)
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function"
