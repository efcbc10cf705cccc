import type { Capabilities } from "@turnout/core/Capabilities"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type { Fitted } from "@turnout/core/Fit"
import type { JsonObject } from "@turnout/core/Json"
import type { Ledger } from "@turnout/core/Ledger"
import type { Framing } from "./Framing.ts"

/** A native request body, and the protocol's changes. */
export interface Body {
  readonly body: JsonObject
  /** Changes made by the protocol. */
  readonly ledger: Ledger
  /** Native tool name → the caller's, if the endpoint's alphabet or length limit made them differ. */
  readonly names?: { readonly [native: string]: string }
  /** By native tool name, native property → the caller's, if the endpoint's limits made them differ. */
  readonly properties?: { readonly [native: string]: { readonly [property: string]: string } }
  /** The source was not sent: it had to be said in other words. Default: it was, where there is one. */
  readonly translated?: true
  /** Top-level native fields that the caller did not set and the answer does not need. */
  readonly added?: ReadonlyArray<string>
}

/** Where a family lists the models of an account, and where their ids on the wire stand. Some hosts send the list bare. */
export interface ModelsPage {
  readonly path: string
  /** The field that holds the list. */
  readonly list: string
  /** The field of an entry that holds its id. */
  readonly id: string
  /** What stands before every id. Default: nothing. */
  readonly prefix?: string
}

/** Where a family counts the tokens of a request. */
export interface Counting {
  readonly path: string
  /** The fields of a native body that are counted. */
  readonly fields: ReadonlyArray<string>
  /** The field of the answer that holds the count. */
  readonly count: string
}

/**
 * An API family as pure functions in both directions: `S` is the state of one streamed answer, `F` one native
 * frame. A protocol knows no address, key or vendor; a vendor's quirk is a modified protocol. It reads leniently,
 * checks what it uses, never throws and never invents.
 */
export interface Protocol<S, F> {
  /** Name of the family, such as `openai-chat`. The origin of opaque reasoning is `format` in events. */
  readonly name: string
  /** The API whose requests `body` takes as they are (`Fitted.source`). Default: none but chat's. */
  readonly speaks?: string
  /** Default capabilities of this family's endpoints. */
  readonly defaults: Capabilities
  readonly framing: Framing<F>
  /** The price of a one-hour cache write over a five-minute one, where the family has both. */
  readonly cacheWrite1hFactor?: number
  /** `fitted.extension` is merged in, governed leaves kept; of what it adds itself, nothing of `fitted.without`. */
  readonly body: (fitted: Fitted, endpoint: Endpoint) => Body
  readonly start: () => S
  /**
   * May return no events. A `Failure` ends the answer (an error inside a 200). `S` may be the same object, mutated.
   */
  readonly step: (state: S, frame: F) => readonly [S, ReadonlyArray<Event>] | Failure
  /**
   * Called after the last byte: returns held events and `end`, or `StreamTruncated` if the terminal was not
   * received.
   */
  readonly end: (state: S) => ReadonlyArray<Event> | Failure
  /** What it keeps for the end of the answer and can be told without it: asked of an answer that was cut off. */
  readonly held?: (state: S) => ReadonlyArray<Event>
  /** A unary reply as the same events, `end` included. */
  readonly whole: (
    json: unknown,
    headers?: { readonly [name: string]: string }
  ) => ReadonlyArray<Event> | Failure
  /** How input tokens are counted, where the family does. */
  readonly counting?: Counting
  /** The list of an account's models, where the family has one. */
  readonly models?: ModelsPage
  /** The failure of a status other than 2xx. `body` is the text, truncated. */
  readonly failure: (
    status: number,
    headers: { readonly [name: string]: string },
    body: string,
    now: number
  ) => Failure
}
