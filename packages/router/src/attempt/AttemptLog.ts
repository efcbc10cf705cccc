import type { Endpoint } from "@turnout/core/Endpoint"
import type { Failure } from "@turnout/core/Failure"
import type { Credential } from "@turnout/core/Provider"
import type { Ledger } from "@turnout/core/Ledger"
import type { RouterError } from "@turnout/core/RouterError"
import type { AttemptRecord, SkipReason } from "@turnout/core/RoutingMetadata"
import * as Kinds from "../memory/health/kinds.ts"
import * as Account from "./Account.ts"
import * as Admission from "./Admission.ts"
import * as Attribution from "./Attribution.ts"
import type { Call } from "./Call.ts"
import * as FinalError from "./FinalError.ts"
import * as Refusal from "../Refusal.ts"
import type { Step } from "./Step.ts"
import * as AttemptTimers from "./AttemptTimers.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

/** An attempt, whatever becomes of it. */
export interface Tried {
  readonly step: Step
  readonly credential: Credential
  readonly waited: number
  /** What it holds of budgets and limits. */
  readonly pass: Admission.Pass
  /** It was started beside another one. */
  readonly hedge: boolean
  /** What was changed of the request for it. */
  readonly ledger?: Ledger
  /** The same follows with its key asked for anew: nothing is held against the one that was refused. */
  readonly renewing?: boolean
}

/** A record while it is written: what is absent is left out once, where it would stand. */
export type Writing<A> = { -readonly [field in keyof A]: A[field] }

/** The part of an attempt's record that is known whatever becomes of it. */
export const recordOf = (
  call: Call,
  { step, credential, waited, hedge }: Omit<Tried, "pass">,
  started: number,
  ended: number,
  outcome: AttemptRecord["outcome"]
): Writing<AttemptRecord> => {
  const { id, model, provider } = step.candidate.endpoint
  const record: Writing<AttemptRecord> = {
    endpoint: id,
    provider,
    model,
    credential: credential.id,
    started_ms: started - call.started,
    duration_ms: ended - started,
    outcome
  }
  if (call.query !== undefined && call.query > 0) record.query = call.query
  if (waited !== 0) record.waited_ms = waited
  if (hedge) record.hedge = hedge
  else if (step.backup !== undefined) record.backup = step.backup
  return record
}

/** A failure in the words of an attempt's record. */
export const reasonOf = (failure: Failure): Partial<AttemptRecord> => ({
  reason: failure._tag,
  ...(failure._tag === "TimedOut" ? { timer: failure.timer } : {}),
  message: failure.message,
  ...(failure.status === undefined ? {} : { status: failure.status }),
  ...(failure.code === undefined ? {} : { code: failure.code }),
  ...(failure.provider_message === undefined ? {} : { provider_message: failure.provider_message }),
  ...(failure.rule === undefined ? {} : { rule: failure.rule }),
  ...(failure.request_id === undefined ? {} : { request_id: failure.request_id }),
  ...(failure.retry_after_ms === undefined ? {} : { retry_after_ms: failure.retry_after_ms })
})

/** How far an attempt came that did not answer: a first content that it waited for takes at least so long. */
const waitOf = ({ phase, started, stream }: AttemptTimers.AttemptTimers, now: number) => ({
  stream,
  committed: phase === "committed",
  ...(phase === "sent" ? { waited_ms: now - started } : {})
})

/** Closes the account of an attempt that did not answer: as reported or, where it was cut off, as may be assumed. */
const charged = (
  call: Call,
  { credential, pass, step }: Tried,
  timers: AttemptTimers.AttemptTimers,
  cut: boolean,
  now: number
): Account.Charge | undefined => {
  const { endpoint } = step.candidate
  const { usage: report, written } = timers
  const how = cut ? Account.assumed : Account.reported
  const date = SteadyClock.date(call.clock, now)
  const charge = how(endpoint, { ...call.facts, report, written, tier: step.tier }, credential.owner, date)
  // A budget says what the account says: what is held is given back, and what it cost is spent.
  if (charge === undefined) pass.release()
  else {
    pass.settle(charge.cost.nanos, report?.usage)
    call.charges.push(charge)
  }
  return charge
}

/** Ids of all endpoints of its model and tier, itself included. */
const siblingsOf = ({ models }: Call, { model, tier }: Endpoint): ReadonlyArray<string> =>
  (models.get(model) ?? []).filter((each) => each.tier === tier).map(({ id }) => id)

/**
 * Writes a failed attempt into the account of its call, and what it cost where that is known. `ofKey`: it says
 * nothing of the endpoint, which other keys may still open.
 */
