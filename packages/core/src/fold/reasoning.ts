import type { Reasoning, ReasoningOpaque } from "../Event.ts"
import type { Envelope } from "./envelope.ts"
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
  /** The field in which its text came, where that is not the usual one. */
  field: string | undefined
}

/** Blocks in the order in which they began; events number them as they like. */
export type Blocks = Map<number, Block>

const blockOf = (blocks: Blocks, index: number): Block => {
  const known = blocks.get(index)
  if (known !== undefined) return known
  const block: Block = {
    index,
    text: undefined,
    summary: undefined,
    format: undefined,
    signature: undefined,
    data: undefined,
    id: undefined,
    field: undefined
  }
  blocks.set(index, block)
  return block
}

export const read = (blocks: Blocks, event: Reasoning): void => {
  const block = blockOf(blocks, event.block)
  if (event.kind === "summary") block.summary = (block.summary ?? "") + event.text
  else block.text = (block.text ?? "") + event.text
  if (event.format !== undefined) block.format ??= event.format
  if (event.id !== undefined) block.id ??= event.id
  const field = event.format === undefined ? event.field : "reasoning_details"
  if (field !== undefined) block.field = field
}

/** Opaque values are whole: a later one replaces the one before. */
export const keep = (blocks: Blocks, event: ReasoningOpaque): void => {
  const block = blockOf(blocks, event.block)
  block.format = event.format
  if (event.signature !== undefined) block.signature = event.signature
  if (event.data !== undefined) block.data = event.data
  if (event.id !== undefined) block.id = event.id
}

/** OpenRouter's word for reasoning that no vendor's format marks. */
const unmarked = "unknown"

/** The parts that a caller sends back as they are; parts of one block share its index. */
export const details = (blocks: Blocks, origin: Envelope["origin"]): ReadonlyArray<ReasoningDetail> => {
  const parts: Array<ReasoningDetail> = []
  for (const block of blocks.values()) {
    const format = block.format ?? origin.format ?? unmarked
    // A part with a format of its own, or sealed, can have come in one field only.
    const plain = format === unmarked && block.signature === undefined && block.data === undefined
    const base = {
      ...(block.id === undefined ? undefined : { id: block.id }),
      format,
      index: block.index,
      origin: {
        format,
        provider: origin.provider,
        model: origin.model,
        ...(plain && block.field !== undefined ? { field: block.field } : undefined)
      }
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
