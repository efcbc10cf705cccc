import type { ChatCompletion, PartialCompletion } from "./ChatCompletion.ts"
import type { ChatCompletionChunk, RoutingEvent } from "./ChatCompletionChunk.ts"
import type { Event, FinishReason, UsageReport } from "./Event.ts"
import * as Answer from "./fold/answer.ts"
import type { Envelope } from "./fold/envelope.ts"
import { toCompletion, usageOf } from "./fold/completion.ts"
import type { ReasoningDetail } from "./Message.ts"
import { details as toDetails } from "./fold/reasoning.ts"
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
  /** Where the answer's reasoning comes from. */
  readonly origin: () => Envelope["origin"]
  /** A tool call as the caller is told of it, by the numbers that its events bear; undefined if it was removed. */
  readonly call: (choice: number, call: number) => ToldCall | undefined
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
  /** Why each choice ended, of those that have, in order. */
  readonly reasons: () => ReadonlyArray<FinishReason>
  /** A tool call arrived despite `tool_choice: none` and was removed. */
  readonly stripped: () => boolean
  /** Fields of the answer that nest deeper than `Json.deepest` and were left out, so that it can be written. */
  readonly left: () => ReadonlyArray<string>
  /** UTF-16 units of all that the model wrote, reasoning and arguments included. */
  readonly written: () => number
}

/** A tool call with the id that the fold gave it. */
export interface ToldCall {
  /** Index among the calls of its choice. */
  readonly position: number
  readonly id: string
  readonly name: string
  readonly custom: boolean
  /** As far as they have come. */
  readonly arguments: string
}

/** A report of usage, its counts held against the answer. */
export interface Report extends Omit<UsageReport, "type" | "usage"> {
  readonly usage: Usage | undefined
}

class OfAnswer implements Fold {
  readonly answer: Answer.Answer
  private writer: Writer.Writer | undefined = undefined

  constructor(envelope: Envelope) {
    this.answer = Answer.make(envelope)
  }

  push(events: ReadonlyArray<Event>): void {
    for (const event of events) step(this.answer, event, undefined)
  }

  chunks(events: ReadonlyArray<Event>): Array<ChatCompletionChunk> {
    const writer = (this.writer ??= Writer.make(this.answer))
    for (const event of events) step(this.answer, event, writer)
    return Writer.taken(writer)
  }

  lastChunk(metadata: RoutingMetadata): ChatCompletionChunk {
    const usage = usageOf(this.answer, metadata)
    const chunk = Writer.chunkOf(this.answer, [])
    if (usage !== undefined) chunk.usage = usage
    chunk.routing_metadata = metadata
    return chunk
  }

  eventChunk(event: RoutingEvent): ChatCompletionChunk {
    const chunk = Writer.chunkOf(this.answer, [])
    chunk.routing_event = event
    return chunk
  }

  head(): { readonly id: string; readonly created: number } {
    return Answer.headOf(this.answer)
  }

  call(choice: number, call: number): ToldCall | undefined {
    return this.answer.choices.find(({ index }) => index === choice)?.byNumber?.get(call)
  }

  origin(): Envelope["origin"] {
    return this.answer.envelope.origin
  }

  text(): string | undefined {
    return Answer.textOf(this.answer)
  }

  resume(model: string, sent?: Sent): void {
    const { answer } = this
    answer.report = undefined
    answer.earlier = answer.written
    answer.sent = sent
    answer.served = model
  }

  completion(metadata: RoutingMetadata): ChatCompletion {
    return toCompletion(this.answer, metadata) as ChatCompletion
  }

  partial(metadata: RoutingMetadata): PartialCompletion {
    return toCompletion(this.answer, metadata)
  }

  usage(): Usage | undefined {
    return settledUsage(this.answer)
  }

  report(): Report | undefined {
    const { report } = this.answer
    if (report === undefined) return undefined
    const { cost, modifiers } = report
    const tier = this.servedTier()
    const told: { -readonly [field in keyof Report]: Report[field] } = { usage: settledUsage(this.answer) }
    if (tier !== undefined) told.tier = tier
    if (modifiers !== undefined) told.modifiers = modifiers
    if (cost !== undefined) told.cost = cost
    return told
  }

  servedTier(): string | undefined {
    return this.answer.report?.tier ?? this.answer.start.service_tier
  }

  model(): string {
    return this.answer.served ?? Answer.headOf(this.answer).model
  }

  hasContent(): boolean {
    return this.answer.content
  }

  finished(): boolean {
    const { choices, ended } = this.answer
    return ended && choices.length > 0 && choices.every((choice) => choice.finish !== undefined)
  }

  reasons(): ReadonlyArray<FinishReason> {
    const reasons: Array<FinishReason> = []
    for (const { finish } of this.answer.choices) if (finish !== undefined) reasons.push(finish)
    return reasons
  }

  stripped(): boolean {
    return this.answer.stripped
  }

  left(): ReadonlyArray<string> {
    const { left } = this.answer
    return left === undefined ? none : [...left]
  }

  written(): number {
    return this.answer.written
  }
}

const none: ReadonlyArray<never> = []

export const make = (envelope: Envelope): Fold => new OfAnswer(envelope)

/** Who answers: what reasoning and a vendor's own fields go back by. */
export const origin = (fold: Fold): Envelope["origin"] => (fold as OfAnswer).answer.envelope.origin

/** The reasoning of a choice as far as it has come, as its caller sends it back; parts of one block share its index. */
export const details = (fold: Fold, choice: number): ReadonlyArray<ReasoningDetail> => {
  const { choices, envelope } = (fold as OfAnswer).answer
  const blocks = choices.find(({ index }) => index === choice)?.blocks
  return blocks === undefined ? none : toDetails(blocks, envelope.origin)
}
