import type { Event } from "@turnout/core/Event"
import type * as Fold from "@turnout/core/Fold"
import type { CacheUse, RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type { Call } from "./Call.ts"

/** An answer that an attempt of another call gave, or that is kept: nothing is sent, measured or paid for it. */
export interface Replayed {
  readonly use: CacheUse
  /** Of a whole answer, for its one reader. */
  readonly events: () => ReadonlyArray<Event>
  readonly fold: (call: Call, head: Fold.Envelope["head"]) => Fold.Fold
  /** Asked when the answer is whole. */
  readonly metadata: () => RoutingMetadata
}
