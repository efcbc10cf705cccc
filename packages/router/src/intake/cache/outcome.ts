import type { Normalized } from "@turnout/core/Normalize"
import * as RouterError from "@turnout/core/RouterError"
import type { CacheUse, RoutingMetadata } from "@turnout/core/RoutingMetadata"
import * as Cause from "effect/Cause"
import type { Entry } from "./entry.ts"
import type { Flight } from "./Flight.ts"
import type { Asked } from "./policy.ts"
import type { Replayed } from "./replayed-call.ts"

/** What others have of it. */
export const replayedOf = (flight: Flight, use: CacheUse): Replayed => {
  const { answering, call } = flight.answered!
  const { endpoint } = answering.step.candidate
  return {
    id: call.id,
    endpoint: endpoint.id,
    provider: endpoint.provider,
    model: endpoint.model,
    envelope: () => flight.envelope(),
    warnings: answering.fitted.warnings,
    use,
    source: flight,
    metadata: () => unpaid(flight.done!.metadata, use)
  }
}

/** What is kept of it; undefined: nothing. */
export const entryOf = (
  flight: Flight,
  { keepsAll, key, print }: Asked,
  { request }: Normalized
): Entry | undefined => {
  const { answered, done } = flight
  if (answered === undefined || done === undefined) return undefined
  const { answering, call } = answered
  const reasons = done.fold.reasons()
  const isWhole = flight.reads.some((read) => read.some(({ type }) => type === "end"))
  if (!isWhole || call.switches.length > 0 || reasons.length < (request.n ?? 1)) return undefined
  if (!keepsAll && !reasons.every((reason) => reason === "stop" || reason === "tool_calls")) return undefined
  const { attempts: _, decision: _decision, ...metadata } = done.metadata
  return {
    version: 1,
    key,
    ...(print === undefined ? {} : { print }),
    id: call.id,
    endpoint: answering.step.candidate.endpoint.id,
    envelope: flight.envelope(),
    warnings: answering.fitted.warnings,
    metadata,
    reads: flight.reads
  }
}

/** As another call has it. */
export const unpaid = (of: RoutingMetadata, cache: CacheUse): RoutingMetadata => {
  const { provider, provider_model_id, model_canonical, routing_strategy } = of
  const warnings = of.warnings.length === 0 ? [] : structuredClone(of.warnings)
  const saved = of.cost?.usd
  const cost = { usd: 0, ...(saved === undefined ? {} : { saved_usd: saved }) }
  return { provider, provider_model_id, model_canonical, routing_strategy, cost, warnings, cache }
}

/** Whether a failure was that call's own, and no vendor's: its followers ask for themselves. */
export const isOwn = (cause: Cause.Cause<RouterError.RouterError>): boolean => {
  const found = Cause.findErrorOption(cause)
  if (found._tag === "None") return true
  const { attempts, code } = found.value
  return code === "upstream_timeout" || !attempts.some(({ outcome }) => outcome === "failed")
}

export const notKept = () =>
  RouterError.make("resource_not_found", "No answer to this request is kept in the response cache.", {
    param: "gateway.cache.mode"
  })

export const otherBody = () =>
  RouterError.make(
    "invalid_request",
    "This idempotency key was used with another request: a key stands for one request in one form, whole or streamed.",
    { status: 409, param: "Idempotency-Key" }
  )

export const late = () =>
  RouterError.make(
    "upstream_timeout",
    "The call whose answer this one shares was not answered by its deadline."
  )

export const ofArray = () =>
  RouterError.make("invalid_request", "An idempotency key stands for one request, not for an array.", {
    param: "Idempotency-Key"
  })
