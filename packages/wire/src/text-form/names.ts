import { type TextForm, toForm } from "../TextForm.ts"
import { nameToNative } from "../internal/answer-tool.ts"

/** The names of one request's tools at an endpoint: one function for tools, choice and history. */
export interface Names {
  readonly toNative: (name: string) => string
  /** Native name → the caller's, of those that had to be rewritten; undefined where none had. */
  readonly back: () => { readonly [native: string]: string } | undefined
}

export const make = (form: TextForm | undefined): Names => {
  let back: { [native: string]: string } | undefined
  return {
    toNative: (name) => {
      const escaped = nameToNative(name)
      const native = toForm(escaped, form)
      // A vendor's answer is a name of its own: no prototype's key is one of these.
      if (native !== escaped) (back ??= Object.create(null) as { [native: string]: string })[native] = name
      return native
    },
    back: () => back
  }
}
