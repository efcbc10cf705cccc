import type { GatewayInput } from "@turnout/core/ChatRequest"

/**
 * OpenAI's Responses request with Turnout's `gateway` and `extensions`. Null and undefined are equivalent to absent for
 * every field. An `OpenAI.Responses.ResponseCreateParams` is assignable. Nothing is stored: `store`, `background`,
 * `previous_response_id`, `conversation` and `prompt` are refused.
 */
export interface ResponseRequest {
  /** A canonical id, an alias, `model@provider`; exactly one of this and `gateway.models`. */
  readonly model?: string | null | undefined
  /** A text of the user's, or the conversation with all that earlier answers held. */
  readonly input?: string | ReadonlyArray<InputItem> | null | undefined
  readonly instructions?: string | null | undefined
  /** Function tools and custom tools; any other `type` only endpoints can run that speak Responses. */
  readonly tools?: ReadonlyArray<ToolInput> | null | undefined
  readonly tool_choice?: ToolChoiceInput | null | undefined
  readonly parallel_tool_calls?: boolean | null | undefined
  readonly max_output_tokens?: number | null | undefined
  readonly max_tool_calls?: number | null | undefined
  /** 0–2. */
  readonly temperature?: number | null | undefined
  /** 0–1. */
  readonly top_p?: number | null | undefined
  readonly top_k?: number | null | undefined
  /** 0–20. */
  readonly top_logprobs?: number | null | undefined
  readonly stream?: boolean | null | undefined
  readonly stream_options?: { readonly include_obfuscation?: boolean | null | undefined } | null | undefined
  readonly text?: TextInput | null | undefined
  readonly reasoning?: ReasoningInput | null | undefined
  /** The same as `reasoning.effort`. */
  readonly reasoning_effort?: Effort | null | undefined
  readonly truncation?: "auto" | "disabled" | null | undefined
  /** Repeated in the answer, and sent to endpoints that speak Responses alone. At most 16 keys. */
  readonly metadata?: { readonly [key: string]: string } | null | undefined
  readonly include?: ReadonlyArray<string> | null | undefined
  readonly user?: string | null | undefined
  readonly prompt_cache_key?: string | null | undefined
  readonly prompt_cache_options?: object | null | undefined
  readonly prompt_cache_retention?: string | null | undefined
  /** At most 128 characters. */
  readonly safety_identifier?: string | null | undefined
  readonly service_tier?: string | null | undefined
  readonly moderation?: object | null | undefined
  readonly context_management?: ReadonlyArray<object> | null | undefined
  /** Absent or false: answers are not stored. */
  readonly store?: boolean | null | undefined
  /** Absent or false: answers are not stored. */
  readonly background?: boolean | null | undefined
  readonly gateway?: GatewayInput | null | undefined
  /** Native fields per provider id, alias or vendor. */
  readonly extensions?: { readonly [provider: string]: object } | null | undefined
}

export type Effort = "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | "max" | "off"

export interface ReasoningInput {
  readonly effort?: Effort | null | undefined
  readonly summary?: "auto" | "concise" | "detailed" | null | undefined
  /** @deprecated The same as `summary`. */
  readonly generate_summary?: "auto" | "concise" | "detailed" | null | undefined
}

export interface TextInput {
  readonly format?: TextFormat | null | undefined
  readonly verbosity?: "low" | "medium" | "high" | null | undefined
}

export type TextFormat =
  | { readonly type: "text" }
  | { readonly type: "json_object" }
  | {
      readonly type: "json_schema"
      readonly name: string
      readonly schema: object
      readonly description?: string | null | undefined
      readonly strict?: boolean | null | undefined
    }

export type ToolInput = FunctionToolInput | CustomToolInput | OtherToolInput

export interface FunctionToolInput {
  readonly type: "function"
  readonly name: string
  readonly description?: string | null | undefined
  /** JSON Schema. */
  readonly parameters?: object | null | undefined
  readonly strict?: boolean | null | undefined
}

export interface CustomToolInput {
  readonly type: "custom"
  readonly name: string
  readonly description?: string | null | undefined
  readonly format?: object | null | undefined
}

/** A tool that the vendor runs, in its own words. */
export interface OtherToolInput {
  readonly type: string
}

export type ToolChoiceInput =
  | "auto"
  | "required"
  | "none"
  | { readonly type: "function"; readonly name: string }
  | { readonly type: "custom"; readonly name: string }
  | {
      readonly type: "allowed_tools"
      readonly mode: "auto" | "required"
      readonly tools: ReadonlyArray<object>
    }
  | OtherToolInput

/** One item of a conversation: a message, a call, its output, reasoning as it came, or an item of a vendor's own. */
export type InputItem =
  | InputMessage
  | FunctionCallInput
  | CustomCallInput
  | CallOutputInput
  | ReasoningItemInput
  | OtherItemInput

export interface InputMessage {
  readonly type?: "message" | null | undefined
  readonly role: "user" | "assistant" | "system" | "developer"
  readonly content: string | ReadonlyArray<InputPart>
}

export type InputPart =
  | { readonly type: "input_text" | "output_text"; readonly text: string }
  | { readonly type: "refusal"; readonly refusal: string }
  | {
      readonly type: "input_image"
      readonly image_url?: string | null | undefined
      readonly file_id?: string | null | undefined
      readonly detail?: "low" | "high" | "auto" | "original" | null | undefined
    }
  | {
      readonly type: "input_file"
      readonly file_data?: string | null | undefined
      readonly file_id?: string | null | undefined
      readonly file_url?: string | null | undefined
      readonly filename?: string | null | undefined
    }
  | { readonly type: string }

export interface FunctionCallInput {
  readonly type: "function_call"
  readonly call_id: string
  readonly name: string
  readonly arguments: string
  readonly id?: string | null | undefined
}

export interface CustomCallInput {
  readonly type: "custom_tool_call"
  readonly call_id: string
  readonly name: string
  readonly input: string
  readonly id?: string | null | undefined
}

export interface CallOutputInput {
  readonly type: "function_call_output" | "custom_tool_call_output"
  readonly call_id?: string | null | undefined
  readonly output: string | ReadonlyArray<InputPart>
}

export interface ReasoningItemInput {
  readonly type: "reasoning"
  readonly id: string
  readonly summary: ReadonlyArray<{ readonly type: "summary_text"; readonly text: string }>
  readonly content?:
    | ReadonlyArray<{ readonly type: "reasoning_text"; readonly text: string }>
    | null
    | undefined
  readonly encrypted_content?: string | null | undefined
}

export interface OtherItemInput {
  readonly type?: string | null | undefined
}