export const fail = (
  call: Call,
  tried: Tried,
  timers: AttemptTimers.AttemptTimers,
  failure: Failure,
  now: number,
  ofKey: boolean
): void => {
  const { credential, step } = tried
  const { endpoint } = step.candidate
  const charge = charged(call, tried, timers, Attribution.isCut(failure, timers), now)
  call.attempts.push({
    ...recordOf(call, tried, timers.started, now, "failed"),
    ...reasonOf(failure),
    ...(charge === undefined ? {} : { cost: Account.toAttemptCost(charge) })
  })
  const fair = Attribution.isFair(call, tried, timers, failure, now)
  const isHurried = failure._tag === "TimedOut" && !fair
  const vain = isHurried ? Attribution.inVain(tried, timers, now) : undefined
  const subject = { endpoint, credential }
  const kind = Kinds.learned(failure, call.request, tried.ledger ?? [])
  call.health.failed(subject, {
    failure,
    at: now,
    reached: timers.heard !== undefined || failure.status !== undefined,
    fair,
    siblings: siblingsOf(call, endpoint),
    vain,
    ...(kind === undefined ? {} : { lasting: { kind, tenant: call.asking().tenant } })
  })
  const ours = failure._tag === "RateLimited" ? call.health.keyUntil(subject, now) - now : 0
  call.failed.push({
    failure,
    provider: endpoint.provider,
    payer: credential.owner,
    ...(ours > 0 ? { wait_ms: ours } : {})
  })
  call.record(
    (isHurried && vain === undefined && !(timers.phase === "committed" && failure.timer === "stall")) ||
      (failure._tag === "ConnectionFailed" && call.health.isNetworkSuspect(now))
      ? { type: "abandoned", endpoint: endpoint.id, at: now, ...waitOf(timers, now) }
      : {
          type: "failed",
          endpoint: endpoint.id,
          at: now,
          class: failure._tag,
          ...waitOf(timers, now),
          ...(failure.retry_after_ms === undefined ? {} : { retry_after_ms: failure.retry_after_ms }),
          ...(ofKey ? { scope: "key" as const } : {})
        }
  )
}

/** Whoever gives out an account's keys refused it one: the key's failure, though nothing was sent to the endpoint. */
export const keyless = (
  call: Call,
  tried: Omit<Tried, "pass" | "waited">,
  failure: Failure,
  now: number
): void => {
  const { credential, step } = tried
  const { endpoint } = step.candidate
  call.attempts.push({
    ...recordOf(call, { ...tried, waited: 0 }, now, now, "failed"),
    ...reasonOf(failure)
  })
  call.health.failed({ endpoint, credential }, { failure, at: now, reached: true, fair: true, siblings: [] })
  call.failed.push({ failure, provider: endpoint.provider, payer: credential.owner })
}

/** A reused connection had been closed: recorded as such, not counted against the endpoint. */
export const reconnected = (
  call: Call,
  tried: Tried,
  timers: AttemptTimers.AttemptTimers,
  failure: Failure
): void => {
  const now = SteadyClock.now(call.clock)
  const { credential, pass, step } = tried
  const { endpoint } = step.candidate
  pass.release()
  call.attempts.push({
    ...recordOf(call, tried, timers.started, now, "failed"),
    ...reasonOf(failure),
    stale: true
  })
  call.health.abandoned({ endpoint, credential })
  call.record({ type: "abandoned", endpoint: endpoint.id, at: now, stream: timers.stream, committed: false })
}

/** Interrupted, or lost to another: nothing is retried, and it is no outcome of the endpoint. */
export const abandon = (call: Call, tried: Tried, timers: AttemptTimers.AttemptTimers): void => {
  const now = SteadyClock.now(call.clock)
  const { credential, step } = tried
  const { endpoint } = step.candidate
  const charge = charged(call, tried, timers, true, now)
  call.attempts.push({
    ...recordOf(call, tried, timers.started, now, "interrupted"),
    ...(charge === undefined ? {} : { cost: Account.toAttemptCost(charge) })
  })
  const vain = Attribution.inVain(tried, timers, now)
  call.health.abandoned({ endpoint, credential }, vain === undefined ? undefined : { because: vain, at: now })
  call.record({ type: "abandoned", endpoint: endpoint.id, at: now, ...waitOf(timers, now) })
}

/** A step that was passed over before anything was sent. */
export const skip = (
  call: Call,
  tried: Omit<Tried, "pass" | "waited">,
  skipped: SkipReason,
  message: string,
  now: number,
  rule?: string
): void => {
  call.attempts.push({
    ...recordOf(call, { ...tried, waited: 0 }, now, now, "skipped"),
    skipped,
    message,
    ...(rule === undefined ? {} : { rule })
  })
}

export const contextOf = (call: Call): FinalError.ErrorContext => ({
  attempts: call.attempts,
  ...(call.include.includes("decision") ? { decision: call.decision() } : {})
})

/** Nothing is left to try, or no time. */
export const finalError = (call: Call): RouterError => {
  const now = SteadyClock.now(call.clock)
  const last = call.failed.at(-1)
  const refusal = Admission.first(call.refused)
  if (last === undefined && refusal !== undefined) return Refusal.toError(refusal, contextOf(call))
  if (now < call.deadline || last?.failure._tag === "TimedOut") {
    const network = call.health.isNetworkSuspect(now)
    return FinalError.error(call.failed, { ...contextOf(call), network })
  }
  const failure = AttemptTimers.timedOut("deadline")
  return FinalError.error([...call.failed, { ...last, failure, payer: "platform" }], contextOf(call))
}
