import type { ContentBlock, WebCitation } from "../Message.ts"
import type { Delta, MessageEvent } from "../MessageEvent.ts"
import { Arguments } from "../internal/arguments.ts"
import * as Thoughts from "./thoughts.ts"

/** A block that has begun and not ended, or waits for the one before it. */
export type Block =
  | { readonly kind: "text"; waiting: string; citations: Array<WebCitation> }
  | { readonly kind: "thinking"; readonly key: number; waiting: string; readonly thought: Thoughts.Thought }
  | {
      readonly kind: "call"
      readonly id: string
      readonly name: string
      readonly args: Arguments
      waiting: string
    }
  | { readonly kind: "whole"; readonly block: ContentBlock }

/**
 * Blocks one after the other, whatever order their pieces come in: what belongs to a later one waits until the one before
 * it has ended. A call ends when its arguments are a whole object, any other block with the next one.
 */
export class Blocks {
  private readonly origin: () => Thoughts.Origin
  private queue: Array<Block> = []
  private head = 0
  private index = -1
  parts: Array<MessageEvent> = []

  constructor(origin: () => Thoughts.Origin) {
    this.origin = origin
  }

  text(text: string): void {
    const last = this.queue.at(-1)
    if (last?.kind !== "text") this.add({ kind: "text", waiting: text, citations: [] })
    else if (this.isOpen(last)) this.delta({ type: "text_delta", text })
    else last.waiting += text
  }

  cite(citation: WebCitation): void {
    const last = this.queue.at(-1)
    if (last?.kind !== "text") return
    if (this.isOpen(last)) this.delta({ type: "citations_delta", citation })
    else last.citations.push(citation)
  }

  /** Of the block with this number; undefined where it has ended, or never began. */
  thinking(key: number): Extract<Block, { kind: "thinking" }> | undefined {
    for (let at = this.queue.length - 1; at >= this.head; at--) {
      const block = this.queue[at]!
      if (block.kind === "thinking" && block.key === key) return block
      // Only the last can go on; but what signs an earlier one that still waits belongs to it.
    }
    return undefined
  }

  think(key: number, text: string, read: (thought: Thoughts.Thought) => void): void {
    let block = this.queue.at(-1)
    if (block?.kind !== "thinking" || block.key !== key) {
      block = { kind: "thinking", key, waiting: text, thought: Thoughts.make() }
      read(block.thought)
      return this.add(block)
    }
    read(block.thought)
    if (this.isOpen(block)) this.delta({ type: "thinking_delta", thinking: text })
    else block.waiting += text
  }

  call(id: string, name: string): Extract<Block, { kind: "call" }> {
    const block: Extract<Block, { kind: "call" }> = {
      kind: "call",
      id,
      name,
      args: new Arguments(),
      waiting: ""
    }
    this.add(block)
    return block
  }

  argue(block: Extract<Block, { kind: "call" }>, text: string): void {
    const ready = block.args.push(text)
    if (!this.isOpen(block)) block.waiting += ready
    else {
      if (ready !== "") this.delta({ type: "input_json_delta", partial_json: ready })
      this.advance()
    }
  }

  whole(block: ContentBlock): void {
    this.add({ kind: "whole", block })
  }

  /** Ends all of them. */
  end(): void {
    while (this.head < this.queue.length) this.shift()
  }

  private isOpen(block: Block): boolean {
    return this.queue[this.head] === block
  }

  private add(block: Block): void {
    this.queue.push(block)
    if (this.queue.length - this.head === 1) this.start(block)
    else this.advance()
  }

  private advance(): void {
    while (this.queue.length - this.head > 1) {
      const block = this.queue[this.head]!
      if (block.kind === "call" && !block.args.done) return
      this.shift()
    }
  }

  /** The open one ends, and the next begins. */
  private shift(): void {
    this.stop(this.queue[this.head]!)
    this.head += 1
    if (this.head === this.queue.length) {
      this.queue = []
      this.head = 0
    } else this.start(this.queue[this.head]!)
  }

  private start(block: Block): void {
    this.index += 1
    this.parts.push({ type: "content_block_start", index: this.index, content_block: begun(block) })
    if (block.kind === "whole" || block.waiting === "") return
    const { waiting } = block
    block.waiting = ""
    if (block.kind === "text") {
      this.delta({ type: "text_delta", text: waiting })
      for (const citation of block.citations) this.delta({ type: "citations_delta", citation })
    } else if (block.kind === "thinking") this.delta({ type: "thinking_delta", thinking: waiting })
    else this.delta({ type: "input_json_delta", partial_json: waiting })
  }

  private stop(block: Block): void {
    if (block.kind === "thinking") {
      const signature = Thoughts.signatureOf(block.thought, this.origin())
      if (signature !== "") this.delta({ type: "signature_delta", signature })
    } else if (block.kind === "call") {
      const rest = block.args.end()
      if (rest !== "") this.delta({ type: "input_json_delta", partial_json: rest })
    }
    this.parts.push({ type: "content_block_stop", index: this.index })
  }

  private delta(delta: Delta): void {
    this.parts.push({ type: "content_block_delta", index: this.index, delta })
  }
}

const begun = (block: Block): ContentBlock => {
  switch (block.kind) {
    case "text":
      return { type: "text", text: "", citations: null }
    case "thinking":
      return { type: "thinking", thinking: "", signature: "" }
    case "call":
      return { type: "tool_use", id: block.id, name: block.name, input: {}, caller: { type: "direct" } }
    case "whole":
      return block.block
  }
}
