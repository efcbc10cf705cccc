/** Items of an answer while they are written. */
import type { Blocks } from "@turnout/core/ReasoningBlocks"
import type {
  CustomCallItem,
  FunctionCallItem,
  ItemStatus,
  OutputItem,
  OutputMessage,
  OutputRefusal,
  OutputText,
  ReasoningItem
} from "../Response.ts"

type Writing<A> = { -readonly [field in keyof A]: A[field] }

export type TextPart = Writing<OutputText>
export type RefusalPart = Writing<OutputRefusal>

export interface OpenMessage {
  readonly kind: "message"
  readonly index: number
  readonly item: Writing<OutputMessage>
  part: TextPart | RefusalPart | undefined
  /** UTF-16 units of the answer's text ahead of the open part. */
  from: number
}

export interface OpenReasoning {
  readonly kind: "reasoning"
  readonly index: number
  readonly item: Writing<ReasoningItem>
  readonly blocks: Blocks
  /** The block of the open part; `-1`: none is open. */
  block: number
  signatures: { [call_id: string]: string } | undefined
}

export interface OpenCall {
  readonly kind: "call"
  readonly index: number
  readonly item: Writing<FunctionCallItem> | Writing<CustomCallItem>
}

export type OpenItem = OpenMessage | OpenReasoning | OpenCall

export const message = (id: string, index: number): OpenMessage => ({
  kind: "message",
  index,
  item: { id, type: "message", role: "assistant", status: "in_progress", content: [] },
  part: undefined,
  from: 0
})

export const reasoning = (id: string, index: number): OpenReasoning => ({
  kind: "reasoning",
  index,
  item: { id, type: "reasoning", summary: [] },
  blocks: new Map(),
  block: -1,
  signatures: undefined
})

export const functionCall = (id: string, index: number, call_id: string, name: string): OpenCall => ({
  kind: "call",
  index,
  item: { id, type: "function_call", status: "in_progress", call_id, name, arguments: "" }
})

export const customCall = (id: string, index: number, call_id: string, name: string): OpenCall => ({
  kind: "call",
  index,
  item: { id, type: "custom_tool_call", call_id, name, input: "" }
})

/** A part as it is now. */
export const copy = <Part extends OutputText | OutputRefusal>(part: Part): Part =>
  part.type === "output_text"
    ? { ...part, annotations: [...part.annotations], logprobs: [...part.logprobs] }
    : { ...part }

/** An item as an event or a response tells it now: what is written later does not change it. */
export const snapshot = (item: OutputItem): OutputItem => {
  switch (item.type) {
    case "message":
      return { ...item, content: item.content.map(copy) }
    case "reasoning":
      return { ...item, summary: item.summary.map((part) => ({ ...part })) }
    default:
      return { ...item }
  }
}

export const close = (item: OutputItem, status: ItemStatus): void => {
  if (item.type === "message" || item.type === "function_call") {
    ;(item as { status: ItemStatus }).status = status
  }
}

/** Of an answer that broke: what had not ended is incomplete. */
export const cut = (item: OutputItem): void => {
  if ("status" in item && item.status === "in_progress") close(item, "incomplete")
}
