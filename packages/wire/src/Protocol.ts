import type { Capabilities } from "@turnout/core/Capabilities"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type { Fitted } from "@turnout/core/Fit"
import type { JsonObject } from "@turnout/core/Json"
import type { Ledger } from "@turnout/core/Ledger"
import type { Framing } from "./Framing.ts"

/** A native request, and what the protocol did to make it. */
export interface Body {
  readonly body: JsonObject
  /** What the protocol itself changed. */
  readonly ledger: Ledger
  /** Native name of a tool → the caller's, where the endpoint's alphabet or length made them differ. */
  readonly names?: { readonly [native: string]: string }
  /** Top-level native fields that nobody asked for and the answer can do without. */
  readonly added?: ReadonlyArray<string>
}

/**
 * What an API family says, as pure functions in both directions: `S` is the state of one streamed answer, `F`
 * one native frame. A protocol knows no address, no key and no vendor; a vendor's quirk is a changed protocol.
 * It reads leniently, checks what it uses, never throws and never invents.
 */
export interface Protocol<S, F> {
  /** Name of the family, `openai-chat` for one; origin of opaque reasoning is told by `format` in events. */
  readonly name: string
  /** What an endpoint of this family takes unless somebody knows better. */
  readonly defaults: Capabilities
  readonly framing: Framing<F>
  /** The price of a one-hour cache write over a five-minute one, where the family has both. */
  readonly cacheWrite1hFactor?: number
  /** `fitted.extension` is merged in, governed leaves kept; of what it adds itself, nothing of `fitted.without`. */
  readonly body: (fitted: Fitted, endpoint: Endpoint) => Body
  readonly start: () => S
  /** Returned events may be none. A `Failure` ends the answer (an error inside a 200). `S` may be the same object, mutated. */
  readonly step: (state: S, frame: F) => readonly [S, ReadonlyArray<Event>] | Failure
  /** The bytes ended: what was held back and `end`, or `StreamTruncated` where the terminal was not seen. */
  readonly end: (state: S) => ReadonlyArray<Event> | Failure
  /** A unary reply as the same events, `end` included. */
  readonly whole: (json: unknown) => ReadonlyArray<Event> | Failure
  /** A status other than 2xx. `body` is the text, cut to a bounded length. */
  readonly failure: (
    status: number,
    headers: { readonly [name: string]: string },
    body: string,
    now: number
  ) => Failure
}
