import type { RouterError } from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Call } from "./Call.ts"
import * as Hedge from "./HedgeRace.ts"
import * as Queue from "./Queue.ts"
import { type Answering, isAnswering, send } from "./Send.ts"
import * as Trace from "./AttemptLog.ts"

export type { Answering } from "./Send.ts"

/**
 * The one loop that owns all attempts: over keys, retries, endpoints and models alike. It ends with the attempt
 * that committed, or with the error that carries every one that did not.
 */
export const walk = Effect.fnUntraced(function* (
  call: Call,
  queue: Queue.Queue = Queue.make(call)
): Effect.fn.Return<Answering, RouterError, Scope.Scope> {
  const { clock, hedge } = call
  const beside = { count: 0 }
  while (true) {
    const tried = queue.next(clock.currentTimeMillisUnsafe())
    if (tried === undefined) return yield* Effect.fail(Trace.exhausted(call))
    const sent =
      hedge === undefined
        ? yield* send(call, queue, tried, false)
        : yield* Hedge.race(call, queue, tried, hedge, beside)
    if (isAnswering(sent)) return sent
  }
})
