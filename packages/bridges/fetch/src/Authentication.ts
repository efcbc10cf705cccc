import * as RouterError from "@turnout/core/RouterError"
import * as Options from "@turnout/core/Options"
import type { Principal } from "@turnout/router/Principal"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Input } from "./FetchInput.ts"

/** A key of a request, which no text or JSON shows. */
export type Key = Redacted.Redacted

/** The key as text, to look at and not to keep. */
export const reveal = (key: Key): string => Redacted.value(key)

type Found = Principal | null | undefined

/**
 * Says whose key it is: a principal, whose limits and budgets then apply. Nobody's is 401 `invalid_api_key`, like no key where
 * one is asked for; a `RouterError` is the answer; whatever else is thrown is 500, and its words are not shown.
 */
export type Authenticate = (
  key: Key | undefined,
  request: Pick<Input, "method" | "path" | "header">
) => Found | PromiseLike<Found> | Effect.Effect<Found, RouterError.RouterError>

/** Asks the host. */
export const ask = (
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

/** No key, or one that is nobody's. */
export const refused = (key: Key | undefined, prefix = ""): RouterError.RouterError =>
  RouterError.make(
    "invalid_api_key",
    key === undefined ? "An API key is required." : "The API key is not valid.",
    { suggestion: `Send a valid key as 'Authorization: Bearer ${prefix}…'.` }
  )

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
