import type { ChatCompletion } from "@turnout/core/ChatCompletion"
import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import type { WholeAnswer } from "@turnout/core/Form"
import * as Fold from "@turnout/core/Fold"
import { deepest } from "@turnout/core/Json"
import type { Failure } from "@turnout/core/Failure"
import type { RouterError } from "@turnout/core/RouterError"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type { Outcome } from "@turnout/core/Signals"
import * as Usage from "@turnout/core/Usage"
import type { Warning } from "@turnout/core/Warning"
import * as Account from "../attempt/Account.ts"
import type { Call } from "../attempt/Call.ts"
import * as FinalError from "../attempt/FinalError.ts"
import { contextOf, fail, recordOf, type Writing } from "../attempt/AttemptLog.ts"
import type { Told } from "../Receipt.ts"
import { idWithoutWords } from "../attempt/QuietFailure.ts"
import type { Answering } from "../attempt/Walk.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

/** The fold of an answering attempt's events. */
export const fold = (
  call: Call,
  { replay, step }: Answering,
  head?: Fold.Envelope["head"],
  present = SteadyClock.now(call.clock)
): Fold.Fold => {
  if (replay !== undefined) return replay.fold(call, head)
  const { endpoint } = step.candidate
  return Fold.make({
    head,
    requestId: call.id,
    createdMs: SteadyClock.date(call.clock, call.started, present),
    model: endpoint.provider_model_id,
    historyCallIds: call.callIds,
    stripToolCalls: call.request.tool_choice === "none",
    sent: Account.sent(endpoint, call.facts),
    origin: { provider: step.provider.catalog ?? step.provider.id, model: endpoint.model }
  })
}

const strippedCall: Warning = {
  type: "unsupported_parameter",
  code: "tool_choice",
  message:
    "Parameter 'tool_choice' is not supported by the selected provider: a tool call that came was removed.",
  param: "tool_choice"
}

/** A warning for a field that cannot be written as JSON and was left out. */
const leftOut = (field: string): Warning => ({
  type: "unsupported_field",
  code: field,
  message: `Field '${field}' of the answer was left out: it nests deeper than ${deepest} levels.`,
  param: field
})

/** Routing metadata of an answer, complete or partial; `ended` is the clock reading of its last event. */
const metadata = (
  call: Call,
  answering: Answering,
  folded: Fold.Fold,
  ended: number,
  charge: Account.Charge | undefined
): RoutingMetadata => {
  const { committed, step, fitted } = answering
  const { endpoint } = step.candidate
  const usage = folded.usage()
  const seconds = (ended - (call.request.stream ? committed.first : committed.timers.started)) / 1000
  const tokens = usage === undefined ? 0 : Usage.outputTotal(usage)
  const cost = Account.total(charge, call.charges)
  const told: Writing<RoutingMetadata> = {
    provider: endpoint.provider,
    provider_model_id: folded.model(),
    model_canonical: endpoint.model,
    routing_strategy: step.strategy ?? call.strategy,
    ttft_ms: committed.first - committed.timers.started,
    warnings: warningsOf(call, fitted.warnings, folded)
  }
  if (seconds > 0 && tokens > 0) told.throughput_tps = Math.round((tokens / seconds) * 100) / 100
  if (cost !== undefined) told.cost = cost
  if (call.include.includes("attempts")) told.attempts = call.attempts
  if (call.include.includes("decision")) told.decision = call.decision()
  return told
}

/** Of normalization, then of the answering endpoint, then of the answer. */
const warningsOf = (
  call: Call,
  ofEndpoint: ReadonlyArray<Warning>,
  folded: Fold.Fold
): ReadonlyArray<Warning> => {
  const left = folded.left()
  const isQuiet = ofEndpoint.length + call.switches.length + left.length === 0 && !folded.stripped()
  if (isQuiet) return call.warnings
  const warnings = [...call.warnings, ...ofEndpoint, ...call.switches]
  if (folded.stripped()) warnings.push(strippedCall)
  for (const field of left) warnings.push(leftOut(field))
  return warnings
}

