import type { OutputItem } from "../Response.ts"
import type { ResponseEvent } from "../ResponseEvent.ts"
import * as Ids from "./ids.ts"
import * as Items from "./items.ts"

/** Writes the events of one answer: gathered per network read, numbered through. */
export class Writer {
  sequence = 0
  /** What the ids of items are made of. */
  stem = ""
  /** Every item that began, by its index. */
  readonly items: Array<OutputItem> = []
  private gathered: Array<ResponseEvent> = []

  next(): number {
    return this.sequence++
  }

  push(event: ResponseEvent): void {
    this.gathered.push(event)
  }

  newest(): ResponseEvent | undefined {
    return this.gathered[this.gathered.length - 1]
  }

  /** What was gathered since. */
  told(): ReadonlyArray<ResponseEvent> {
    const { gathered } = this
    this.gathered = []
    return gathered
  }

  /** The id of the next item. */
  id(kind: Parameters<typeof Ids.itemId>[0]): string {
    return Ids.itemId(kind, this.stem, this.items.length)
  }

  /** An item begins: what is told of it is what it is now. */
  add<Open extends Items.OpenItem>(open: Open): Open {
    this.added(open.item)
    return open
  }

  added(item: OutputItem): number {
    const output_index = this.items.length
    this.items.push(item)
    this.push({
      type: "response.output_item.added",
      output_index,
      item: Items.snapshot(item),
      sequence_number: this.next()
    })
    return output_index
  }

  done(output_index: number, item: OutputItem): void {
    this.push({
      type: "response.output_item.done",
      output_index,
      item: Items.snapshot(item),
      sequence_number: this.next()
    })
  }
}
