import type { Receipt } from "@turnout/router/Receipt"
import type { AttemptRecord } from "@turnout/core/RoutingMetadata"
import { attribute, operationOf, providerName } from "./Convention.ts"

export type Attribute = string | number | boolean | ReadonlyArray<string>

export interface Attributes {
  readonly [name: string]: Attribute
}

/** A span that is over. Times are milliseconds since the epoch. */
export interface Span {
  readonly name: string
  /** `internal`: the call, which happens here. `client`: one request to a vendor. */
  readonly kind: "internal" | "client"
  readonly start: number
  readonly end: number
  readonly attributes: Attributes
  /** Why it failed; absent where it did not. */
  readonly error?: string
  readonly children: ReadonlyArray<Span>
}

export interface Options {
  /** `gen_ai.provider.name` of a registered provider. Default: the conventions' name of a vendor's id, else the id. */
  readonly providerName?: ((provider: string) => string) | undefined
  /** Whether spans hold messages, of receipts that hold them. Default: false. */
  readonly content?: boolean | undefined
}

type Draft = { [name: string]: Attribute }

const put = (draft: Draft, name: string, value: Attribute | null | undefined): void => {
  if (value !== undefined && value !== null) draft[name] = value
}

/** What was asked for, by the conventions' name: one model, or all that were. */
export const requestModel = ({ asked }: Receipt): string | undefined => asked?.models.join(",")

/** `gen_ai.provider.name` of a call: of whoever answered, else of the last attempt. */
export const providerOf = (
  { attempts, routing }: Receipt,
  { providerName: nameOf = providerName }: Options
): string => {
  const provider = routing?.provider ?? attempts.at(-1)?.provider
  return provider === undefined ? "turnout" : nameOf(provider)
}

/** Class of a failed call: the code of its error. */
export const errorType = ({ error, outcome }: Receipt): string | undefined =>
  error?.code ?? (outcome === "interrupted" ? "cancelled" : undefined)

const asked = (draft: Draft, receipt: Receipt): void => {
  const request = receipt.asked
  put(draft, attribute.requestModel, requestModel(receipt))
  if (receipt.stream) put(draft, attribute.stream, true)
  if (request === undefined) return
  put(draft, attribute.seed, request.seed)
  if (request.n !== 1) put(draft, attribute.choices, request.n)
  put(draft, attribute.temperature, request.temperature)
  put(draft, attribute.topP, request.top_p)
  put(draft, attribute.topK, request.top_k)
  put(draft, attribute.maxTokens, request.max_completion_tokens)
  put(draft, attribute.frequencyPenalty, request.frequency_penalty)
  put(draft, attribute.presencePenalty, request.presence_penalty)
  put(draft, attribute.reasoningLevel, request.reasoning_effort)
  if (request.response_format !== undefined) put(draft, attribute.outputType, "json")
  const { dimensions, encoding_format } = request.embedding ?? {}
  put(draft, attribute.dimensions, dimensions)
  put(draft, attribute.encodingFormats, encoding_format && [encoding_format])
}

const told = (draft: Draft, { answer, routing, usage }: Receipt): void => {
  put(draft, attribute.responseId, answer?.id)
  if (answer?.finish_reasons.length !== 0) put(draft, attribute.finishReasons, answer?.finish_reasons)
  put(draft, attribute.responseModel, routing?.provider_model_id)
  if (routing?.ttft_ms !== undefined) put(draft, attribute.timeToFirstChunk, routing.ttft_ms / 1000)
  put(draft, attribute.strategy, routing?.routing_strategy)
  put(draft, attribute.inputTokens, usage?.prompt_tokens)
  put(draft, attribute.outputTokens, usage?.completion_tokens)
  put(draft, attribute.cacheRead, usage?.prompt_tokens_details?.cached_tokens)
  put(draft, attribute.cacheWrite, usage?.prompt_tokens_details?.cache_write_tokens)
  put(draft, attribute.reasoningTokens, usage?.completion_tokens_details?.reasoning_tokens)
}

const records = (draft: Draft, { cost, id, metadata, principal, shadow_of }: Receipt): void => {
  put(draft, attribute.callId, id)
  put(draft, attribute.cost, cost.usd)
  put(draft, attribute.costConfidence, cost.confidence)
  put(draft, attribute.user, metadata.user_id ?? principal.user_id)
  put(draft, attribute.workspace, principal.workspace_id)
  put(draft, attribute.traceId, metadata.trace_id)
  put(draft, attribute.tags, metadata.tags)
  put(draft, attribute.shadowOf, shadow_of)
}

const content = (draft: Draft, { request, response }: Receipt): void => {
  if (request !== undefined && request.embedding === undefined)
    put(draft, attribute.inputMessages, JSON.stringify(request.messages))
  if (response === undefined) return
  const messages = response.choices.map(({ finish_reason, message }) => ({ ...message, finish_reason }))
  put(draft, attribute.outputMessages, JSON.stringify(messages))
}

const attempted = (
  record: AttemptRecord,
  operation: string,
  started: number,
  nameOf: (provider: string) => string
): Span => {
  const { cost, endpoint, outcome, provider, reason, started_ms, ttft_ms } = record
  const model = endpoint.slice(provider.length + 1)
  const draft: Draft = {
    [attribute.operation]: operation,
    [attribute.provider]: nameOf(provider),
    [attribute.requestModel]: model,
    [attribute.endpoint]: endpoint,
    [attribute.outcome]: outcome
  }
  put(draft, attribute.skipped, record.skipped)
  put(draft, attribute.hedge, record.hedge)
  put(draft, attribute.waited, record.waited_ms)
  put(draft, attribute.status, record.status)
  put(draft, attribute.requestId, record.request_id)
  put(draft, attribute.cost, cost?.usd)
  if (ttft_ms !== undefined) put(draft, attribute.timeToFirstChunk, ttft_ms / 1000)
  put(draft, attribute.errorType, reason)
  const start = started + started_ms
  return {
    name: `${operation} ${model}`,
    kind: "client",
    start,
    end: start + record.duration_ms,
    attributes: draft,
    ...(outcome === "failed" ? { error: record.message ?? reason ?? "failed" } : {}),
    children: []
  }
}

/**
 * The spans of one call: itself, and a child per attempt. Usage stands on the call alone, so that a sum over spans counts
 * it once.
 */
export const ofReceipt = (receipt: Receipt, options: Options = {}): Span => {
  const { providerName: nameOf = providerName } = options
  const { attempts, error, outcome, started_at } = receipt
  const operation = operationOf(receipt)
  const draft: Draft = { [attribute.operation]: operation, [attribute.outcome]: outcome }
  put(draft, attribute.provider, providerOf(receipt, options))
  asked(draft, receipt)
  told(draft, receipt)
  records(draft, receipt)
  put(draft, attribute.attempts, attempts.filter(({ outcome }) => outcome !== "skipped").length)
  put(draft, attribute.errorType, errorType(receipt))
  put(draft, attribute.code, error?.code)
  put(draft, attribute.status, error?.status)
  if (options.content === true) content(draft, receipt)
  const model = requestModel(receipt)
  return {
    name: model === undefined ? operation : `${operation} ${model}`,
    kind: "internal",
    start: started_at,
    end: started_at + receipt.duration_ms,
    attributes: draft,
    ...(error === undefined ? {} : { error: error.message }),
    children: attempts.map((record) => attempted(record, operation, started_at, nameOf))
  }
}
