import type { Annotation, Event, FinishReason, ProviderFields, Reasoning, ReasoningOpaque } from "./Event.ts"
import type { Fold, ToldCall } from "./Fold.ts"
import * as Blocks from "./fold/reasoning.ts"
import type { JsonObject } from "./Json.ts"
import type { ReasoningDetail } from "./Message.ts"

/** What belongs to a part and has to be sent back with it. */
export interface Kept {
  /** Signed, encrypted or plain reasoning that is told with this part. */
  readonly details?: ReadonlyArray<ReasoningDetail>
  /** Of a tool call. */
  readonly signature?: string
  /** Of a tool call: the vendor's additional fields. */
  readonly fields?: JsonObject
}

/**
 * Receives the first choice of an answer in parts. A text, a reasoning or the input of a tool is started, grown and
 * ended; ids are unique within the answer, those of tools are the ids of their calls.
 */
export interface Sink {
  readonly textStart: (id: string) => void
  readonly textDelta: (id: string, text: string) => void
  readonly textEnd: (id: string, refused: boolean, kept: Kept) => void
  readonly reasoningStart: (id: string) => void
  readonly reasoningDelta: (id: string, text: string) => void
  readonly reasoningEnd: (id: string, kept: Kept) => void
  readonly toolStart: (call: ToldCall) => void
  readonly toolDelta: (id: string, text: string) => void
  /** The input is complete. Of an answer that broke off no call is told. */
  readonly toolCall: (call: ToldCall, kept: Kept) => void
  /** The input ended without its call. */
  readonly toolCut: (id: string) => void
  readonly annotation: (annotation: JsonObject) => void
}

type Channel = "none" | "text" | "refusal" | "reasoning"

interface OpenCall {
  readonly number: number
  readonly call: ToldCall
  readonly signature: string | undefined
  fields: JsonObject | undefined
  details: ReadonlyArray<ReasoningDetail> | undefined
}

const nothing: Kept = {}

/** One answer as it is told to a sink; the fold has taken its events in before. */
export class Parts {
  readonly sink: Sink
  /** Undefined until the choice ended. */
  reason: FinishReason | undefined = undefined
  native: string | null | undefined = undefined
  /** The vendor's additional fields of the message and of the choice. */
  fields: JsonObject | undefined = undefined
  private channel: Channel = "none"
  private id = ""
  private count = 0
  /** Text of the open part that is not told yet. */
  private pending = ""
  /** The block of the open reasoning. */
  private block = -1
  private blocks: Blocks.Blocks = new Map()
  /** Reasoning that came without words beside an open text. */
  private beside: ReadonlyArray<ReasoningDetail> | undefined = undefined
  private calls: Array<OpenCall> = []

  constructor(sink: Sink) {
    this.sink = sink
  }

  /** The events of one network read. Adjacent texts of a part are merged. */
  each(events: ReadonlyArray<Event>, fold: Fold): void {
    for (const event of events) {
      // What comes behind the end of the choice is not part of it.
      if (this.reason === undefined) this.step(event, fold)
    }
    this.flush()
  }

  /** Ends what is open in an answer that broke off: incomplete calls are none. */
  cut(fold: Fold): void {
    this.close(fold)
    for (const { call } of this.calls) this.sink.toolCut(call.id)
    this.calls = []
  }

  private step(event: Event, fold: Fold): void {
    switch (event.type) {
      case "text":
      case "refusal":
        if (event.choice === 0 && event.text !== "") this.words(event.type, event.text, fold)
        return
      case "reasoning":
        if (event.choice === 0 && event.text !== "") this.reasoning(event, fold)
        return
      case "reasoning_opaque":
        if (event.choice === 0) this.opaque(event, fold)
        return
      case "tool_start": {
        if (event.choice !== 0 || this.find(event.call) !== undefined) return
        const call = fold.call(0, event.call)
        if (call === undefined) return
        this.close(fold)
        this.calls.push({
          number: event.call,
          call,
          signature: event.signature,
          fields: undefined,
          details: undefined
        })
        this.sink.toolStart(call)
        return
      }
      case "tool_arguments": {
        if (event.choice !== 0 || event.text === "") return
        const open = this.find(event.call)
        if (open !== undefined) this.sink.toolDelta(open.call.id, event.text)
        return
      }
      case "annotation":
        if (event.choice === 0) this.annotation(event)
        return
      case "provider_fields":
        if (event.choice === 0) this.additional(event)
        return
      case "finish":
        if (event.choice === 0) this.finish(event.reason, event.native, fold)
    }
  }

