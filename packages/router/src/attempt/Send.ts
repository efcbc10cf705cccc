import type { Failure } from "@turnout/core/Failure"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import * as Admission from "./Admission.ts"
import * as Attempt from "./Attempt.ts"
import type { Call } from "./Call.ts"
import { failureOf } from "./Defect.ts"
import type { Refused } from "../Health.ts"
import { coolingDown } from "../Refusal.ts"
import * as Additions from "../memory/Additions.ts"
import * as HeldKey from "./HeldKey.ts"
import * as HostWait from "./HostWait.ts"
import type * as Queue from "./Queue.ts"
import { withoutWords } from "./QuietFailure.ts"
import * as Share from "./Share.ts"
import * as Step from "./Step.ts"
import * as AttemptLog from "./AttemptLog.ts"
import * as Gather from "./Gather.ts"
import * as AttemptTimers from "./AttemptTimers.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

/** The answering attempt. */
export interface Answering extends AttemptLog.Tried {
  readonly committed: Attempt.Committed
  readonly fitted: Step.Fitted
  /** The rest of the plan, for an interrupted answer. */
  readonly queue: Queue.Queue
  /** The request taken from the queue. */
  readonly tried: Queue.Try
}

/** An attempt among those that run beside each other. */
export interface Leg {
  /** It was started beside another one. */
  readonly hedge: boolean
  /** Its clocks, once it has begun. */
  timers: AttemptTimers.AttemptTimers | undefined
  /** Told at which clock reading its share of a stated deadline is used up, where it is not cut then. */
  readonly overdueAt?: (at: number) => void
}

const messages: { readonly [because in Refused["because"]]: string } = {
  cooling: "The endpoint is cooling down",
  key_cooling: "The key is cooling down",
  probing: "Another request is probing the endpoint",
  retry_budget: "The endpoint's retry budget is exhausted"
}

/** Records a refusal by health; a step that may be used if nothing better is left goes to the end of the queue. */
const refused = (
  call: Call,
  queue: Queue.Queue,
  tried: Queue.Try,
  hedge: boolean,
  why: Refused,
  now: number
) => {
  const { asked = false, because, limited = false, until } = why
  const wait = until === undefined ? "" : ` for another ${until - now} ms`
  AttemptLog.skip(call, { ...tried, hedge }, because, `${messages[because]}${wait}.`, now)
  if (until === undefined) return queue.skipped(tried, because === "probing" ? now : undefined)
  call.refused.push(coolingDown(until - now, limited))
  queue.skipped(tried, call.cooldownWait(until, asked))
}

