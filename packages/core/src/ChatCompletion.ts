import type { FinishReason } from "./Event.ts"
import type { ProviderFields, ReasoningDetail } from "./Message.ts"
import type { RoutingMetadata } from "./RoutingMetadata.ts"

/** OpenAI's usage object with cost in USD; details that the vendor did not report are absent. */
export interface CompletionUsage {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly total_tokens: number
  readonly prompt_tokens_details?: {
    readonly cached_tokens?: number
    readonly cache_write_tokens?: number
    readonly audio_tokens?: number
    readonly image_tokens?: number
  }
  readonly completion_tokens_details?: {
    readonly reasoning_tokens?: number
    readonly audio_tokens?: number
    readonly image_tokens?: number
  }
  /** Counts that the vendor left out, or that contradict each other or the answer, are estimates; else absent. */
  readonly confidence?: "assumed"
  readonly cost?: number
}

export type CompletionToolCall =
  | {
      readonly id: string
      readonly type: "function"
      readonly function: { readonly name: string; readonly arguments: string }
      readonly signature?: string
      readonly provider_fields?: ProviderFields
    }
  | {
      readonly id: string
      readonly type: "custom"
      readonly custom: { readonly name: string; readonly input: string }
      readonly signature?: string
      readonly provider_fields?: ProviderFields
    }

/** `url_citation` is OpenAI's only kind so far. Vendors' entries are passed on unchecked. */
export interface CompletionAnnotation {
  readonly type: "url_citation"
  readonly url_citation: {
    readonly end_index: number
    readonly start_index: number
    readonly title: string
    readonly url: string
  }
}

export interface CompletionMessage {
  readonly role: "assistant"
  readonly content: string | null
  readonly refusal: string | null
  readonly annotations?: Array<CompletionAnnotation>
  readonly reasoning_content?: string
  readonly reasoning_details?: ReadonlyArray<ReasoningDetail>
  readonly tool_calls?: Array<CompletionToolCall>
  /** The vendor's additional fields of the message: citations, search results, signatures; unchanged. */
  readonly provider_fields?: ProviderFields
}

export interface TopLogprob {
  readonly token: string
  readonly bytes: Array<number> | null
  readonly logprob: number
}

/** Passed on unchecked. */
export interface TokenLogprob extends TopLogprob {
  readonly top_logprobs: Array<TopLogprob>
}

export interface CompletionLogprobs {
  readonly content: Array<TokenLogprob> | null
  readonly refusal: Array<TokenLogprob> | null
}

export interface CompletionChoice {
  readonly index: number
  readonly message: CompletionMessage
  readonly logprobs: CompletionLogprobs | null
  readonly finish_reason: FinishReason
  /** The vendor's native value; null if it only sent a terminal. */
  readonly native_finish_reason?: string | null
  readonly provider_fields?: ProviderFields
}

/** The tiers that OpenAI lists. Other values of vendors are passed on. */
export type ServiceTier = "auto" | "default" | "flex" | "scale" | "priority" | "fast"

/** OpenAI's `chat.completion` with routing metadata. */
export interface ChatCompletion {
  readonly id: string
  readonly object: "chat.completion"
  /** Unix seconds. */
  readonly created: number
  readonly model: string
  readonly choices: Array<CompletionChoice>
  readonly usage?: CompletionUsage
  readonly service_tier?: ServiceTier
  readonly system_fingerprint?: string
  readonly routing_metadata: RoutingMetadata
}

/** The partial answer of an interrupted stream: choices that did not finish have no `finish_reason`. */
export interface PartialCompletion extends Omit<ChatCompletion, "choices"> {
  readonly choices: Array<
    Omit<CompletionChoice, "finish_reason"> & { readonly finish_reason: FinishReason | null }
  >
}
