import type {
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  SharedV4Warning
} from "@ai-sdk/provider"
import type { CompletionUsage } from "@turnout/core/ChatCompletion"
import type { Fold } from "@turnout/core/Fold"
import type { Begun, Form, Telling } from "@turnout/core/Form"
import { Parts } from "@turnout/core/Parts"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type { Translated } from "../request/request.ts"
import { toFinishReason } from "./finish-reason.ts"
import { routed } from "./metadata.ts"
import { StreamSink } from "./sink.ts"
import { toUsage } from "./usage.ts"
import { toWarning } from "./warnings.ts"
import { toContent } from "./whole.ts"

const responseOf = (fold: Fold) => {
  const { created, id } = fold.head()
  return { id, timestamp: new Date(created * 1000), modelId: fold.model() }
}

const usageOf = (fold: Fold, metadata: RoutingMetadata): CompletionUsage | null | undefined =>
  fold.lastChunk(metadata).usage

/** Tells one streamed answer in the AI SDK's parts. */
export class StreamTelling implements Telling<LanguageModelV4StreamPart> {
  private readonly sink: StreamSink
  private readonly parts: Parts
  private warnings: ReadonlyArray<SharedV4Warning>
  private readonly isRaw: boolean
  private fold: Fold | undefined = undefined

  constructor(warnings: ReadonlyArray<SharedV4Warning>, isRaw: boolean) {
    this.isRaw = isRaw
    this.warnings = warnings
    this.sink = new StreamSink(() => this.fold?.head().id ?? "")
    this.parts = new Parts(this.sink)
  }

  readonly begin = ({ warnings }: Begun): void => {
    this.warnings = [...this.warnings, ...warnings.map(toWarning)]
  }

  readonly each: Telling<LanguageModelV4StreamPart>["each"] = (events, fold) => {
    if (this.fold === undefined) this.open(fold)
    if (this.isRaw) for (const rawValue of events) this.sink.parts.push({ type: "raw", rawValue })
    this.parts.each(events, fold)
    return this.sink.taken()
  }

  readonly last: Telling<LanguageModelV4StreamPart>["last"] = (metadata, fold) => {
    if (this.fold === undefined) this.open(fold)
    const { fields, native, reason } = this.parts
    this.sink.parts.push({
      type: "finish",
      finishReason: toFinishReason(reason, native),
      usage: toUsage(usageOf(fold, metadata)),
      ...routed(metadata, fields)
    })
    return this.sink.taken()
  }

  /** The answer goes on at another endpoint: of that no part is told but in the metadata. */
  readonly event = (): ReadonlyArray<LanguageModelV4StreamPart> => []

  /** Ends what is open in an answer that broke off. */
  cut(): ReadonlyArray<LanguageModelV4StreamPart> {
    if (this.fold !== undefined) this.parts.cut(this.fold)
    return this.sink.taken()
  }

  private open(fold: Fold): void {
    this.fold = fold
    this.sink.parts.push(
      { type: "stream-start", warnings: [...this.warnings] },
      { type: "response-metadata", ...responseOf(fold) }
    )
  }
}

/** The form of one call. A call is answered once, whole or streamed; `telling` is set when its stream begins. */
export class CallForm implements Form<LanguageModelV4StreamPart, LanguageModelV4GenerateResult> {
  readonly request: Translated["request"]
  telling: StreamTelling | undefined = undefined
  private readonly warnings: Translated["warnings"]
  private readonly isRaw: boolean

  /** `isRaw`: the events of the answer are told beside their parts. */
  constructor({ request, warnings }: Translated, isRaw = false) {
    this.isRaw = isRaw
    this.request = request
    this.warnings = warnings
  }

  readonly tell = (): StreamTelling => (this.telling = new StreamTelling(this.warnings, this.isRaw))

  readonly whole: Form<LanguageModelV4StreamPart, LanguageModelV4GenerateResult>["whole"] = ({
    events,
    fold,
    metadata
  }) => {
    const sink = new StreamSink(() => fold.head().id)
    const parts = new Parts(sink)
    parts.each(events, fold)
    return {
      content: toContent(sink.taken()),
      finishReason: toFinishReason(parts.reason, parts.native),
      usage: toUsage(usageOf(fold, metadata)),
      ...routed(metadata, parts.fields),
      request: { body: this.request },
      response: responseOf(fold),
      warnings: [...this.warnings, ...metadata.warnings.map(toWarning)]
    }
  }
}
