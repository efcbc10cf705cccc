import type { Source } from "@turnout/core/ApiKey"

/** One of the caller's own keys, or how to get it. Its id, if given, is shown in attempt records. */
export type Key = Source | { readonly id: string; readonly key: Source }

/** The caller's own keys by id of the registered provider; they share the load, or are tried in order. */
export interface Keyring {
  readonly [provider: string]: Key | ReadonlyArray<Key> | undefined
}