  private words(channel: "text" | "refusal", text: string, fold: Fold): void {
    if (this.channel !== channel) {
      this.close(fold)
      this.channel = channel
      this.id = `text-${this.count++}`
      this.sink.textStart(this.id)
    }
    this.pending += text
  }

  private reasoning(event: Reasoning, fold: Fold): void {
    if (this.channel !== "reasoning" || this.block !== event.block) this.open(event.block, fold)
    Blocks.read(this.blocks, event)
    this.pending += event.text
  }

  /** Without words of its own it stands with the part it came beside: vendors sign texts and calls, too. */
  private opaque(event: ReasoningOpaque, fold: Fold): void {
    Blocks.keep(this.blocks, event)
    if (this.channel === "reasoning" && this.block === event.block) return
    const last = this.calls.at(-1)
    if (this.channel === "reasoning" || (this.channel === "none" && last === undefined)) {
      return this.open(event.block, fold)
    }
    const details = this.detailsOf(event.block, fold)
    if (this.channel !== "none") this.beside = [...(this.beside ?? []), ...details]
    else last!.details = [...(last!.details ?? []), ...details]
  }

  private open(block: number, fold: Fold): void {
    this.close(fold)
    this.channel = "reasoning"
    this.block = block
    this.id = `reasoning-${this.count++}`
    this.sink.reasoningStart(this.id)
  }

  private annotation({ annotation }: Annotation): void {
    this.flush()
    this.sink.annotation(annotation)
  }

  private additional({ call, fields }: ProviderFields): void {
    if (call === undefined) this.fields = { ...this.fields, ...fields }
    else {
      const open = this.find(call)
      if (open !== undefined) open.fields = { ...open.fields, ...fields }
    }
  }

  private finish(reason: FinishReason, native: string | null | undefined, fold: Fold): void {
    this.close(fold)
    // Only now: no tool runs for an answer that breaks off, and no input grows after its end.
    for (const { call, details, fields, signature } of this.calls) {
      this.sink.toolCall(call, {
        ...(details === undefined ? undefined : { details }),
        ...(signature === undefined ? undefined : { signature }),
        ...(fields === undefined ? undefined : { fields })
      })
    }
    this.reason = fold.stripped() && reason === "tool_calls" ? "stop" : reason
    this.native = native
  }

  private close(fold: Fold): void {
    if (this.channel === "none") return
    this.flush()
    const { beside, channel, id } = this
    this.channel = "none"
    if (channel === "reasoning") {
      this.sink.reasoningEnd(id, { details: this.detailsOf(this.block, fold) })
      return
    }
    this.beside = undefined
    this.sink.textEnd(id, channel === "refusal", beside === undefined ? nothing : { details: beside })
  }

  private flush(): void {
    if (this.pending === "") return
    const { pending } = this
    this.pending = ""
    if (this.channel === "reasoning") this.sink.reasoningDelta(this.id, pending)
    else this.sink.textDelta(this.id, pending)
  }

  private detailsOf(block: number, fold: Fold): ReadonlyArray<ReasoningDetail> {
    const known = this.blocks.get(block)
    return known === undefined ? [] : Blocks.details(new Map([[block, known]]), fold.origin())
  }

  private find(number: number): OpenCall | undefined {
    for (const open of this.calls) if (open.number === number) return open
    return undefined
  }
}
