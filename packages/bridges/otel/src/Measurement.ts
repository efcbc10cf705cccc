import type { Receipt } from "@turnout/router/Receipt"
import { attribute, operationOf, providerName } from "./Convention.ts"
import { type Attributes, errorType, type Options, providerOf, requestModel } from "./Span.ts"

/** An instrument, by the conventions where they have one. */
export interface Instrument {
  readonly name: string
  readonly type: "histogram" | "counter"
  readonly unit: string
  readonly description: string
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: ReadonlyArray<number>
}

export interface Measurement {
  readonly instrument: Instrument
  readonly value: number
  readonly attributes: Attributes
}

const doublings = (first: number, count: number, factor: number): ReadonlyArray<number> =>
  Array.from({ length: count }, (_, index) => first * factor ** index)

/** 0.01 to 81.92 seconds. */
const seconds = doublings(0.01, 14, 2)
/** 1 to 67,108,864 tokens. */
const tokens = doublings(1, 14, 4)

const histogram = (name: string, unit: string, description: string, buckets = seconds): Instrument => ({
  name,
  type: "histogram",
  unit,
  description,
  buckets
})
const counter = (name: string, unit: string, description: string): Instrument => ({
  name,
  type: "counter",
  unit,
  description
})

export const instruments = {
  duration: histogram("gen_ai.client.inference.duration", "s", "Duration of a call, its attempts included."),
  timeToFirstChunk: histogram(
    "gen_ai.client.inference.time_to_first_chunk",
    "s",
    "Time from the start of the attempt that answered to its first content."
  ),
  timePerChunk: histogram(
    "gen_ai.client.inference.time_per_output_chunk",
    "s",
    "Mean time between the output tokens of a streamed answer."
  ),
  inputTokens: counter(
    "gen_ai.client.inference.usage.input_tokens",
    "{token}",
    "Input tokens, cached ones included."
  ),
  outputTokens: counter("gen_ai.client.inference.usage.output_tokens", "{token}", "Output tokens."),
  cacheRead: counter(
    "gen_ai.client.inference.usage.cache_read.input_tokens",
    "{token}",
    "Input tokens read from a cache."
  ),
  cacheWrite: counter(
    "gen_ai.client.inference.usage.cache_write.input_tokens",
    "{token}",
    "Input tokens written to a cache."
  ),
  reasoning: counter(
    "gen_ai.client.inference.usage.reasoning.output_tokens",
    "{token}",
    "Output tokens of reasoning."
  ),
  operationInput: histogram(
    "gen_ai.client.inference.operation.input_tokens",
    "{token}",
    "Input tokens of a call.",
    tokens
  ),
  operationOutput: histogram(
    "gen_ai.client.inference.operation.output_tokens",
    "{token}",
    "Output tokens of a call.",
    tokens
  ),
  cost: counter("turnout.cost", "USD", "Cost of calls, failed and hedged attempts included."),
  decisions: counter(
    "turnout.decisions",
    "{decision}",
    "Answered calls, by the strategy and the endpoint that answered."
  ),
  attempts: counter("turnout.attempts", "{attempt}", "Requests to vendors, by their outcome."),
  skipped: counter(
    "turnout.skipped",
    "{attempt}",
    "Steps that were not tried, by the reason, such as a cooldown."
  ),
  // The names before v0.1.0, which most dashboards still read.
  olderDuration: histogram("gen_ai.client.operation.duration", "s", "Duration of a call."),
  olderTokens: histogram("gen_ai.client.token.usage", "{token}", "Tokens of a call, by their type.", tokens)
} as const

export interface MeasureOptions extends Pick<Options, "providerName"> {
  /** Adds `gen_ai.client.operation.duration` and `gen_ai.client.token.usage`, the names before v0.1.0. Default: false. */
  readonly olderNames?: boolean | undefined
}

/** What one receipt adds to the metrics. Of a copy (`shadow_of`) its cost and its attempts alone. */
export const ofReceipt = (receipt: Receipt, options: MeasureOptions = {}): ReadonlyArray<Measurement> => {
  const { olderNames = false, providerName: nameOf = providerName } = options
  const { attempts, routing, usage } = receipt
  const all: Array<Measurement> = []
  const add = (instrument: Instrument, value: number | null | undefined, attributes: Attributes): void => {
    if (value !== undefined && value !== null) all.push({ instrument, value, attributes })
  }
  const model = requestModel(receipt)
  const error = errorType(receipt)
  const common: Attributes = {
    [attribute.operation]: operationOf(receipt),
    [attribute.provider]: providerOf(receipt, options),
    ...(model === undefined ? {} : { [attribute.requestModel]: model }),
    ...(routing === undefined ? {} : { [attribute.responseModel]: routing.provider_model_id })
  }
  for (const record of attempts) {
    const at: Attributes = {
      [attribute.provider]: nameOf(record.provider),
      [attribute.endpoint]: record.endpoint
    }
    if (record.outcome === "skipped") {
      add(instruments.skipped, 1, { ...at, [attribute.skipped]: record.skipped ?? "unknown" })
      continue
    }
    add(instruments.attempts, 1, {
      ...at,
      [attribute.outcome]: record.outcome,
      ...(record.reason === undefined ? {} : { [attribute.errorType]: record.reason })
    })
    add(instruments.cost, record.cost?.usd, {
      ...at,
      [attribute.costConfidence]: record.cost?.confidence ?? "unknown"
    })
  }
  if (receipt.shadow_of !== undefined) return all
  const ended = error === undefined ? common : { ...common, [attribute.errorType]: error }
  const duration = receipt.duration_ms / 1000
  add(instruments.duration, duration, ended)
  if (olderNames) add(instruments.olderDuration, duration, ended)
  if (routing !== undefined) {
    add(instruments.decisions, 1, {
      [attribute.strategy]: routing.routing_strategy,
      [attribute.provider]: common[attribute.provider]!,
      [attribute.responseModel]: routing.provider_model_id
    })
    if (routing.ttft_ms !== undefined) add(instruments.timeToFirstChunk, routing.ttft_ms / 1000, common)
    if (receipt.stream && routing.throughput_tps)
      add(instruments.timePerChunk, 1 / routing.throughput_tps, common)
  }
  const input = usage?.prompt_tokens
  const output = usage?.completion_tokens
  add(instruments.inputTokens, input, common)
  add(instruments.outputTokens, output, common)
  add(instruments.operationInput, input, common)
  add(instruments.operationOutput, output, common)
  add(instruments.cacheRead, usage?.prompt_tokens_details?.cached_tokens, common)
  add(instruments.cacheWrite, usage?.prompt_tokens_details?.cache_write_tokens, common)
  add(instruments.reasoning, usage?.completion_tokens_details?.reasoning_tokens, common)
  if (olderNames) {
    add(instruments.olderTokens, input, { ...common, [attribute.tokenType]: "input" })
    add(instruments.olderTokens, output, { ...common, [attribute.tokenType]: "output" })
  }
  return all
}
