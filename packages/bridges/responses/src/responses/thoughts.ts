import type { Reasoning, ReasoningOpaque } from "@turnout/core/Event"
import * as Fold from "@turnout/core/Fold"
import type { Json } from "@turnout/core/Json"
import * as ReasoningBlocks from "@turnout/core/ReasoningBlocks"
import * as Envelope from "./envelope.ts"
import * as Items from "./items.ts"
import type { Writer } from "./writer.ts"

/** What stands between two parts of reasoning where it is read as one text. */
const gap = "\n\n"

/** Writes the reasoning of an answer: what can be read as summaries, and what the vendor wants back sealed. */
export class Thoughts {
  private readonly writer: Writer
  private open: Items.OpenReasoning | undefined = undefined

  constructor(writer: Writer) {
    this.writer = writer
  }

  isOpen(): boolean {
    return this.open !== undefined
  }

  think(event: Reasoning): void {
    const { writer } = this
    const { block, text } = event
    const open = this.opened()
    ReasoningBlocks.read(open.blocks, event)
    const { id, summary } = open.item
    let delta = text
    if (open.block !== block) {
      this.closeSummary(open)
      open.block = block
      if (summary.length > 0 && delta.startsWith(gap)) delta = delta.slice(gap.length)
      summary.push({ type: "summary_text", text: "" })
      writer.push({
        type: "response.reasoning_summary_part.added",
        item_id: id,
        output_index: open.index,
        summary_index: summary.length - 1,
        part: { type: "summary_text", text: "" },
        sequence_number: writer.next()
      })
    }
    const part = summary[summary.length - 1] as { text: string }
    part.text += delta
    writer.push({
      type: "response.reasoning_summary_text.delta",
      item_id: id,
      output_index: open.index,
      summary_index: summary.length - 1,
      delta,
      sequence_number: writer.next()
    })
  }

  /** A block that holds what its vendor wants back. */
  seal(event: ReasoningOpaque): void {
    ReasoningBlocks.keep(this.opened().blocks, event)
  }

  /** A signature on a call that is about to begin. */
  sign(call_id: string, signature: string): void {
    const open = this.opened()
    open.signatures = { ...open.signatures, [call_id]: signature }
  }

  close(fold: Fold.Fold): void {
    const { open } = this
    if (open === undefined) return
    this.open = undefined
    this.closeSummary(open)
    const details = ReasoningBlocks.details(open.blocks, Fold.origin(fold))
    const { item, signatures } = open
    if (details.length > 0 || signatures !== undefined) {
      item.encrypted_content = Envelope.seal({
        details: details as unknown as ReadonlyArray<Json>,
        ...(signatures === undefined ? {} : { signatures })
      })
    }
    this.writer.done(open.index, item)
  }

  private opened(): Items.OpenReasoning {
    const { writer } = this
    return (this.open ??= writer.add(Items.reasoning(writer.id("rs"), writer.items.length)))
  }

  private closeSummary(open: Items.OpenReasoning): void {
    if (open.block < 0) return
    open.block = -1
    const { writer } = this
    const { id, summary } = open.item
    const part = { ...summary[summary.length - 1]! }
    const at = { item_id: id, output_index: open.index, summary_index: summary.length - 1 }
    const { text } = part
    writer.push({
      type: "response.reasoning_summary_text.done",
      ...at,
      text,
      sequence_number: writer.next()
    })
    writer.push({
      type: "response.reasoning_summary_part.done",
      ...at,
      part,
      sequence_number: writer.next()
    })
  }
}
