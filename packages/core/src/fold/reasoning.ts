import type { Reasoning, ReasoningOpaque } from "../Event.ts"
import type { Envelope } from "../Fold.ts"
import type { ReasoningDetail } from "../Message.ts"

/** One block of reasoning: what can be read, and what the vendor wants back. */
export interface Block {
  readonly index: number
  text: string | undefined
  summary: string | undefined
  format: string | undefined
  signature: string | undefined
  data: string | undefined
  id: string | undefined
}

const blockOf = (blocks: Array<Block>, index: number): Block => {
  for (let at = blocks.length - 1; at >= 0; at--) {
    const block = blocks[at]!
    if (block.index === index) return block
  }
  const block: Block = {
    index,
    text: undefined,
    summary: undefined,
    format: undefined,
    signature: undefined,
    data: undefined,
    id: undefined
  }
  blocks.push(block)
  return block
}

export const read = (blocks: Array<Block>, event: Reasoning): void => {
  const block = blockOf(blocks, event.block)
  if (event.kind === "summary") block.summary = (block.summary ?? "") + event.text
  else block.text = (block.text ?? "") + event.text
}

/** Opaque values are whole: a later one replaces the one before. */
export const keep = (blocks: Array<Block>, event: ReasoningOpaque): void => {
  const block = blockOf(blocks, event.block)
  block.format = event.format
  if (event.signature !== undefined) block.signature = event.signature
  if (event.data !== undefined) block.data = event.data
  if (event.id !== undefined) block.id = event.id
}

/** OpenRouter's word for reasoning that no vendor's format marks. */
const unmarked = "unknown"

/** The parts that a caller sends back as they are; parts of one block share its index. */
export const details = (
  blocks: ReadonlyArray<Block>,
  origin: Envelope["origin"]
): ReadonlyArray<ReasoningDetail> => {
  const parts: Array<ReasoningDetail> = []
  for (const block of blocks) {
    const format = block.format ?? origin.format ?? unmarked
    const base = {
      ...(block.id === undefined ? undefined : { id: block.id }),
      format,
      index: block.index,
      origin: { format, provider: origin.provider, model: origin.model }
    }
    if (block.summary !== undefined)
      parts.push({ type: "reasoning.summary", summary: block.summary, ...base })
    // A signature without text is legal: the vendor withheld the text and wants the signature back.
    if (block.text !== undefined || block.signature !== undefined) {
      parts.push({
        type: "reasoning.text",
        text: block.text ?? "",
        ...(block.signature === undefined ? undefined : { signature: block.signature }),
        ...base
      })
    }
    if (block.data !== undefined) parts.push({ type: "reasoning.encrypted", data: block.data, ...base })
  }
  return parts
}
