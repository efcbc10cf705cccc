import type { RouterError } from "@turnout/core/RouterError"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Call } from "../attempt/Call.ts"
import type { Replayed } from "../attempt/Replayed.ts"
import type * as Walk from "../attempt/Walk.ts"
import type { Kind } from "./AnswerPart.ts"
import type { Pulled } from "./Pull.ts"

/** The same with how it is read as a stream: `replay` of every answering call that has one. */
export interface Replay extends Replayed {
  readonly pulled: <A>(
    call: Call,
    answering: Walk.Answering,
    kind: Kind<A>,
    scope: Scope.Closeable
  ) => Effect.Effect<Pulled<A>, RouterError>
}
