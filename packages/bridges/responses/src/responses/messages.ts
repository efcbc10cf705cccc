import type { Annotation, Logprobs } from "@turnout/core/Event"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { TextLogprob } from "../Response.ts"
import type { TextDeltaEvent } from "../ResponseEvent.ts"
import * as Annotations from "./annotations.ts"
import * as Items from "./items.ts"
import type { Writer } from "./writer.ts"

/** Writes the messages of an answer: text, refusals, and what stands beside them. At most one is open. */
export class Messages {
  private readonly writer: Writer
  private message: Items.OpenMessage | undefined = undefined
  /** Logprobs that came ahead of their text. */
  private early: Array<TextLogprob> = []
  /** UTF-16 units of text so far. */
  private written = 0
  refused = false

  constructor(writer: Writer) {
    this.writer = writer
  }

  text(delta: string): void {
    const message = this.texted()
    ;(message.part as Items.TextPart).text += delta
    this.written += delta.length
    this.delta(message, delta)
    if (this.early.length > 0) this.measured(this.early.splice(0))
  }

  refusal(delta: string): void {
    this.refused = true
    const message = this.opened()
    if (message.part?.type !== "refusal") this.begin(message, { type: "refusal", refusal: "" })
    ;(message.part as Items.RefusalPart).refusal += delta
    this.writer.push({
      type: "response.refusal.delta",
      item_id: message.item.id,
      output_index: message.index,
      content_index: message.item.content.length - 1,
      delta,
      sequence_number: this.writer.next()
    })
  }

  logprobs({ content = none }: Logprobs): void {
    const entries = content.flatMap(Annotations.toLogprob)
    if (entries.length > 0) this.measured(entries)
  }

  annotation({ annotation }: Annotation): void {
    const message = this.texted()
    const part = message.part as Items.TextPart
    const told = Annotations.toFlat(annotation, message.from)
    part.annotations.push(told)
    this.writer.push({
      type: "response.output_text.annotation.added",
      item_id: message.item.id,
      output_index: message.index,
      content_index: message.item.content.length - 1,
      annotation_index: part.annotations.length - 1,
      annotation: told,
      sequence_number: this.writer.next()
    })
  }

  /** A vendor's own fields of the open message; false where none is open. */
  provided(provider: string, fields: JsonObject): boolean {
    const item = this.message?.item
    if (item === undefined) return false
    item.provider_fields = { [provider]: { ...item.provider_fields?.[provider], ...fields } }
    return true
  }

  close(status: "completed" | "incomplete"): void {
    const { message } = this
    if (message === undefined) return
    this.message = undefined
    this.closePart(message)
    message.item.status = status
    this.writer.done(message.index, message.item)
  }

  private opened(): Items.OpenMessage {
    const { writer } = this
    return (this.message ??= writer.add(Items.message(writer.id("msg"), writer.items.length)))
  }

  private texted(): Items.OpenMessage {
    const message = this.opened()
    if (message.part?.type !== "output_text") {
      this.begin(message, { type: "output_text", annotations: [], logprobs: [], text: "" })
    }
    return message
  }

  private begin(message: Items.OpenMessage, part: Items.TextPart | Items.RefusalPart): void {
    this.closePart(message)
    message.part = part
    message.from = this.written
    message.item.content.push(part)
    this.writer.push({
      type: "response.content_part.added",
      item_id: message.item.id,
      output_index: message.index,
      content_index: message.item.content.length - 1,
      part: Items.copy(part),
      sequence_number: this.writer.next()
    })
  }

  private delta(message: Items.OpenMessage, delta: string): void {
    this.writer.push({
      type: "response.output_text.delta",
      item_id: message.item.id,
      output_index: message.index,
      content_index: message.item.content.length - 1,
      delta,
      logprobs: [],
      sequence_number: this.writer.next()
    })
  }

  /** Beside the text that they are about, which stands right ahead of them, else on a delta of their own. */
  private measured(entries: Array<TextLogprob>): void {
    const { message } = this
    if (message?.part?.type !== "output_text") {
      this.early.push(...entries)
      return
    }
    message.part.logprobs.push(...entries)
    if (this.writer.newest()?.type !== "response.output_text.delta") this.delta(message, "")
    ;(this.writer.newest() as TextDeltaEvent).logprobs.push(...entries)
  }

  private closePart(message: Items.OpenMessage): void {
    const { item, part } = message
    if (part === undefined) return
    message.part = undefined
    const { writer } = this
    const at = { item_id: item.id, output_index: message.index, content_index: item.content.length - 1 }
    if (part.type === "refusal") {
      const { refusal } = part
      writer.push({ type: "response.refusal.done", ...at, refusal, sequence_number: writer.next() })
    } else {
      const { logprobs, text } = part
      writer.push({
        type: "response.output_text.done",
        ...at,
        text,
        logprobs: [...logprobs],
        sequence_number: writer.next()
      })
    }
    const done = Items.copy(part)
    writer.push({ type: "response.content_part.done", ...at, part: done, sequence_number: writer.next() })
  }
}

const none: ReadonlyArray<Json> = []
