import type { Failure } from "@turnout/core/Failure"
import type * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import type * as Attempt from "./Attempt.ts"
import * as AttemptLog from "./AttemptLog.ts"
import type { Call } from "./Call.ts"
import { failureOf } from "./Defect.ts"
import type * as Queue from "./Queue.ts"
import { withoutWords } from "./QuietFailure.ts"
import type { Replayed } from "./Replayed.ts"
import type * as Step from "./Step.ts"
import * as Additions from "../memory/Additions.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

/** The answering attempt. */
export interface Answering extends AttemptLog.Tried {
  readonly committed: Attempt.Committed
  readonly fitted: Step.Fitted
  /** The rest of the plan, for an interrupted answer. */
  readonly queue: Queue.Queue
  /** The request taken from the queue. */
  readonly tried: Queue.Try
  /** It is no attempt: the answer is another call's. */
  readonly replay?: Replayed
}

/** A transport that cannot choose its connections may take a kept one again. */
const mostReconnects = 3

/**
 * Whether a kept connection had been closed under the try: then the same follows at once over a new one, and the try
 * does not count.
 */
const isReconnected = (queue: Queue.Queue, tried: Queue.Try, failure: Failure): boolean => {
  const { reconnects = 0 } = tried
  const isStale = failure._tag === "ConnectionFailed" && failure.stale === true
  if (!isStale || reconnects >= mostReconnects) return false
  queue.skipped(tried)
  return queue.resend(tried, reconnects + 1)
}

/** Whether a key that was refused has to be asked for again, once. */
const isRenewed = ({ credential, renewed = false }: Queue.Try, failure: Failure): boolean =>
  credential.ask !== undefined && !renewed && failure._tag === "AuthenticationFailed"

/** Where an attempt stands in its call. */
export interface Place extends AttemptLog.Tried {
  readonly call: Call
  readonly queue: Queue.Queue
  readonly tried: Queue.Try
  readonly timers: Attempt.Attempt["timers"]
  /** Undefined where it could not be fitted. */
  readonly fitted: Step.Fitted | undefined
}

/**
 * Records how an attempt ended, in the account, in what is remembered of its endpoint and in the queue. Called once for
 * each, where an interruption cannot intervene. It succeeds with the answer or the failure; what a host's part throws in
 * it is the call's defect, since who calls it may be a socket.
 */
export const settle = (
  place: Place,
  exit: Exit.Exit<Attempt.Committed, Failure>
): Exit.Exit<Answering | Failure> => {
  try {
    return recorded(place, exit)
  } catch (defect) {
    return Exit.die(defect)
  }
}

const recorded = (
  place: Place,
  exit: Exit.Exit<Attempt.Committed, Failure>
): Exit.Exit<Answering | Failure> => {
  const { call, credential, fitted, hedge, pass, queue, step, timers, tried, waited } = place
  const { endpoint } = step.candidate
  if (Exit.isSuccess(exit)) {
    const committed = exit.value
    call.record({ type: "committed", endpoint: endpoint.id, at: committed.first })
    const { rate_limit } = committed.reply
    call.health.reached({ endpoint, credential }, committed.first, rate_limit, call.asking)
    timers.phase = "committed"
    return Exit.succeed({ committed, fitted: fitted!, queue, tried, step, credential, waited, pass, hedge })
  }
  const whole = failureOf(exit.cause)
  if (whole === undefined) {
    AttemptLog.abandon(call, place, timers)
    return Exit.failCause(exit.cause as Cause.Cause<never>)
  }
  const failure = call.quiet ? withoutWords(whole, call.request) : whole
  if (isReconnected(queue, tried, failure)) AttemptLog.reconnected(call, place, timers, failure)
  else {
    const now = SteadyClock.now(call.clock)
    const field = Additions.blamed(whole, fitted?.prepared.added)
    if (field !== undefined) call.additions.remember(endpoint.id, field)
    if (failure._tag === "AuthenticationFailed") call.keys.refused(tried.credential, credential.key)
    const renewing = field === undefined && isRenewed(tried, failure)
    const another = renewing
      ? queue.renew(tried)
      : field === undefined
        ? queue.failed(tried, failure, now)
        : queue.resend(tried)
    const ledger = fitted?.ledger ?? []
    AttemptLog.fail(
      call,
      { step, credential, waited, pass, hedge, ledger, renewing },
      timers,
      failure,
      now,
      another
    )
  }
  return Exit.succeed(failure)
}
