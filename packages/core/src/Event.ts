import type { Json, JsonObject } from "./Json.ts"
import type { Usage } from "./Usage.ts"

/** OpenAI's words for why a choice ended. */
export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter"

/**
 * The one inner language of answers. Protocols translate native frames to events; OpenAI chunks, a finished
 * completion and everything else a caller sees are folds of them. `choice` is the index of the choice, `call`
 * the index of a tool call within it, `block` that of a reasoning block within it; all dense, from 0.
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
  | End

/** The envelope as the vendor gave it; what it did not give is absent, never invented. */
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
  /** `summary` where the vendor says that the text is one. */
  readonly kind?: "summary"
  /** What the vendor says of the block beside its text; see `ReasoningOpaque`. */
  readonly format?: string
  readonly id?: string
  /** The field in which plain text came, where that is not the family's usual one. */
  readonly field?: string
}

/** What a vendor wants back byte for byte: a signature on a reasoning block, or an encrypted block. */
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
  /** The vendor's id, `""` where it gave none; the fold makes ids unique. */
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

/** OpenAI's logprobs entries of these tokens, as they came. */
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
 * What a vendor adds for which there is no word here, under its own names and complete: beside a tool call, on the
 * choice, or else on the message. It comes ahead of the choice's `finish`; fields of a later event win.
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
  /** The vendor's own word for it; null where its terminal stands in for one. */
  readonly native?: string | null
}

/** What the vendor itself says that the call cost. */
export interface StatedCost {
  readonly usd: number
  /** `assumed` where the vendor calls it an estimate. */
  readonly confidence: "exact" | "assumed"
  /** There is more to pay, of which it says nothing. */
  readonly partial?: true
}

/** Cumulative: counts only grow within one answer. */
export interface UsageReport {
  readonly type: "usage"
  readonly usage: Usage
  /** The service tier that was served, in the vendor's word. */
  readonly tier?: string
  /**
   * What else was served that changes the price, in the vendor's words: `speed: fast`, `code_execution_requests`.
   * No rate covers it, so a cost by rates is `assumed`.
   */
  readonly modifiers?: ReadonlyArray<string>
  readonly cost?: StatedCost
}

/** A native output item, kept verbatim for a caller who speaks the same API. */
export interface Item {
  readonly type: "item"
  readonly item: Json
}

/** The protocol's own terminal was seen; without it an answer is truncated. */
export interface End {
  readonly type: "end"
}

/** The events that commit an attempt: from the first of them on, the caller has seen something. */
export const isContent = (event: Event): boolean => {
  switch (event.type) {
    case "text":
    case "refusal":
    case "reasoning":
      return event.text !== ""
    case "reasoning_opaque":
    case "tool_start":
    case "tool_arguments":
      return true
    default:
      return false
  }
}
