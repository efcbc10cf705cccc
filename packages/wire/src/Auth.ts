import * as Redacted from "effect/Redacted"

/** The headers of a key, computed immediately before a request is sent. */
export type Auth = (key: Redacted.Redacted) => { readonly [header: string]: string }

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
