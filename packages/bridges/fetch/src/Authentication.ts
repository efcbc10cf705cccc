import * as RouterError from "@turnout/core/RouterError"
import type { Principal } from "@turnout/router/Principal"
import type * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Input } from "./FetchInput.ts"

/** A key of a request, which no text or JSON shows. */
export type Key = Redacted.Redacted

/** The key as text, to look at and not to keep. */
export const reveal = (key: Key): string => Redacted.value(key)

/** What a host knows of a key. */
export type Found = Principal | null | undefined

/**
 * Says whose key it is: a principal, whose limits and budgets then apply. Nobody's is 401 `invalid_api_key`, like no key where
 * one is asked for; a `RouterError` is the answer; whatever else is thrown is 500, and its words are not shown.
 */
export type Authenticate = (
  key: Key | undefined,
  request: Pick<Input, "method" | "path" | "header">
) => Found | PromiseLike<Found> | Effect.Effect<Found, RouterError.RouterError>

/** No key, or one that is nobody's. */
export const refused = (key: Key | undefined, prefix = ""): RouterError.RouterError =>
  RouterError.make(
    "invalid_api_key",
    key === undefined ? "An API key is required." : "The API key is not valid.",
    { suggestion: `Send a valid key as 'Authorization: Bearer ${prefix}…'.` }
  )
