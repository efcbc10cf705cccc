import type { Failure } from "@turnout/core/Failure"
import type * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { TransportRequest } from "./Transport.ts"

/** The headers of a key, computed immediately before a request is sent. */
export type Auth = (key: Redacted.Redacted) => { readonly [header: string]: string }

/** Auth that signs each request as a whole. */
export interface Signing {
  /** Headers beside those of the request, which is complete but for them. `now` is the date in milliseconds. */
  readonly sign: (
    request: TransportRequest,
    key: Redacted.Redacted,
    now: number
  ) => Effect.Effect<{ readonly [header: string]: string }, Failure>
}

export const isSigning = (auth: Auth | Signing): auth is Signing => typeof auth === "object"

/** `authorization: Bearer …`; an empty key sends no header. */
export const bearer: Auth = (key) => {
  const value = Redacted.value(key)
  return value === "" ? {} : { authorization: `Bearer ${value}` }
}

/** The bare key in a header of the vendor's own; an empty key sends none. */
export const header =
  (name: string): Auth =>
  (key) => {
    const value = Redacted.value(key)
    return value === "" ? {} : { [name]: value }
  }

export const none: Auth = () => ({})