/** Completes the account of a successful answer that ended just now: attempt record, cost, signals. */
export const settle = (
  call: Call,
  answering: Answering,
  folded: Fold.Fold,
  ended: number
): RoutingMetadata => {
  const { committed, credential, replay, step } = answering
  if (replay !== undefined) return replay.metadata()
  const { endpoint } = step.candidate
  const usage = folded.usage()
  const report = folded.report()
  const charge =
    report === undefined
      ? undefined
      : Account.charge(
          endpoint,
          Account.served(report, step.tier),
          credential.owner,
          SteadyClock.date(call.clock, ended, ended)
        )
  answering.pass.settle(charge?.cost.nanos, usage)
  const ttft = committed.first - committed.timers.started
  const record = recordOf(call, answering, committed.timers.started, ended, "answered")
  record.ttft_ms = ttft
  const { rate_limit, request_id: told } = committed.reply
  const request_id = call.quiet ? idWithoutWords(told, call.request) : told
  if (request_id !== undefined) record.request_id = request_id
  if (charge !== undefined) record.cost = Account.toAttemptCost(charge)
  call.attempts.push(record)
  call.health.answered({ endpoint, credential }, ended)
  const result = metadata(call, answering, folded, ended, charge)
  const { stream } = call.request
  // What signals learn from an answer: output length, where the session's prompt is cached, remaining quota.
  const outcome: Writing<Extract<Outcome, { readonly type: "answered" }>> = {
    type: "answered",
    endpoint: endpoint.id,
    at: ended,
    // Vectors have no other form: their time is what their endpoints are ranked by.
    stream: stream || call.request.embedding !== undefined,
    committed: true,
    ttft_ms: ttft
  }
  if (usage !== undefined) {
    outcome.model = endpoint.model
    outcome.prompt_tokens = Usage.inputTotal(usage)
    outcome.output_tokens = Usage.outputTotal(usage) / (call.request.n ?? 1)
  }
  if (call.session !== undefined) outcome.session = call.session
  if (rate_limit !== undefined) outcome.rate_limit = rate_limit
  if (stream && result.throughput_tps !== undefined) outcome.tps = result.throughput_tps
  call.record(outcome)
  return result
}

/** A whole (not streamed) answer, as a completion for who observes, and told as its reader has it. */
const whole = <A>(
  call: Call,
  answering: Answering,
  told: (answer: WholeAnswer, completed: ChatCompletion) => A
): A => {
  const now = SteadyClock.now(call.clock)
  const folded = fold(call, answering, undefined, now)
  const events = answering.replay?.events() ?? answering.committed.events
  folded.push(events)
  const metadata = settle(call, answering, folded, now)
  const completed = folded.completion(metadata)
  call.ended?.({
    outcome: "answered",
    metadata,
    usage: completed.usage,
    told: () => toldOf(folded),
    response: () => completed
  })
  return told({ events, fold: folded, metadata }, completed)
}

export const completion = (call: Call, answering: Answering): ChatCompletion =>
  whole(call, answering, asCompleted)

const asCompleted = (_: WholeAnswer, completed: ChatCompletion): ChatCompletion => completed

/** A whole answer in another API's form. */
export const told = <A>(call: Call, answering: Answering, form: (answer: WholeAnswer) => A): A =>
  whole(call, answering, form)

/** The last chunk, with usage and routing metadata. */
export const lastChunk = (call: Call, answering: Answering, folded: Fold.Fold): ChatCompletionChunk => {
  const metadata = settle(call, answering, folded, SteadyClock.now(call.clock))
  const chunk = folded.lastChunk(metadata)
  ended(call, folded, metadata, chunk)
  return chunk
}

/** The metadata of a stream that is over, for a reader of another form. */
export const settled = (call: Call, answering: Answering, folded: Fold.Fold): RoutingMetadata => {
  const metadata = settle(call, answering, folded, SteadyClock.now(call.clock))
  ended(call, folded, metadata, folded.lastChunk(metadata))
  return metadata
}

const toldOf = (folded: Fold.Fold): Told => ({ id: folded.head().id, finish_reasons: folded.reasons() })

const ended = (
  call: Call,
  folded: Fold.Fold,
  metadata: RoutingMetadata,
  { usage }: ChatCompletionChunk
): void => {
  call.ended?.({
    outcome: "answered",
    metadata,
    usage: usage ?? undefined,
    told: () => toldOf(folded),
    response: () => folded.completion(metadata)
  })
}

/** Completes the account of a stream that failed after its commit. */
export const breakOff = (call: Call, answering: Answering, folded: Fold.Fold, failure: Failure): void => {
  const now = SteadyClock.now(call.clock)
  const { timers } = answering.committed
  timers.written = folded.written()
  const report = folded.report()
  if (report !== undefined) timers.usage = { ...report, type: "usage", usage: report.usage ?? {} }
  const another = answering.queue.failed(answering.tried, failure, now)
  fail(call, answering, timers, failure, now, another)
}

/** The error of such a stream, with the partial answer and all attempts. */
export const broken = (
  call: Call,
  answering: Answering,
  folded: Fold.Fold,
  failure: Failure
): RouterError => {
  const now = SteadyClock.now(call.clock)
  folded.push(answering.committed.reply.held?.() ?? [])
  const partial = folded.partial(metadata(call, answering, folded, now, undefined))
  const payer = answering.credential.owner
  const { provider } = answering.step.candidate.endpoint
  const error = FinalError.toError({ failure, provider, payer }, { ...contextOf(call), partial })
  call.ended?.({ outcome: "failed", error })
  return error
}
