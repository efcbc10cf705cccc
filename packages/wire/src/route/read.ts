import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type { Read } from "@turnout/core/Read"
import type * as Context from "effect/Context"
import type * as Scope from "effect/Scope"
import type { Bytes } from "./inflate.ts"

/** `Reply.read`: the events of one network read, `undefined` after the last. */
export type EventRead = Read<ReadonlyArray<Event>, Failure>

/** A body that can be read, whatever its bytes were packed in. */
export interface Source {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly read: Bytes
}

/** What every way of reading an answer needs to know. */
export interface Telling {
  readonly now: number
  /** The most bytes of a whole body; the most UTF-16 units that are held of a streamed one. */
  readonly bodyLimit: number
  /** What the vendor sends is told as it is, too, ahead of the events that are read from it. */
  readonly verbatim: boolean
  /** Makes a failure fit to be told: no key in it, the vendor's request id on it. */
  readonly tell: (failure: Failure) => Failure
  /** Makes an answer fit to be told: no key in it, the caller's names of its tools. Called with each list once, in order. */
  readonly clean: (events: ReadonlyArray<Event>) => ReadonlyArray<Event>
}

/** What reads need to know. */
export interface Settings extends Telling {
  /** Of the call, with the attempt's scope: in it runs what has to be waited for. */
  readonly context: Context.Context<Scope.Scope>
  /** Told what a streamed answer holds for its end. */
  readonly holding?: (held: () => ReadonlyArray<Event>) => void
}
