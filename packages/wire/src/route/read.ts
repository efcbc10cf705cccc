import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type * as Effect from "effect/Effect"
import type { Bytes } from "./inflate.ts"

/** `Reply.read`: the events of one network read, `undefined` after the last. */
export type Read = Effect.Effect<ReadonlyArray<Event> | undefined, Failure>

/** A body that can be read, whatever its bytes were packed in. */
export interface Source {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly read: Bytes
}

/** What both ways of reading an answer need to know. */
export interface Settings {
  readonly now: number
  /** The most bytes of a whole body; the most UTF-16 units that are held of a streamed one. */
  readonly bodyLimit: number
  /** Makes a failure fit to be told: no key in it, the vendor's request id on it. */
  readonly tell: (failure: Failure) => Failure
  /** Makes an answer fit to be told: no key in it. */
  readonly clean: (events: ReadonlyArray<Event>) => ReadonlyArray<Event>
  /** Told what a streamed answer holds for its end. */
  readonly holding?: (held: () => ReadonlyArray<Event>) => void
}
