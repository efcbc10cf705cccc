import type { Failure } from "@turnout/core/Failure"
import type { Credential } from "@turnout/core/Provider"
import type { RouterError } from "@turnout/core/RouterError"
import type { AttemptRecord } from "@turnout/core/RoutingMetadata"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import * as Account from "./Account.ts"
import * as Admission from "./Admission.ts"
import * as Attempt from "./Attempt.ts"
import type { Call } from "./Call.ts"
import * as Exhausted from "./Exhausted.ts"
import * as Queue from "./Queue.ts"
import * as Refusal from "./Refusal.ts"
import * as Step from "./Step.ts"
import * as Watch from "./Watch.ts"

/** The attempt that answers, and what it was. */
export interface Answering {
  readonly committed: Attempt.Committed
  readonly step: Step.Step
  readonly fitted: Step.Fitted
  readonly credential: Credential
  readonly waited: number
  /** What it holds of budgets and limits. */
  readonly pass: Admission.Pass
}

/** An attempt, whatever has become of it. */
export type Tried = Pick<Answering, "step" | "credential" | "waited" | "pass">

/** The part of an attempt's record that is known whatever becomes of it. */
export const recordOf = (
  call: Call,
  { step, credential, waited }: Pick<Answering, "step" | "credential" | "waited">,
  started: number,
  ended: number
) => ({
  endpoint: step.candidate.endpoint.id,
  provider: step.candidate.endpoint.provider,
  model: step.candidate.endpoint.model,
  credential: credential.id,
  ...(call.query === undefined || call.query === 0 ? {} : { query: call.query }),
  started_ms: started - call.started,
  duration_ms: ended - started,
  ...(waited === 0 ? {} : { waited_ms: waited })
})

/** A failure in the words of an attempt's record. */
export const reasonOf = (failure: Failure): Partial<AttemptRecord> => ({
  reason: failure._tag,
  message: failure.message,
  ...(failure.status === undefined ? {} : { status: failure.status }),
  ...(failure.code === undefined ? {} : { code: failure.code }),
  ...(failure.provider_message === undefined ? {} : { provider_message: failure.provider_message }),
  ...(failure.rule === undefined ? {} : { rule: failure.rule }),
  ...(failure.request_id === undefined ? {} : { request_id: failure.request_id }),
  ...(failure.retry_after_ms === undefined ? {} : { retry_after_ms: failure.retry_after_ms })
})

/** Whether a failure was the key's, in the eyes of the table, and the endpoint has others. */
export const isOfKey = (call: Call, { step }: Pick<Answering, "step">, failure: Failure): boolean =>
  call.verdicts[failure._tag].same === "key" && step.provider.credentials.length > 1

/** How far an attempt came that did not answer: a first content that it waited for takes at least so long. */
const waitOf = ({ committed, started, stream }: Watch.Watch, now: number) => ({
  stream,
  committed,
  ...(committed ? {} : { waited_ms: now - started })
})

/**
 * Writes a failed attempt into the account of its call, and what it cost where that is known. `ofKey`: it says
 * nothing of the endpoint, which other keys may still open.
 */
export const fail = (
  call: Call,
  tried: Tried,
  watch: Watch.Watch,
  failure: Failure,
  now: number,
  ofKey: boolean
): void => {
  const { endpoint } = tried.step.candidate
  const payer = tried.credential.owner
  const { usage } = watch
  const charge =
    usage === undefined ? undefined : Account.charge(endpoint, usage.usage, usage.tier, payer, now)
  if (charge === undefined) tried.pass.release()
  else {
    tried.pass.settle(charge.cost.nanos, usage?.usage)
    call.charges.push(charge)
  }
  call.attempts.push({
    ...recordOf(call, tried, watch.started, now),
    outcome: "failed",
    ...reasonOf(failure),
    ...(charge === undefined ? {} : { cost: Account.toAttemptCost(charge) })
  })
  call.failed.push({ failure, provider: endpoint.provider, payer })
  call.record({
    type: "failed",
    endpoint: endpoint.id,
    at: now,
    class: failure._tag,
    ...waitOf(watch, now),
    ...(failure.retry_after_ms === undefined ? {} : { retry_after_ms: failure.retry_after_ms }),
    ...(ofKey ? { scope: "key" as const } : {})
  })
}

