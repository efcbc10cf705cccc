import type { ChatCompletion, PartialCompletion } from "./ChatCompletion.ts"
import type { ChatCompletionChunk, RoutingEvent } from "./ChatCompletionChunk.ts"
import type { Event, UsageReport } from "./Event.ts"
import * as Answer from "./fold/answer.ts"
import type { Envelope } from "./fold/envelope.ts"
import { toCompletion, usageOf } from "./fold/completion.ts"
import { settledUsage } from "./fold/settle.ts"
import { step } from "./fold/step.ts"
import * as Writer from "./fold/writer.ts"
import type { RoutingMetadata } from "./RoutingMetadata.ts"
import type { Sent, Usage } from "./Usage.ts"

export { reported } from "./fold/report.ts"
export type { Envelope } from "./fold/envelope.ts"
export { toCompletionUsage } from "./fold/usage.ts"

/**
 * Accumulates the events of one answer: pass them to `push` or `chunks`, each once and in order. Both keep the same
 * account, so an interrupted stream can be reported up to where it came.
 */
export interface Fold {
  readonly push: (events: ReadonlyArray<Event>) => void
  /** The chunks for the events of one network read. Adjacent texts are merged into one chunk. */
  readonly chunks: (events: ReadonlyArray<Event>) => Array<ChatCompletionChunk>
  /** The last chunk: no choices, but usage and routing metadata. */
  readonly lastChunk: (metadata: RoutingMetadata) => ChatCompletionChunk
  /** A chunk without choices that announces a change of endpoint. */
  readonly eventChunk: (event: RoutingEvent) => ChatCompletionChunk
  /** The fields that every chunk repeats. */
  readonly head: () => { readonly id: string; readonly created: number }
  /** The text of the only choice; undefined if the answer holds more than reasoning and text. */
  readonly text: () => string | undefined
  /** Continues at another endpoint: this model is sent, and usage is counted anew. */
  readonly resume: (model: string, sent?: Sent) => void
  /** Only if `finished()`: a finish reason is not invented. */
  readonly completion: (metadata: RoutingMetadata) => ChatCompletion
  /** At any time. */
  readonly partial: (metadata: RoutingMetadata) => PartialCompletion
  /** What is believed of the vendor's counts; undefined where it reported none, or nothing but zeros. */
  readonly usage: () => Usage | undefined
  /** All that the vendor reported of its usage, with what is believed of its counts; undefined where it reported nothing. */
  readonly report: () => Report | undefined
  /** The service tier that was used, by the vendor's name. */
  readonly servedTier: () => string | undefined
  /** The model that the vendor reports, else the id that was sent. */
  readonly model: () => string
  /** There is content for the caller; removed calls and empty texts do not count. */
  readonly hasContent: () => boolean
  /** At least one choice began, all have ended, and the protocol's terminal was received. */
  readonly finished: () => boolean
  /** A tool call arrived despite `tool_choice: none` and was removed. */
  readonly stripped: () => boolean
  /** Fields of the answer that nest deeper than `Json.deepest` and were left out, so that it can be written. */
  readonly left: () => ReadonlyArray<string>
  /** UTF-16 units of all that the model wrote, reasoning and arguments included. */
  readonly written: () => number
}

/** A report of usage, its counts held against the answer. */
export interface Report extends Omit<UsageReport, "type" | "usage"> {
  readonly usage: Usage | undefined
}

export const make = (envelope: Envelope): Fold => {
  const answer = Answer.make(envelope)
  const servedTier = () => answer.report?.tier ?? answer.start.service_tier
  return {
    push: (events) => {
      for (const event of events) step(answer, event, undefined)
    },
    chunks: (events) => {
      const writer = Writer.make(answer)
      for (const event of events) step(answer, event, writer)
      return writer.chunks
    },
    lastChunk: (metadata) => {
      const usage = usageOf(answer, metadata)
      const chunk = Writer.chunkOf(answer, [])
      if (usage !== undefined) chunk.usage = usage
      chunk.routing_metadata = metadata
      return chunk
    },
    completion: (metadata) => toCompletion(answer, metadata) as ChatCompletion,
    eventChunk: (event) => {
      const chunk = Writer.chunkOf(answer, [])
      chunk.routing_event = event
      return chunk
    },
    head: () => Answer.headOf(answer),
    text: () => Answer.textOf(answer),
    resume: (model, sent) => {
      answer.report = undefined
      answer.earlier = answer.written
      answer.sent = sent
      answer.served = model
    },
    partial: (metadata) => toCompletion(answer, metadata),
    usage: () => settledUsage(answer),
    report: () => {
      const { report } = answer
      if (report === undefined) return undefined
      const tier = servedTier()
      const { type: _, ...told } = report
      return { ...told, ...(tier === undefined ? {} : { tier }), usage: settledUsage(answer) }
    },
    servedTier,
    model: () => answer.served ?? Answer.headOf(answer).model,
    hasContent: () => answer.content,
    finished: () =>
      answer.ended &&
      answer.choices.length > 0 &&
      answer.choices.every((choice) => choice.finish !== undefined),
    stripped: () => answer.stripped,
    left: () => [...answer.left],
    written: () => answer.written
  }
}
