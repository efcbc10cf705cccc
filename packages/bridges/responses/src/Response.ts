import type { ProviderFields, ReasoningOrigin } from "@turnout/core/Message"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"

export type ResponseStatus = "completed" | "failed" | "incomplete" | "in_progress"

/**
 * OpenAI's `response` with routing metadata; assignable to the SDK's type. An endpoint that speaks Responses has its own
 * answer handed on: items, tools and fields that are not listed here stand in it as they came.
 */
export interface Response {
  readonly id: string
  readonly object: "response"
  /** Unix seconds. */
  readonly created_at: number
  readonly completed_at?: number | null
  readonly status: ResponseStatus
  readonly error: ResponseError | null
  readonly incomplete_details: IncompleteDetails | null
  readonly instructions: string | null
  readonly max_output_tokens?: number | null
  readonly max_tool_calls?: number | null
  readonly model: string
  readonly output: Array<OutputItem>
  /** All text of the output, in order. */
  readonly output_text: string
  readonly parallel_tool_calls: boolean
  readonly previous_response_id?: null
  readonly prompt_cache_key?: string | null
  readonly reasoning?: EchoedReasoning | null
  readonly safety_identifier?: string | null
  readonly service_tier?: ResponseTier | null
  readonly store?: false
  readonly temperature: number | null
  readonly text?: EchoedText
  readonly tool_choice: EchoedToolChoice
  readonly tools: Array<EchoedTool>
  readonly top_logprobs?: number | null
  readonly top_p: number | null
  readonly truncation?: "auto" | "disabled" | null
  readonly user?: string
  readonly metadata: { [key: string]: string } | null
  readonly access_programs: null
  readonly background?: false
  /** Absent where the vendor told nothing. */
  readonly usage?: ResponseUsage
  /** On the response that ends an answer. */
  readonly routing_metadata?: RoutingMetadata
}

/** The tiers that OpenAI lists. Other values of vendors are passed on. */
export type ResponseTier = "auto" | "default" | "flex" | "scale" | "priority"

export interface ResponseError {
  readonly code: "server_error" | "rate_limit_exceeded" | "invalid_prompt"
  readonly message: string
}

export interface IncompleteDetails {
  readonly reason?: "max_output_tokens" | "content_filter"
}

/** Details that OpenAI's clients require are 0 where the vendor did not tell them. */
export interface ResponseUsage {
  readonly input_tokens: number
  readonly input_tokens_details: { readonly cached_tokens: number; readonly cache_write_tokens: number }
  readonly output_tokens: number
  readonly output_tokens_details: { readonly reasoning_tokens: number }
  readonly total_tokens: number
}

export interface EchoedReasoning {
  readonly effort: "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | "max" | null
  readonly summary: "auto" | "concise" | "detailed" | null
}

export interface EchoedText {
  readonly format: EchoedFormat
  readonly verbosity?: "low" | "medium" | "high"
}

export type EchoedFormat =
  | { readonly type: "text" }
  | { readonly type: "json_object" }
  | {
      readonly type: "json_schema"
      readonly name: string
      readonly schema: { [key: string]: unknown }
      readonly description?: string
      readonly strict?: boolean | null
    }

export type EchoedTool =
  | {
      readonly type: "function"
      readonly name: string
      readonly parameters: { [key: string]: unknown } | null
      readonly strict: boolean | null
      readonly description?: string | null
    }
  | { readonly type: "custom"; readonly name: string; readonly description?: string }

export type EchoedToolChoice =
  | "auto"
  | "required"
  | "none"
  | { readonly type: "function"; readonly name: string }
  | { readonly type: "custom"; readonly name: string }
  | {
      readonly type: "allowed_tools"
      readonly mode: "auto" | "required"
      readonly tools: Array<{ [key: string]: unknown }>
    }

export type OutputItem = OutputMessage | ReasoningItem | FunctionCallItem | CustomCallItem

export type ItemStatus = "in_progress" | "completed" | "incomplete"

export interface OutputMessage {
  readonly id: string
  readonly type: "message"
  readonly role: "assistant"
  readonly status: ItemStatus
  readonly content: Array<OutputText | OutputRefusal>
  /** The vendor's additional fields of the message, by vendor; those that a vendor accepts are sent back. */
  readonly provider_fields?: ProviderFields
}

export interface OutputText {
  readonly type: "output_text"
  readonly text: string
  readonly annotations: Array<UrlCitation>
  readonly logprobs: Array<TextLogprob>
}

export interface OutputRefusal {
  readonly type: "refusal"
  readonly refusal: string
}

/** OpenAI's only kind that other vendors have, too. Vendors' entries are passed on unchecked. */
export interface UrlCitation {
  readonly type: "url_citation"
  readonly url: string
  readonly title: string
  readonly start_index: number
  readonly end_index: number
}

export interface TopLogprob {
  readonly token: string
  readonly bytes: Array<number>
  readonly logprob: number
}

export interface TextLogprob extends TopLogprob {
  readonly top_logprobs: Array<TopLogprob>
}

export interface ReasoningItem {
  readonly id: string
  readonly type: "reasoning"
  readonly summary: Array<{ readonly type: "summary_text"; readonly text: string }>
  readonly content?: Array<{ readonly type: "reasoning_text"; readonly text: string }>
  /** What the vendor wants back; to be sent in the next `input` as it came. */
  readonly encrypted_content?: string | null
  readonly status?: ItemStatus
  /** On an item that its vendor made in this API: where it can go back to. */
  readonly origin?: ReasoningOrigin
}

export interface FunctionCallItem {
  readonly id: string
  readonly type: "function_call"
  readonly call_id: string
  readonly name: string
  /** The text that the model wrote: usually JSON, never repaired; `{}` where it wrote none. */
  readonly arguments: string
  readonly status: ItemStatus
  readonly provider_fields?: ProviderFields
}

export interface CustomCallItem {
  readonly id: string
  readonly type: "custom_tool_call"
  readonly call_id: string
  readonly name: string
  readonly input: string
  readonly provider_fields?: ProviderFields
}