const skip = (call: Call, tried: Queue.Try, message: string, now: number): void => {
  call.attempts.push({
    ...recordOf(call, { ...tried, waited: 0 }, now, now),
    outcome: "skipped",
    message
  })
}

export const contextOf = (call: Call): Exhausted.Context => ({
  attempts: call.attempts,
  ...(call.include.includes("decision") ? { decision: call.decision() } : {})
})

/** Interrupted, or ended by a bug: nothing is retried, and it says nothing of the endpoint's health. */
export const abandon = (call: Call, tried: Tried, watch: Watch.Watch): void => {
  tried.pass.release()
  const now = call.clock.currentTimeMillisUnsafe()
  call.attempts.push({ ...recordOf(call, tried, watch.started, now), outcome: "interrupted" })
  call.record({
    type: "abandoned",
    endpoint: tried.step.candidate.endpoint.id,
    at: now,
    ...waitOf(watch, now)
  })
}

const exhausted = (call: Call): RouterError => {
  const now = call.clock.currentTimeMillisUnsafe()
  const last = call.failed.at(-1)
  const refusal = Admission.first(call.refused)
  if (last === undefined && refusal !== undefined) return Refusal.toError(refusal, contextOf(call))
  if (now < call.deadline || last?.failure._tag === "TimedOut") {
    return Exhausted.error(call.failed, contextOf(call))
  }
  const failure = Watch.timedOut("deadline")
  return Exhausted.error([...call.failed, { ...last, failure, payer: "platform" }], contextOf(call))
}

/**
 * The one loop that owns all attempts: over keys, retries, endpoints and models alike. It ends with the attempt
 * that committed, or with the error that carries every one that did not.
 */
export const walk = Effect.fnUntraced(function* (
  call: Call
): Effect.fn.Return<Answering, RouterError, Scope.Scope> {
  const { clock, request } = call
  const queue = Queue.make(call)
  while (true) {
    const tried = queue.next(clock.currentTimeMillisUnsafe())
    if (tried === undefined) return yield* Effect.fail(exhausted(call))
    const { step, credential } = tried
    const { endpoint } = step.candidate
    let now = clock.currentTimeMillisUnsafe()
    const waited = Math.max(0, tried.due - now)
    if (waited > 0) {
      yield* Effect.sleep(waited)
      now = clock.currentTimeMillisUnsafe()
    }
    const cooling = tried.again ? 0 : call.coolingUntil(endpoint.id, now)
    if (cooling > now) {
      queue.skipped(tried)
      skip(call, tried, `The endpoint is cooling for another ${cooling - now} ms.`, now)
      continue
    }
    const pass = yield* call.admission.attempt(endpoint, credential.owner)
    if (Admission.isRefusal(pass)) {
      queue.skipped(tried)
      call.refused.push(pass)
      skip(call, tried, pass.message, now)
      continue
    }
    const fitted = Step.prepare(step, request)
    const watch = Watch.make(now, request.stream, call.timers(endpoint), call.deadline)
    const told = { step, credential, waited, pass }
    let entered = false
    const attempt = Effect.suspend(() => {
      entered = true
      call.record({ type: "entered", endpoint: endpoint.id, at: watch.started })
      return Attempt.run(step, fitted, credential, watch, clock, call.form)
    })
    const exit = yield* Effect.exit(
      // Accounted for on the way in and out, where an interruption cannot come between.
      Effect.onExit(attempt, (exit) =>
        Effect.sync(() => {
          if (!entered) return
          if (Exit.isSuccess(exit)) {
            call.record({ type: "committed", endpoint: endpoint.id, at: exit.value.first })
            watch.committed = true
            return
          }
          const failure = Cause.findErrorOption(exit.cause)
          if (failure._tag === "None") return abandon(call, told, watch)
          const ended = clock.currentTimeMillisUnsafe()
          const another = queue.failed(tried, failure.value, ended)
          fail(call, told, watch, failure.value, ended, another)
        })
      )
    )
    if (Exit.isSuccess(exit)) return { committed: exit.value, fitted, ...told }
    if (!Cause.hasFails(exit.cause)) return yield* Effect.failCause(exit.cause as Cause.Cause<never>)
  }
})
