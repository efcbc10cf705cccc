import type { RouterError } from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Call } from "./Call.ts"
import * as HedgeRace from "./HedgeRace.ts"
import * as Queue from "./Queue.ts"
import { type Answering, isAnswering, type Leg, send } from "./Send.ts"
import * as Timeouts from "./Timeouts.ts"
import * as AttemptLog from "./AttemptLog.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

export type { Answering } from "./Send.ts"

const alone = (): Leg => ({ hedge: false, timers: undefined })

/** Whether another attempt may have to be started beside this one. */
const isRaced = ({ hedge, limit, request }: Call, { step }: Queue.Try): boolean =>
  hedge !== undefined ||
  step.backup !== undefined ||
  (limit !== undefined && (!request.stream || Timeouts.mayThink(request, step.candidate.endpoint)))

/**
 * The one loop that owns all attempts of a call, over keys, retries, endpoints and models. It ends with the
 * committed attempt, or with an error that holds all failed ones. The scope owns the sockets.
 */
export const walk = (
  call: Call,
  scope: Scope.Scope,
  queue: Queue.Queue = Queue.make(call)
): Effect.Effect<Answering, RouterError> => {
  const beside: HedgeRace.Started = { count: 0, late: false, overdue: false }
  const next = (): Effect.Effect<Answering, RouterError> => {
    const tried = queue.next(SteadyClock.now(call.clock))
    if (tried === undefined) return Effect.fail(AttemptLog.finalError(call))
    const sent = isRaced(call, tried)
      ? HedgeRace.race(call, queue, tried, beside, scope)
      : send(call, queue, tried, alone(), scope)
    return Effect.flatMap(sent, (sent) => (isAnswering(sent) ? Effect.succeed(sent) : next()))
  }
  return Effect.suspend(next)
}
