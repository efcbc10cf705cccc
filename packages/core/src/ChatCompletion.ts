import type { FinishReason } from "./Event.ts"
import type { Json, JsonObject } from "./Json.ts"
import type { ReasoningDetail } from "./Message.ts"
import type { RoutingMetadata } from "./RoutingMetadata.ts"

/** OpenAI's usage, with cost in USD; details that the vendor did not report are absent. */
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
  }
  readonly cost?: number
}

export type CompletionToolCall =
  | {
      readonly id: string
      readonly type: "function"
      readonly function: { readonly name: string; readonly arguments: string }
      readonly signature?: string
    }
  | {
      readonly id: string
      readonly type: "custom"
      readonly custom: { readonly name: string; readonly input: string }
    }

export interface CompletionMessage {
  readonly role: "assistant"
  readonly content: string | null
  readonly refusal: string | null
  readonly tool_calls?: Array<CompletionToolCall>
  readonly annotations?: Array<JsonObject>
  readonly reasoning_content?: string
  readonly reasoning_details?: ReadonlyArray<ReasoningDetail>
}

export interface CompletionLogprobs {
  readonly content: Array<Json> | null
  readonly refusal: Array<Json> | null
}

export interface CompletionChoice {
  readonly index: number
  readonly message: CompletionMessage
  readonly logprobs: CompletionLogprobs | null
  readonly finish_reason: FinishReason
  readonly native_finish_reason?: string
}

/** OpenAI's `chat.completion`, and how it came about. */
export interface ChatCompletion {
  readonly id: string
  readonly object: "chat.completion"
  /** Unix seconds. */
  readonly created: number
  readonly model: string
  readonly choices: Array<CompletionChoice>
  readonly usage?: CompletionUsage
  readonly system_fingerprint?: string
  readonly service_tier?: string
  readonly routing_metadata: RoutingMetadata
}
