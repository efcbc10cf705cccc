import type {
  CompletionAnnotation,
  CompletionLogprobs,
  CompletionUsage,
  ServiceTier
} from "./ChatCompletion.ts"
import type { FinishReason } from "./Event.ts"
import type { ProviderFields, ReasoningDetail } from "./Message.ts"
import type { RoutingMetadata } from "./RoutingMetadata.ts"

export interface ChunkToolCall {
  readonly index: number
  readonly id?: string
  readonly type?: "function" | "custom"
  readonly function?: { readonly name?: string; readonly arguments?: string }
  readonly custom?: { readonly name?: string; readonly input?: string }
  readonly signature?: string
  readonly provider_fields?: ProviderFields
}

export interface ChunkDelta {
  readonly role?: "assistant"
  readonly content?: string | null
  readonly refusal?: string | null
  readonly tool_calls?: Array<ChunkToolCall>
  readonly reasoning_content?: string
  /** Once per choice, complete, on the chunk before the one with `finish_reason`; `annotations` and `provider_fields` too. */
  readonly reasoning_details?: ReadonlyArray<ReasoningDetail>
  readonly annotations?: Array<CompletionAnnotation>
  readonly provider_fields?: ProviderFields
}

export interface ChunkChoice {
  readonly index: number
  readonly delta: ChunkDelta
  readonly logprobs?: CompletionLogprobs | null
  readonly finish_reason: FinishReason | null
  readonly native_finish_reason?: string | null
  /** On the chunk with `finish_reason`. */
  readonly provider_fields?: ProviderFields
}

/**
 * The answer continues at the endpoint `to`. `reset`: from the start, everything before is void; `switched`: from
 * where it was interrupted.
 */
export interface RoutingEvent {
  readonly type: "reset" | "switched"
  readonly from: string
  readonly to: string
}

/** OpenAI's `chat.completion.chunk`; the last one has no choices, but usage and routing metadata. */
export interface ChatCompletionChunk {
  readonly id: string
  readonly object: "chat.completion.chunk"
  /** Unix seconds. */
  readonly created: number
  readonly model: string
  readonly service_tier?: ServiceTier
  readonly system_fingerprint?: string
  readonly choices: Array<ChunkChoice>
  readonly usage?: CompletionUsage | null
  readonly routing_metadata?: RoutingMetadata
  /** On a chunk without choices; see `gateway.routing.on_interrupt`. */
  readonly routing_event?: RoutingEvent
}
