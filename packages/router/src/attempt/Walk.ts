import type { RouterError } from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Call } from "./Call.ts"
import * as HedgeRace from "./HedgeRace.ts"
import * as Queue from "./Queue.ts"
import { type Answering, isAnswering, type Leg, send } from "./Send.ts"
import * as AttemptLog from "./AttemptLog.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

export type { Answering } from "./Send.ts"

const alone = (): Leg => ({ hedge: false, timers: undefined })

/** Whether another attempt may have to be started beside this one. */
const isRaced = ({ hedge, limit, mayThink, request }: Call, { step }: Queue.Try): boolean =>
  hedge !== undefined || (limit !== undefined && (!request.stream || mayThink(step.candidate.endpoint)))

/**
 * The one loop that owns all attempts of a call, over keys, retries, endpoints and models. It ends with the
 * committed attempt, or with an error that holds all failed ones.
 */
export const walk = Effect.fnUntraced(function* (
  call: Call,
  queue: Queue.Queue = Queue.make(call)
): Effect.fn.Return<Answering, RouterError, Scope.Scope> {
  const { clock } = call
  const beside = { count: 0 }
  while (true) {
    const tried = queue.next(SteadyClock.now(clock))
    if (tried === undefined) return yield* Effect.fail(AttemptLog.finalError(call))
    const sent = isRaced(call, tried)
      ? yield* HedgeRace.race(call, queue, tried, beside)
      : yield* send(call, queue, tried, alone())
    if (isAnswering(sent)) return sent
  }
})
