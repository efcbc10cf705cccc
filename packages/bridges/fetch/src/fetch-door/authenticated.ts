import * as Options from "@turnout/core/Options"
import * as RouterError from "@turnout/core/RouterError"
import type { Principal } from "@turnout/router/Principal"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type Authenticate, type Found, type Key, refused } from "../Authentication.ts"
import type { Input } from "../FetchInput.ts"

/** Asks the host. */
export const authenticated = (
  authenticate: Authenticate,
  input: Input
): Effect.Effect<Principal, RouterError.RouterError> => {
  const key = keyOf(input.header)
  return Effect.suspend(() => {
    const found = authenticate(key, input)
    if (Effect.isEffect(found)) return found
    return isPromise(found) ? Effect.tryPromise({ try: () => found, catch: told }) : Effect.succeed(found)
  }).pipe(
    Effect.catchDefect((defect) => Effect.fail(told(defect))),
    Effect.flatMap((principal) => {
      if (principal === undefined || principal === null) return Effect.fail(refused(key))
      return Options.isRecord(principal)
        ? Effect.succeed(principal)
        : Effect.fail(failed(new TypeError("What 'authenticate' gave is no principal.")))
    })
  )
}

/** Of `Authorization: Bearer`, else of `x-api-key`, which Anthropic's clients send. */
const keyOf = (header: Input["header"]): Key | undefined => {
  const bearer = /^bearer +(\S+) *$/i.exec(header("authorization") ?? "")?.[1]
  const key = bearer ?? /^\S+$/.exec(header("x-api-key")?.trim() ?? "")?.[0]
  return key === undefined ? undefined : Redacted.make(key)
}

const isPromise = (value: unknown): value is PromiseLike<Found> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function"

const told = (error: unknown): RouterError.RouterError =>
  RouterError.isRouterError(error) ? error : failed(error)

const failed = (cause: unknown) =>
  RouterError.because(RouterError.make("internal_error", "The host's authentication failed."), cause)
