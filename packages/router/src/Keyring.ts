import type * as Redacted from "effect/Redacted"

/** One of the caller's own keys. Its id, if given, is shown in attempt records. */
export type Key =
  | Redacted.Redacted
  | string
  | { readonly id: string; readonly key: Redacted.Redacted | string }

/** The caller's own keys by id of the registered provider; several keys are tried in order. */
export interface Keyring {
  readonly [provider: string]: Key | ReadonlyArray<Key> | undefined
}
