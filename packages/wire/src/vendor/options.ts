import type { Credential } from "@turnout/core/Provider"
import type { Stated } from "@turnout/core/Listing"
import * as Redacted from "effect/Redacted"
import { trimmed } from "../Address.ts"

/** One key or several, in the order to try. A bare string is wrapped at once and kept nowhere else. */
export type Keys = string | Redacted.Redacted | ReadonlyArray<string | Redacted.Redacted>

/** Options of an account at a vendor that asks for no key, or not always. */
export interface BaseOptions {
  /** One key, or several in the order to try. */
  readonly apiKey?: Keys | undefined
  /** Id of the provider. Default: the vendor's; a second account needs one of its own. */
  readonly id?: string | undefined
  /** Another host of the same API, up to and without the path of the request. */
  readonly baseUrl?: string | undefined
  /** Other names that callers may use for the provider. */
  readonly aliases?: ReadonlyArray<string> | undefined
  /** Facts that the host states, by model id on the wire. They win over the catalog's. */
  readonly models?: { readonly [model: string]: Stated } | undefined
  /** Headers of every request. */
  readonly headers?: { readonly [name: string]: string } | undefined
  /**
   * Where what it needs is missing, the router is built without the account, and a warning is logged. Default: false,
   * the router is not built.
   */
  readonly optional?: boolean | undefined
}

/** Options of an account at a vendor. */
export interface Options extends BaseOptions {
  readonly apiKey: Keys
}

const isList = (keys: Keys): keys is ReadonlyArray<string | Redacted.Redacted> => Array.isArray(keys)

/** Platform credentials, named after the provider and their place. */
export const credentials = (id: string, keys: Keys = ""): ReadonlyArray<Credential> =>
  (isList(keys) ? keys : [keys]).map((key, index) => ({
    id: `${id}-${index + 1}`,
    owner: "platform",
    key: Redacted.make(trimmed(typeof key === "string" ? key : Redacted.value(key)))
  }))
