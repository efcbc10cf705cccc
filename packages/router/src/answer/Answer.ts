import type { ChatCompletion } from "@turnout/core/ChatCompletion"
import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import * as Fold from "@turnout/core/Fold"
import { deepest } from "@turnout/core/Json"
import type { Failure } from "@turnout/core/Failure"
import type { RouterError } from "@turnout/core/RouterError"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import * as Usage from "@turnout/core/Usage"
import type { Warning } from "@turnout/core/Warning"
import * as Account from "../attempt/Account.ts"
import type { Call } from "../attempt/Call.ts"
import * as FinalError from "../attempt/FinalError.ts"
import { contextOf, fail, recordOf } from "../attempt/AttemptLog.ts"
import { idWithoutWords } from "../attempt/QuietFailure.ts"
import type { Answering } from "../attempt/Walk.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

/** The fold of an answering attempt's events. */
export const fold = (call: Call, { step }: Answering, head?: Fold.Envelope["head"]): Fold.Fold => {
  const { endpoint } = step.candidate
  return Fold.make({
    ...(head === undefined ? {} : { head }),
    requestId: call.id,
    createdMs: SteadyClock.date(call.clock, call.started),
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
  const warnings = [...call.warnings, ...fitted.warnings, ...call.switches]
  if (folded.stripped()) warnings.push(strippedCall)
  for (const field of folded.left()) warnings.push(leftOut(field))
  return {
    provider: endpoint.provider,
    provider_model_id: folded.model(),
    model_canonical: endpoint.model,
    routing_strategy: step.strategy ?? call.strategy,
    ttft_ms: committed.first - committed.timers.started,
    ...(seconds > 0 && tokens > 0 ? { throughput_tps: Math.round((tokens / seconds) * 100) / 100 } : {}),
    ...(cost === undefined ? {} : { cost }),
    warnings,
    ...(call.include.includes("attempts") ? { attempts: call.attempts } : {}),
    ...(call.include.includes("decision") ? { decision: call.decision() } : {})
  }
}

/** Completes the account of a successful answer: attempt record, cost, signals. */
const settle = (call: Call, answering: Answering, folded: Fold.Fold, ended: number): RoutingMetadata => {
  const { committed, step, credential } = answering
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
          SteadyClock.date(call.clock, ended)
        )
  answering.pass.settle(charge?.cost.nanos, usage)
  const ttft = committed.first - committed.timers.started
  const told = committed.reply.request_id
  const request_id = call.quiet ? idWithoutWords(told, call.request) : told
  call.attempts.push({
    ...recordOf(call, answering, committed.timers.started, ended),
    outcome: "answered",
    ttft_ms: ttft,
    ...(request_id === undefined ? {} : { request_id }),
    ...(charge === undefined ? {} : { cost: Account.toAttemptCost(charge) })
  })
  call.health.answered({ endpoint, credential }, ended)
  const result = metadata(call, answering, folded, ended, charge)
  const { stream } = call.request
  call.record({
    type: "answered",
    endpoint: endpoint.id,
    at: ended,
    stream,
    committed: true,
    ttft_ms: ttft,
    ...learned(call, answering, usage),
    ...(stream && result.throughput_tps !== undefined ? { tps: result.throughput_tps } : {})
  })
  return result
}

/** What signals learn from an answer: output length, where the session's prompt is cached, remaining quota. */
const learned = (call: Call, { committed, step }: Answering, usage: Usage.Usage | undefined) => ({
  ...(usage === undefined
    ? {}
    : {
        model: step.candidate.endpoint.model,
        prompt_tokens: Usage.inputTotal(usage),
        output_tokens: Usage.outputTotal(usage) / (call.request.n ?? 1)
      }),
  ...(call.session === undefined ? {} : { session: call.session }),
  ...(committed.reply.rate_limit === undefined ? {} : { rate_limit: committed.reply.rate_limit })
})

/** A whole (not streamed) answer. */
export const completion = (call: Call, answering: Answering): ChatCompletion => {
  const folded = fold(call, answering)
  folded.push(answering.committed.events)
  const metadata = settle(call, answering, folded, SteadyClock.now(call.clock))
  const completed = folded.completion(metadata)
  call.ended?.({ outcome: "answered", metadata, usage: completed.usage, response: () => completed })
  return completed
}

/** The last chunk, with usage and routing metadata. */
export const lastChunk = (call: Call, answering: Answering, folded: Fold.Fold): ChatCompletionChunk => {
  const metadata = settle(call, answering, folded, SteadyClock.now(call.clock))
  const chunk = folded.lastChunk(metadata)
  call.ended?.({
    outcome: "answered",
    metadata,
    usage: chunk.usage ?? undefined,
    response: () => folded.completion(metadata)
  })
  return chunk
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
