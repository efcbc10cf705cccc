import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type {
  Container,
  ContentBlock,
  Message,
  MessageUsage,
  StopDetails,
  StopReason,
  WebCitation
} from "./Message.ts"

/** Anthropic's events. Blocks follow each other, numbered from 0 without a gap. */
export type MessageEvent =
  | MessageStart
  | ContentBlockStart
  | ContentBlockDelta
  | ContentBlockStop
  | MessageDelta
  | MessageStop

export interface MessageStart {
  readonly type: "message_start"
  readonly message: Omit<Message, "routing_metadata">
}

export interface ContentBlockStart {
  readonly type: "content_block_start"
  readonly index: number
  readonly content_block: ContentBlock
}

export type Delta =
  | { readonly type: "text_delta"; readonly text: string }
  | { readonly type: "input_json_delta"; readonly partial_json: string }
  | { readonly type: "thinking_delta"; readonly thinking: string }
  | { readonly type: "signature_delta"; readonly signature: string }
  | { readonly type: "citations_delta"; readonly citation: WebCitation }

export interface ContentBlockDelta {
  readonly type: "content_block_delta"
  readonly index: number
  readonly delta: Delta
}

export interface ContentBlockStop {
  readonly type: "content_block_stop"
  readonly index: number
}

/** The end of an answer; usage is that of the whole. */
export interface MessageDelta {
  readonly type: "message_delta"
  readonly delta: {
    readonly stop_reason: StopReason | null
    readonly stop_sequence: string | null
    readonly stop_details: StopDetails | null
    readonly container: Container | null
  }
  readonly usage: MessageUsage
  readonly routing_metadata: RoutingMetadata
}

export interface MessageStop {
  readonly type: "message_stop"
}
