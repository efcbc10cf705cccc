import type { ChatRequest } from "@turnout/core/ChatRequest"

type RouterFields = Pick<
  ChatRequest,
  | "gateway"
  | "extensions"
  | "drop_params"
  | "region"
  | "use_custom_keys"
  | "tags"
  | "signature"
  | "log_query_body"
  | "log_response_body"
>

/**
 * Anthropic's request with Turnout's extensions. An `Anthropic.MessageCreateParams` is assignable. Null and undefined are
 * equivalent to absent for every optional field. Fields that are not listed here are sent to endpoints that speak this API.
 */
export interface MessageRequest extends RouterFields {
  /** Any model expression; exactly one of this and `gateway.models`. A suffix `[1m]` is left out. */
  readonly model?: string | null | undefined
  readonly max_tokens: number
  readonly messages: ReadonlyArray<MessageParam>
  readonly system?: string | ReadonlyArray<TextBlockInput> | null | undefined
  readonly stream?: boolean | null | undefined
  readonly stop_sequences?: ReadonlyArray<string> | null | undefined
  readonly temperature?: number | null | undefined
  readonly top_p?: number | null | undefined
  readonly top_k?: number | null | undefined
  readonly thinking?: ThinkingInput | null | undefined
  readonly output_config?:
    | {
        readonly effort?: "low" | "medium" | "high" | "xhigh" | "max" | null | undefined
        readonly format?:
          | { readonly type: "json_schema"; readonly schema: { readonly [key: string]: unknown } }
          | null
          | undefined
      }
    | null
    | undefined
  /** Tools of the caller (`custom`, the default type), and those that Anthropic runs. */
  readonly tools?: ReadonlyArray<ToolInput | OtherInput> | null | undefined
  readonly tool_choice?: ToolChoiceInput | null | undefined
  readonly metadata?: { readonly user_id?: string | null | undefined } | null | undefined
  readonly service_tier?: "auto" | "standard_only" | null | undefined
  readonly speed?: "standard" | "fast" | null | undefined
  readonly cache_control?: CacheControlInput | null | undefined
  readonly container?: string | object | null | undefined
  readonly context_management?: object | null | undefined
  readonly mcp_servers?: ReadonlyArray<object> | null | undefined
  readonly inference_geo?: string | null | undefined
  readonly diagnostics?: object | null | undefined
  readonly user_profile_id?: string | null | undefined
  readonly workspace_id?: string | null | undefined
}

/** What is counted: `max_tokens` is not asked for. */
export type CountRequest = Omit<MessageRequest, "max_tokens"> & {
  readonly max_tokens?: number | null | undefined
}

export type MessageParam =
  | {
      readonly role: "user" | "assistant"
      readonly content: string | ReadonlyArray<ContentBlockInput>
    }
  /** The newer spelling of instructions. */
  | { readonly role: "system"; readonly content?: string | ReadonlyArray<OtherInput> | null | undefined }

export interface CacheControlInput {
  readonly type: "ephemeral"
  readonly ttl?: "5m" | "1h" | null | undefined
}

interface Cached {
  readonly cache_control?: CacheControlInput | null | undefined
}

export interface TextBlockInput extends Cached {
  readonly type: "text"
  readonly text: string
  readonly citations?: ReadonlyArray<object> | null | undefined
}

export interface ImageBlockInput extends Cached {
  readonly type: "image"
  readonly source:
    | { readonly type: "base64"; readonly media_type: string; readonly data: string }
    | { readonly type: "url"; readonly url: string }
    | { readonly type: "file"; readonly file_id: string }
}

export interface DocumentBlockInput extends Cached {
  readonly type: "document"
  readonly source:
    | { readonly type: "base64"; readonly media_type: string; readonly data: string }
    | { readonly type: "text"; readonly media_type: string; readonly data: string }
    | { readonly type: "content"; readonly content: string | ReadonlyArray<OtherInput> }
    | { readonly type: "url"; readonly url: string }
    | { readonly type: "file"; readonly file_id: string }
  readonly title?: string | null | undefined
  readonly context?: string | null | undefined
  readonly citations?: { readonly enabled?: boolean | undefined } | null | undefined
}

export interface ToolUseBlockInput extends Cached {
  readonly type: "tool_use"
  readonly id: string
  readonly name: string
  /** An object. */
  readonly input: unknown
}

export interface ToolResultBlockInput extends Cached {
  readonly type: "tool_result"
  readonly tool_use_id: string
  readonly content?: string | ReadonlyArray<OtherInput> | null | undefined
  readonly is_error?: boolean | null | undefined
}

export interface ThinkingBlockInput {
  readonly type: "thinking"
  readonly thinking: string
  /** As an earlier answer gave it. */
  readonly signature: string
}

export interface RedactedThinkingBlockInput {
  readonly type: "redacted_thinking"
  readonly data: string
}

/** Anything of another type: endpoints that speak this API are sent it as it is. */
export interface OtherInput {
  readonly type?: string | null | undefined
}

export type ContentBlockInput =
  | TextBlockInput
  | ImageBlockInput
  | DocumentBlockInput
  | ToolUseBlockInput
  | ToolResultBlockInput
  | ThinkingBlockInput
  | RedactedThinkingBlockInput
  | OtherInput

export type ThinkingInput =
  | {
      readonly type: "enabled"
      /** At least 1,024. */
      readonly budget_tokens: number
      readonly display?: string | null | undefined
    }
  | { readonly type: "adaptive"; readonly display?: string | null | undefined }
  | { readonly type: "disabled" }
  | { readonly type: "between_tools" }

export interface ToolInput extends Cached {
  readonly name: string
  readonly type?: "custom" | null | undefined
  readonly description?: string | null | undefined
  /** JSON Schema of an object. */
  readonly input_schema: { readonly type: "object" }
  readonly strict?: boolean | null | undefined
}

export type ToolChoiceInput =
  | { readonly type: "auto" | "any"; readonly disable_parallel_tool_use?: boolean | null | undefined }
  | {
      readonly type: "tool"
      readonly name: string
      readonly disable_parallel_tool_use?: boolean | null | undefined
    }
  | { readonly type: "none" }
