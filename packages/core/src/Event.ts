import type { Vector } from "./Embedding.ts"
import type { Json, JsonObject } from "./Json.ts"
import type { Usage } from "./Usage.ts"

/** OpenAI's finish reasons. */
export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter"

/**
 * The internal representation of answers. Protocols translate native frames to events; OpenAI chunks, completions
 * and everything else a caller sees are folds of them. `choice` is the index of the choice, `call` of a tool call
 * within it, `block` of a reasoning block within it; all dense, from 0.
 */
export type Event =
  | Start
  | Text
  | Refusal
  | Reasoning
  | ReasoningOpaque
  | ToolStart
  | ToolArguments
  | Logprobs
  | Annotation
  | ProviderFields
  | Finish
  | UsageReport
  | Item
  | Native
  | Embeddings
  | End

/** The envelope as the vendor sent it; missing fields are absent, never invented. */
export interface Start {
  readonly type: "start"
  readonly id?: string
  /** The model id that the vendor reports. */
  readonly model?: string
  /** Unix seconds. */
  readonly created?: number
  readonly system_fingerprint?: string
  readonly service_tier?: string
}

export interface Text {
  readonly type: "text"
  readonly choice: number
  readonly text: string
}

export interface Refusal {
  readonly type: "refusal"
  readonly choice: number
  readonly text: string
}

export interface Reasoning {
  readonly type: "reasoning"
  readonly choice: number
  readonly block: number
  readonly text: string
  /** `summary` if the vendor marks the text as one. */
  readonly kind?: "summary"
  /** Additional fields of the block; see `ReasoningOpaque`. */
  readonly format?: string
  readonly id?: string
  /** The field of plain text, if it is not the family's usual one. */
  readonly field?: string
}

/** Data that a vendor requires back byte for byte: a signature on a reasoning block, or an encrypted block. */
export interface ReasoningOpaque {
  readonly type: "reasoning_opaque"
  readonly choice: number
  readonly block: number
  /** OpenRouter's names, `anthropic-claude-v1` for one. */
  readonly format: string
  readonly signature?: string
  readonly data?: string
  readonly id?: string
}

export interface ToolStart {
  readonly type: "tool_start"
  readonly choice: number
  readonly call: number
  /** The vendor's id, `""` if it sent none; the fold makes ids unique. */
  readonly id: string
  readonly name: string
  readonly kind?: "custom"
  readonly signature?: string
}

export interface ToolArguments {
  readonly type: "tool_arguments"
  readonly choice: number
  readonly call: number
  readonly text: string
}

/** OpenAI's logprobs entries of these tokens, unchanged. */
export interface Logprobs {
  readonly type: "logprobs"
  readonly choice: number
  readonly content?: ReadonlyArray<Json>
  readonly refusal?: ReadonlyArray<Json>
}

export interface Annotation {
  readonly type: "annotation"
  readonly choice: number
  readonly annotation: JsonObject
}

/**
 * A vendor's additional fields without an equivalent here, under their own names and complete: of a tool call, the
 * choice, or else the message. Sent before the choice's `finish`; fields of a later event win.
 */
export interface ProviderFields {
  readonly type: "provider_fields"
  readonly choice: number
  readonly call?: number
  readonly on?: "choice"
  readonly fields: JsonObject
}

export interface Finish {
  readonly type: "finish"
  readonly choice: number
  readonly reason: FinishReason
  /** The vendor's native value; null if it only sent a terminal. */
  readonly native?: string | null
}

/** The cost stated by the vendor. */
export interface StatedCost {
  readonly usd: number
  /** `assumed` if the vendor calls it an estimate. */
  readonly confidence: "exact" | "assumed"
  /** The stated cost is incomplete. */
  readonly partial?: true
}

/** Cumulative usage: counts only grow within one answer. */
export interface UsageReport {
  readonly type: "usage"
  readonly usage: Usage
  /** The service tier that was used, by the vendor's name. */
  readonly tier?: string
  /**
   * Other properties that change the price, by the vendor's names: `speed: fast`, `code_execution_requests`. No
   * rate covers them, so a cost by rates is `assumed`.
   */
  readonly modifiers?: ReadonlyArray<string>
  readonly cost?: StatedCost
}

/** A native output item, kept verbatim for a caller who speaks the same API. */
export interface Item {
  readonly type: "item"
  readonly item: Json
}

/**
 * What the vendor sent, verbatim, ahead of the events that are read from it: for a caller whose request was sent as it was
 * (`Source`), and no other. Nothing of it is content by itself.
 */
export interface Native {
  readonly type: "native"
  /** The JSON text of one frame, or of a whole body. */
  readonly text: string
  /** The name that a frame bears beside its data, if any. */
  readonly event?: string
  /** The text is a whole body. */
  readonly whole?: true
}

/** Vectors of inputs that follow each other, checked: one per input, all of the same size. */
export interface Embeddings {
  readonly type: "embeddings"
  /** The first one's input. */
  readonly index: number
  readonly vectors: ReadonlyArray<Vector>
}

/** The protocol's terminal was received; without it an answer is truncated. */
export interface End {
  readonly type: "end"
}

/** The events that commit an attempt: from the first one on, the caller has received content. */
export const isContent = (event: Event): boolean => {
  switch (event.type) {
    case "text":
    case "refusal":
    case "reasoning":
      return event.text !== ""
    case "reasoning_opaque":
    case "tool_start":
    case "tool_arguments":
    case "embeddings":
      return true
    default:
      return false
  }
}
