import type { ChatRequest } from "./ChatRequest.ts"
import type { RoutingEvent } from "./ChatCompletionChunk.ts"
import type { Event } from "./Event.ts"
import type { Fold } from "./Fold.ts"
import type { RouterError } from "./RouterError.ts"
import type { RoutingMetadata } from "./RoutingMetadata.ts"
import type { Source } from "./Source.ts"
import type { Warning } from "./Warning.ts"

/** What a whole answer is made of. */
export interface WholeAnswer {
  /** All events of the attempt that answered. */
  readonly events: ReadonlyArray<Event>
  /** Their fold, complete. */
  readonly fold: Fold
  readonly metadata: RoutingMetadata
}

/** What is known of a streamed answer when it begins. */
export interface Begun {
  /** Of the request and of the endpoint that answers; those of the answer itself stand in its metadata. */
  readonly warnings: ReadonlyArray<Warning>
}

/** Tells one streamed answer, part by part. The fold has taken the events in before they are told. */
export interface Telling<Part> {
  /** Called once, ahead of the rest. */
  readonly begin?: (begun: Begun) => void
  /** The parts for the events of one network read. */
  readonly each: (events: ReadonlyArray<Event>, fold: Fold) => ReadonlyArray<Part>
  /** The parts after the last event. */
  readonly last: (metadata: RoutingMetadata, fold: Fold) => ReadonlyArray<Part>
  /** Announces a change of endpoint; absent: a stream that breaks off ends. A `reset` discards what was told. */
  readonly event?: (event: RoutingEvent, fold: Fold) => ReadonlyArray<Part>
}

/**
 * A request of another API than chat's, as a pair of pure translations: the chat request that it means, and how the answer
 * is told in that API, streamed (`Part`) or at once (`Whole`).
 */
export interface Form<Part, Whole> {
  readonly request: ChatRequest
  readonly source?: Source
  /** Called once per streamed answer. */
  readonly tell: () => Telling<Part>
  readonly whole: (answer: WholeAnswer) => Whole
  /** An error of the call in the words of that API: parameters bear its names. Default: as it is. */
  readonly error?: (error: RouterError) => RouterError
}
