import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"

export type StopReason =
  | "end_turn"
  | "max_tokens"
  | "stop_sequence"
  | "tool_use"
  | "pause_turn"
  | "refusal"
  | "model_context_window_exceeded"

/** `input_tokens` are those that no cache gave or took. */
export interface MessageUsage {
  readonly input_tokens: number
  readonly cache_creation_input_tokens: number | null
  readonly cache_read_input_tokens: number | null
  readonly cache_creation: {
    readonly ephemeral_5m_input_tokens: number
    readonly ephemeral_1h_input_tokens: number
  } | null
  readonly output_tokens: number
  readonly output_tokens_details: { readonly thinking_tokens: number } | null
  readonly server_tool_use: {
    readonly web_search_requests: number
    readonly web_fetch_requests: number
  } | null
  readonly service_tier: "standard" | "priority" | "batch" | null
  readonly inference_geo: string | null
  readonly speed: "standard" | "fast" | null
  /** `assumed`: some counts are estimates; `unknown`: the vendor counted nothing, and zeros stand for that. Else absent. */
  readonly confidence?: "assumed" | "unknown"
}

export interface WebCitation {
  readonly type: "web_search_result_location"
  readonly url: string
  readonly title: string | null
  readonly cited_text: string
  /** Empty where the citation is not Anthropic's own. */
  readonly encrypted_index: string
}

export interface TextBlock {
  readonly type: "text"
  readonly text: string
  readonly citations: Array<WebCitation> | null
}

/** `signature` is opaque: it is to be sent back as it is, and holds whatever the answering vendor wants back. */
export interface ThinkingBlock {
  readonly type: "thinking"
  readonly thinking: string
  readonly signature: string
}

export interface RedactedThinkingBlock {
  readonly type: "redacted_thinking"
  readonly data: string
}

export interface ToolUseBlock {
  readonly type: "tool_use"
  readonly id: string
  readonly name: string
  /** Always an object. What a model wrote that is none stands under the key `""`. */
  readonly input: { readonly [key: string]: unknown }
  readonly caller: { readonly type: "direct" }
}

/** An endpoint that speaks this API may answer with blocks of further types, which are passed on as they are. */
export type ContentBlock = TextBlock | ThinkingBlock | RedactedThinkingBlock | ToolUseBlock

export interface StopDetails {
  readonly type: "refusal"
  readonly category: "cyber" | "bio" | "frontier_llm" | "reasoning_extraction" | "general_harms" | null
  readonly explanation: string | null
}

export interface Container {
  readonly id: string
  readonly expires_at: string
  readonly skills: null
}

/** Anthropic's answer with routing metadata; that of an endpoint that speaks this API is its own. */
export interface Message {
  readonly id: string
  readonly type: "message"
  readonly role: "assistant"
  readonly model: string
  readonly content: Array<ContentBlock>
  readonly stop_reason: StopReason | null
  readonly stop_sequence: string | null
  readonly stop_details: StopDetails | null
  readonly container: Container | null
  readonly diagnostics: null
  readonly usage: MessageUsage
  readonly routing_metadata: RoutingMetadata
}

export interface MessageCount {
  readonly input_tokens: number
  /** The count is an estimate: no endpoint that counts could be asked. */
  readonly estimated?: true
}
