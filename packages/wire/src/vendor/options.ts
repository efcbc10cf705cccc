import type { Credential, KeyUse } from "@turnout/core/Provider"
import type { Stated } from "@turnout/core/Listing"
import * as ApiKey from "@turnout/core/ApiKey"
import * as Redacted from "effect/Redacted"
import { trimmed } from "../Address.ts"

/**
 * One key or several, which share the load unless `keys` says `in_order`. A bare string is wrapped at once and
 * kept nowhere else; a function or an effect is asked when the key is needed, and again after a 401.
 */
export type Keys = ApiKey.Source | ReadonlyArray<ApiKey.Source>

/** Options of an account at a vendor that asks for no key, or not always. */
export interface BaseOptions {
  /** One key, or several that share the load; a function or an effect gives it when it is needed. */
  readonly apiKey?: Keys | undefined
  /**
   * `shared`: several keys share the load; `in_order`: the next key only when the one before fails. Default: the router's
   * option `keys`.
   */
  readonly keys?: KeyUse | undefined
  /** Id of the provider. Default: the vendor's; a second account needs one of its own. */
  readonly id?: string | undefined
  /** Another host of the same API, up to and without the path of the request. */
  readonly baseUrl?: string | undefined
  /**
   * Base URLs of the hosts of regions, by the region's name: `{ eu: "https://eu.api.acme.test/v1" }`. A request with
   * `region`, or `gateway.routing.regions`, goes to one of them. Default: the vendor's own, where `baseUrl` is its own.
   */
  readonly regions?: { readonly [region: string]: string } | undefined
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

const isList = (keys: Keys): keys is ReadonlyArray<ApiKey.Source> => Array.isArray(keys)

/** Platform credentials, named after the provider and their place. */
export const credentials = (id: string, keys: Keys = ""): ReadonlyArray<Credential> =>
  (isList(keys) ? keys : [keys]).map((key, index) =>
    ApiKey.credential(`${id}-${index + 1}`, "platform", fixed(key))
  )

/** A key as people paste it, without what stands around it and the scheme of its header. */
export const keyOf = (text: string): string =>
  trimmed(trimmed(text).replace(/^(?:authorization\s*:\s*)?bearer\s+/i, ""))

const fixed = (key: ApiKey.Source): ApiKey.Source => {
  if (typeof key === "string") return keyOf(key)
  return Redacted.isRedacted(key) ? Redacted.make(keyOf(Redacted.value(key))) : key
}
