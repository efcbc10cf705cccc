import type { Endpoint } from "./Endpoint.ts"
import type { JsonObject } from "./Json.ts"
import type { Entry } from "./Ledger.ts"

/**
 * A request as its caller wrote it, in another API than chat's: endpoints that speak that API are sent this, all others its
 * translation, which is the chat request that it comes with.
 */
export interface Source {
  /** Name of the API family, as protocols bear it: `openai-responses`. */
  readonly format: string
  /** The request without what is the router's own: `model`, `gateway`, `extensions`. */
  readonly body: JsonObject
  /** What the translation lost: the ledger of endpoints that do not speak the API. Default: nothing. */
  readonly lost?: ReadonlyArray<Entry>
  /** What `body` has otherwise than its caller wrote: the ledger of endpoints that are sent it. Default: nothing. */
  readonly changed?: ReadonlyArray<Entry>
  /** The caller's own headers, in lower case. A vendor is sent those that its declaration names, and no others. */
  readonly headers?: { readonly [name: string]: string }
  /** Why only endpoints that speak the API can answer, in words: an exclusion's detail. Default: any can. */
  readonly only?: string
}

/** Whether an endpoint is sent the source itself. */
export const isSpokenAt = ({ format }: Source, { facts }: Endpoint): boolean =>
  facts.speaks?.includes(format) === true
