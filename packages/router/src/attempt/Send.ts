import type { Failure } from "@turnout/core/Failure"
import type { Credential, Reply } from "@turnout/core/Provider"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import * as Admission from "./Admission.ts"
import * as Attempt from "./Attempt.ts"
import { type Answering, settle } from "./AttemptEnd.ts"
import type { Call } from "./Call.ts"
import type { Refused } from "../Health.ts"
import { coolingDown, type Refusal } from "../Refusal.ts"
import * as HeldKey from "./HeldKey.ts"
import * as HostWait from "./HostWait.ts"
import * as Loaded from "./Loaded.ts"
import { Listening } from "./Listening.ts"
import type * as Queue from "./Queue.ts"
import * as Settled from "./Settled.ts"
import * as Share from "./Share.ts"
import * as Step from "./Step.ts"
import * as AttemptLog from "./AttemptLog.ts"
import * as Gather from "./Gather.ts"
import * as Timeouts from "./Timeouts.ts"
import * as AttemptTimers from "./AttemptTimers.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

export type { Answering } from "./AttemptEnd.ts"

/** What came of a request: `undefined` if nothing was sent. */
export type Sent = Answering | Failure | undefined

/** An attempt among those that run beside each other. */
export interface Leg {
  /** It was started beside another one. */
  readonly hedge: boolean
  /** Its clocks, once it has begun. */
  timers: AttemptTimers.AttemptTimers | undefined
  /** Told at which clock reading its share of a stated deadline is used up, where it is not cut then. */
  readonly overdueAt?: (at: number) => void
}

/** A request taken from the queue, on its way to be sent. */
interface Sending {
  readonly call: Call
  readonly queue: Queue.Queue
  readonly tried: Queue.Try
  readonly leg: Leg
  /** Owns the socket. */
  readonly scope: Scope.Scope
}

const nothing = Effect.succeed(undefined)

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

/**
 * Sends a request taken from the queue. A failure is recorded in the account and reported to the queue. One stage after
 * the other: the provider's code, the time when it is due, the host's key, what the request refers to, then the attempt.
 */
export const send = (
  call: Call,
  queue: Queue.Queue,
  tried: Queue.Try,
  leg: Leg,
  scope: Scope.Scope
): Effect.Effect<Sent> => {
  const sending: Sending = { call, queue, tried, leg, scope }
  return Loaded.has(tried.step.provider) ? whenDue(sending) : whenLoaded(sending)
}

const whenLoaded = (sending: Sending): Effect.Effect<Sent> => {
  const { call, leg, queue, tried } = sending
  return Settled.flatMap(Loaded.load(tried.step.provider, call.clock, call.deadline), (isReady) =>
    isReady ? whenDue(sending) : Effect.succeed(notReady(call, queue, tried, leg.hedge))
  )
}

const whenDue = (sending: Sending): Effect.Effect<Sent> => {
  const { call, tried } = sending
  const waited = tried.due === 0 ? 0 : Math.max(0, tried.due - SteadyClock.now(call.clock))
  return waited === 0
    ? withKey(sending, 0)
    : Effect.flatMap(Effect.sleep(waited), () => withKey(sending, waited))
}

/** A key that is there is not asked for. */
const withKey = (sending: Sending, waited: number): Effect.Effect<Sent> => {
  const { credential } = sending.tried
  return credential.ask === undefined ? withMedia(sending, waited, credential) : whenGiven(sending, waited)
}

const whenGiven = (sending: Sending, waited: number): Effect.Effect<Sent> => {
  const { call, leg, queue, tried } = sending
  return Settled.flatMap(HeldKey.of(call, queue, tried, leg.hedge), (credential) =>
    credential === undefined ? nothing : withMedia(sending, waited, credential)
  )
}

const withMedia = (sending: Sending, waited: number, credential: Credential): Effect.Effect<Sent> =>
  sending.tried.step.provider.gather === undefined
    ? attempt(sending, waited, credential, undefined)
    : whenGathered(sending, waited, credential)

const whenGathered = (sending: Sending, waited: number, credential: Credential): Effect.Effect<Sent> => {
  const { call, leg, queue, tried } = sending
  return Effect.flatMap(Gather.of(call, queue, tried, leg.hedge), (gathered) =>
    gathered === "absent" ? nothing : attempt(sending, waited, credential, gathered)
  )
}