/** Its code did not load before the deadline: nothing was sent, and the vendor has nothing to do with it. */
const notReady = (call: Call, queue: Queue.Queue, tried: Queue.Try, hedge: boolean): undefined => {
  const refusal = HostWait.refusal(`provider '${tried.step.provider.id}'`)
  call.refused.push(refusal)
  AttemptLog.skip(call, { ...tried, hedge }, "limit", refusal.message, SteadyClock.now(call.clock))
  queue.skipped(tried)
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

/**
 * Sends a request taken from the queue. A failure is recorded in the account and reported to the queue; `undefined`
 * if nothing was sent.
 */
export const send = Effect.fnUntraced(function* (
  call: Call,
  queue: Queue.Queue,
  tried: Queue.Try,
  leg: Leg
): Effect.fn.Return<Answering | Failure | undefined, never, Scope.Scope> {
  const { clock, health, request } = call
  const { hedge } = leg
  const { step } = tried
  const { endpoint } = step.candidate
  const { ready } = step.provider
  if (ready !== undefined) {
    const isReady = yield* HostWait.until(clock, call.deadline, Effect.as(ready, true), Effect.succeed(false))
    if (!isReady) return notReady(call, queue, tried, hedge)
  }
  let now = SteadyClock.now(clock)
  const waited = Math.max(0, tried.due - now)
  if (waited > 0) {
    yield* Effect.sleep(waited)
    now = SteadyClock.now(clock)
  }
  const credential = yield* HeldKey.of(call, queue, tried, hedge)
  if (credential === undefined) return undefined
  const gathered =
    step.provider.gather === undefined ? undefined : yield* Gather.of(call, queue, tried, hedge)
  if (gathered === "absent") return undefined
  if (credential !== tried.credential || gathered !== undefined) now = SteadyClock.now(clock)
  const subject = { endpoint, credential }
  const why = health.enter(subject, {
    now,
    again: tried.again || tried.refused === true,
    retry: tried.retry === true,
    asking: call.asking,
    ...(call.lenience === undefined ? {} : { lenience: call.lenience })
  })
  if (why !== undefined) {
    refused(call, queue, tried, hedge, why, now)
    return undefined
  }
  const pass = yield* Effect.onInterrupt(call.admission.attempt(endpoint, credential.owner, request), () =>
    Effect.sync(() => health.abandoned(subject))
  )
  if (Admission.isRefusal(pass)) {
    health.abandoned(subject)
    call.refused.push(pass)
    AttemptLog.skip(call, { ...tried, hedge }, "limit", pass.message, now)
    queue.skipped(tried)
    return undefined
  }
  if (call.admission !== Admission.open) now = SteadyClock.now(clock)
  const share = Share.make(call, queue, step, now)
  const timers = AttemptTimers.make(
    now,
    request.stream,
    call.timeouts(endpoint),
    call.deadline,
    share?.cut === true ? share.at : undefined
  )
  leg.timers = timers
  if (share?.cut === false) leg.overdueAt?.(share.at)
  const told: AttemptLog.Tried = { step, credential, waited, pass, hedge }
  let entered = false
  let fitted: Step.Fitted | undefined = gathered
  let failed: Failure | undefined
  const attempt = Effect.suspend(() => {
    entered = true
    call.record({ type: "entered", endpoint: endpoint.id, at: timers.started })
    fitted ??= Step.prepare(step, request, call.additions.refusedBy(endpoint.id))
    const fresh = (tried.reconnects ?? 0) > 0
    return Attempt.run(step, fitted, credential, timers, clock, call.form, fresh)
  })
  const exit = yield* Effect.exit(
    // Recorded on entry and exit, where an interruption cannot intervene.
    Effect.onExit(attempt, (exit) =>
      Effect.sync(() => {
        if (!entered) return health.abandoned(subject)
        if (Exit.isSuccess(exit)) {
          call.record({ type: "committed", endpoint: endpoint.id, at: exit.value.first })
          health.reached(subject, exit.value.first, exit.value.reply.rate_limit, call.asking)
          timers.committed = true
          return
        }
        const whole = failureOf(exit.cause)
        if (whole === undefined) return AttemptLog.abandon(call, told, timers)
        failed = call.quiet ? withoutWords(whole) : whole
        if (isReconnected(queue, tried, failed)) return AttemptLog.reconnected(call, told, timers, failed)
        const ended = SteadyClock.now(clock)
        const field = Additions.blamed(whole, fitted?.prepared.added)
        if (field !== undefined) call.additions.remember(endpoint.id, field)
        if (failed._tag === "AuthenticationFailed") call.keys.refused(tried.credential, credential.key)
        const renewing = field === undefined && isRenewed(tried, failed)
        const another = renewing
          ? queue.renew(tried)
          : field === undefined
            ? queue.failed(tried, failed, ended)
            : queue.resend(tried)
        const ledger = fitted?.ledger ?? []
        AttemptLog.fail(call, { ...told, ledger, renewing }, timers, failed, ended, another)
      })
    )
  )
  if (Exit.isSuccess(exit)) return { committed: exit.value, fitted: fitted!, queue, tried, ...told }
  return failed ?? (yield* Effect.failCause(exit.cause as Cause.Cause<never>))
})

export const isAnswering = (sent: Answering | Failure | undefined): sent is Answering =>
  sent !== undefined && "committed" in sent