type Resume = (sent: Effect.Effect<Sent>) => void

/** Everything from the endpoint's health to its answer within one effect, so that no interruption comes between. */
const attempt = (
  sending: Sending,
  waited: number,
  credential: Credential,
  gathered: Step.Fitted | undefined
): Effect.Effect<Sent> =>
  Effect.callback((resume) => {
    const { call, leg, queue, tried } = sending
    const { health, request } = call
    const { endpoint } = tried.step.candidate
    const subject = { endpoint, credential }
    const now = SteadyClock.now(call.clock)
    const why = health.enter(subject, {
      now,
      again: tried.again || tried.refused === true,
      retry: tried.retry === true,
      asking: call.asking,
      lenience: call.lenience
    })
    if (why !== undefined) {
      refused(call, queue, tried, leg.hedge, why, now)
      return resume(nothing)
    }
    const enter = (
      pass: Admission.Pass | Refusal,
      resume: Resume,
      now: number
    ): Effect.Effect<void> | void => {
      if (!Admission.isRefusal(pass))
        return sent(sending, { waited, credential, pass }, gathered, resume, now)
      health.abandoned(subject)
      call.refused.push(pass)
      AttemptLog.skip(call, { ...tried, hedge: leg.hedge }, "limit", pass.message, now)
      queue.skipped(tried)
      resume(nothing)
    }
    const admitted = call.admission.attempt(endpoint, credential.owner, request)
    const exit = Settled.exitOf(admitted)
    if (exit?._tag === "Success") return enter(exit.value, resume, now)
    const abandoned = Effect.onError(admitted, () => Effect.sync(() => health.abandoned(subject)))
    resume(
      Effect.flatMap(abandoned, (pass) =>
        Effect.callback((resume) => enter(pass, resume, SteadyClock.now(call.clock)))
      )
    )
  })

/** The attempt itself, which was admitted: told where its provider can be listened to, else read. */
const sent = (
  { call, leg, queue, scope, tried }: Sending,
  { waited, credential, pass }: Pick<AttemptLog.Tried, "waited" | "credential" | "pass">,
  gathered: Step.Fitted | undefined,
  resume: Resume,
  now: number
): Effect.Effect<void> | void => {
  const { clock, request } = call
  const { step } = tried
  const { endpoint } = step.candidate
  const share = Share.make(call, queue, step, now)
  const timers = new AttemptTimers.AttemptTimers(
    now,
    request.stream,
    Timeouts.make(call.routing, request, endpoint),
    call.deadline,
    share?.cut === true ? share.at : undefined
  )
  leg.timers = timers
  if (share?.cut === false) leg.overdueAt?.(share.at)
  call.record({ type: "entered", endpoint: endpoint.id, at: now })
  const { hedge } = leg
  let fitted: Step.Fitted
  try {
    fitted = gathered ?? Step.prepare(step, request, call.additions.refusedBy(endpoint.id))
  } catch (defect) {
    const place = { call, queue, tried, step, credential, waited, pass, hedge, timers, fitted: undefined }
    return resume(settle(place, Exit.die(defect)))
  }
  const made = {
    call,
    queue,
    tried,
    step,
    credential,
    waited,
    pass,
    hedge,
    timers,
    fitted,
    clock,
    form: call.form,
    fresh: (tried.reconnects ?? 0) > 0
  }
  const read = (reply?: Effect.Effect<Reply, Failure, Scope.Scope>): void => {
    let sent: Effect.Effect<Sent> = nothing
    const run = Effect.onExit(Attempt.run(made, scope, reply), (exit) =>
      Effect.sync(() => {
        sent = settle(made, exit)
      })
    )
    resume(Effect.flatMap(Effect.exit(run), () => sent))
  }
  if (request.stream) return read()
  const listening = new Listening(made, (exit) => resume(settle(made, exit)), read)
  return listening.start() ? Effect.sync(() => listening.interrupt()) : read()
}

export const isAnswering = (sent: Sent): sent is Answering => sent !== undefined && "committed" in sent
