import type { Percentile } from "./Signals.ts"

/**
 * OpenAI's chat request with Turnout's extensions. Null and undefined are equivalent to absent for every optional
 * field. An `OpenAI.ChatCompletionCreateParams` is assignable. Fields that are not listed here are passed on to
 * endpoints with OpenAI's format.
 */
export interface ChatRequest {
  /** A canonical id, an alias, `model@provider`; exactly one of this and `gateway.models`. */
  readonly model?: string | null | undefined
  readonly messages: ReadonlyArray<MessageInput>
  /** 0–2. */
  readonly temperature?: number | null | undefined
  /** 0–1. */
  readonly top_p?: number | null | undefined
  readonly max_tokens?: number | null | undefined
  readonly max_completion_tokens?: number | null | undefined
  readonly reasoning_effort?:
    | "none"
    | "minimal"
    | "low"
    | "medium"
    | "high"
    | "xhigh"
    | "max"
    | "off"
    | null
    | undefined
  readonly stop?: string | ReadonlyArray<string> | null | undefined
  /** −2…2. */
  readonly presence_penalty?: number | null | undefined
  /** −2…2. */
  readonly frequency_penalty?: number | null | undefined
  /** Token id → −100…100. */
  readonly logit_bias?: { readonly [token: string]: number } | null | undefined
  readonly seed?: number | null | undefined
  readonly top_k?: number | null | undefined
  /** 0–1. */
  readonly min_p?: number | null | undefined
  /** 0–1. */
  readonly top_a?: number | null | undefined
  /** Above 0. */
  readonly repetition_penalty?: number | null | undefined
  /** At most 128 function tools. */
  readonly tools?: ReadonlyArray<ToolInput> | null | undefined
  readonly tool_choice?: ToolChoiceInput | null | undefined
  readonly parallel_tool_calls?: boolean | null | undefined
  readonly response_format?: ResponseFormatInput | null | undefined
  readonly stream?: boolean | null | undefined
  readonly stream_options?: StreamOptionsInput | null | undefined
  /** 1–10. */
  readonly n?: number | null | undefined
  readonly logprobs?: boolean | null | undefined
  /** 0–20; needs `logprobs`. */
  readonly top_logprobs?: number | null | undefined
  readonly user?: string | null | undefined
  readonly web_search_options?: WebSearchOptionsInput | null | undefined
  readonly verbosity?: "low" | "medium" | "high" | null | undefined
  readonly prompt_cache_key?: string | null | undefined
  readonly prompt_cache_options?: PromptCacheOptionsInput | null | undefined
  /** `in_memory` or `24h`; newer models take `prompt_cache_options` instead. */
  readonly prompt_cache_retention?: string | null | undefined
  /** At most 128 characters. */
  readonly safety_identifier?: string | null | undefined
  readonly moderation?: ModerationInput | null | undefined
  readonly gateway?: GatewayInput | null | undefined
  /** Native fields per provider id, alias or vendor. */
  readonly extensions?: { readonly [provider: string]: object } | null | undefined
  /** False: endpoints that would drop or clamp a parameter are excluded. Default: true. */
  readonly drop_params?: boolean | null | undefined
  readonly region?: string | null | undefined
  readonly use_custom_keys?: boolean | null | undefined
  /** Tags; a comma-separated text is split. Merged with `gateway.metadata.tags`. */
  readonly tags?: string | ReadonlyArray<string> | null | undefined
  readonly signature?: string | null | undefined
  readonly log_query_body?: boolean | null | undefined
  readonly log_response_body?: boolean | null | undefined
  /** @deprecated Use `tools`. */
  readonly functions?: ReadonlyArray<FunctionInput> | null | undefined
  /** @deprecated Use `tool_choice`. */
  readonly function_call?: "auto" | "none" | { readonly name: string } | null | undefined
  /** Dropped with a warning; use `gateway.metadata` for the host's records. */
  readonly metadata?: object | null | undefined
  /** Dropped with a warning; see `gateway.routing.optimize`. */
  readonly service_tier?: string | null | undefined
  /** Dropped with a warning. */
  readonly prediction?: object | null | undefined
  /** Dropped with a warning. */
  readonly store?: boolean | null | undefined
  /** Refused: audio output is not supported. */
  readonly audio?: object | null | undefined
  readonly modalities?: ReadonlyArray<string> | null | undefined
  /** @deprecated Use `gateway.models`. */
  readonly models?: ReadonlyArray<string> | null | undefined
  /** @deprecated Use `gateway.routing`. */
  readonly routing?: RoutingInput | null | undefined
  /** @deprecated Use `gateway.metadata`. */
  readonly auriko_metadata?: MetadataInput | null | undefined
}

export type MessageInput =
  | SystemInput
  | DeveloperInput
  | UserInput
  | AssistantInput
  | ToolMessageInput
  | FunctionMessageInput

export interface SystemInput {
  readonly role: "system"
  readonly content: string | ReadonlyArray<TextPartInput>
  readonly name?: string | null | undefined
}

export interface DeveloperInput {
  readonly role: "developer"
  readonly content: string | ReadonlyArray<TextPartInput>
  readonly name?: string | null | undefined
}

export interface UserInput {
  readonly role: "user"
  readonly content: string | ReadonlyArray<UserPartInput>
  readonly name?: string | null | undefined
}

export interface AssistantInput {
  readonly role: "assistant"
  readonly content?: string | ReadonlyArray<AssistantPartInput> | null | undefined
  readonly refusal?: string | null | undefined
  readonly name?: string | null | undefined
  readonly tool_calls?: ReadonlyArray<ToolCallInput> | null | undefined
  /** @deprecated Becomes a tool call. */
  readonly function_call?: { readonly name: string; readonly arguments: string } | null | undefined
  readonly audio?: { readonly id: string } | null | undefined
  readonly reasoning_content?: string | null | undefined
  /** As returned by an earlier answer. */
  readonly reasoning_details?: ReadonlyArray<ReasoningDetailInput> | null | undefined
  /** By vendor, as returned by an earlier answer; those that a vendor accepts are sent back. */
  readonly provider_fields?: ProviderFieldsInput
}

export type ProviderFieldsInput = { readonly [vendor: string]: object } | null | undefined

export interface ToolMessageInput {
  readonly role: "tool"
  readonly tool_call_id: string
  readonly content: string | ReadonlyArray<ToolPartInput>
}

/** @deprecated The result of a `function_call`. */
export interface FunctionMessageInput {
  readonly role: "function"
  readonly name: string
  readonly content?: string | null | undefined
}

export type UserPartInput = TextPartInput | ImagePartInput | AudioPartInput | FilePartInput
export type AssistantPartInput = TextPartInput | RefusalPartInput
export type ToolPartInput = TextPartInput | ImagePartInput

export interface CacheControlInput {
  readonly type: "ephemeral"
  readonly ttl?: "5m" | "1h" | null | undefined
}

/** Marks the end of a cached prefix in OpenAI's format. */
export interface PromptCacheBreakpointInput {
  readonly mode?: string | null | undefined
  readonly ttl?: string | null | undefined
}

/** Marks the end of a cached prefix of the prompt, in the format of either of two vendors. */
interface Breakpoints {
  readonly cache_control?: CacheControlInput | null | undefined
  readonly prompt_cache_breakpoint?: PromptCacheBreakpointInput | null | undefined
}

export interface TextPartInput extends Breakpoints {
  readonly type: "text"
  readonly text: string
}

export interface ImagePartInput extends Breakpoints {
  readonly type: "image_url"
  readonly image_url: {
    readonly url: string
    readonly detail?: "auto" | "low" | "high" | "original" | null | undefined
  }
}

export interface AudioPartInput extends Breakpoints {
  readonly type: "input_audio"
  readonly input_audio: { readonly data: string; readonly format: string }
}

export interface FilePartInput extends Breakpoints {
  readonly type: "file"
  readonly file: {
    readonly file_data?: string | null | undefined
    readonly file_id?: string | null | undefined
    readonly filename?: string | null | undefined
  }
}

export interface RefusalPartInput {
  readonly type: "refusal"
  readonly refusal: string
}

export type ToolCallInput = FunctionCallInput | CustomCallInput

export interface FunctionCallInput {
  readonly id: string
  readonly type: "function"
  readonly function: { readonly name: string; readonly arguments: string }
  readonly signature?: string | null | undefined
  readonly provider_fields?: ProviderFieldsInput
}

export interface CustomCallInput {
  readonly id: string
  readonly type: "custom"
  readonly custom: { readonly name: string; readonly input: string }
  readonly provider_fields?: ProviderFieldsInput
}

export interface ReasoningDetailInput {
  readonly type: string
  readonly text?: string | null | undefined
  readonly summary?: string | null | undefined
  readonly data?: string | null | undefined
  readonly signature?: string | null | undefined
  readonly id?: string | null | undefined
  readonly index?: number | null | undefined
  readonly format?: string | null | undefined
  readonly origin?:
    | {
        readonly format: string
        readonly provider: string
        readonly model: string
        readonly field?: string | null | undefined
      }
    | null
    | undefined
}

export interface FunctionInput {
  readonly name: string
  readonly description?: string | null | undefined
  /** JSON Schema. */
  readonly parameters?: object | null | undefined
  readonly strict?: boolean | null | undefined
}

/** A function tool, a custom tool (`custom`), or a tool that the provider runs (any other `type`). */
export interface ToolInput {
  readonly type: string
  readonly function?: FunctionInput | null | undefined
  readonly custom?:
    | {
        readonly name: string
        readonly description?: string | null | undefined
        readonly format?: object | null | undefined
      }
    | null
    | undefined
}

export type ToolChoiceInput =
  | "auto"
  | "required"
  | "none"
  | { readonly type: "function"; readonly function: { readonly name: string } }
  | { readonly type: "custom"; readonly custom: { readonly name: string } }
  | {
      readonly type: "allowed_tools"
      readonly allowed_tools: {
        readonly mode: "auto" | "required"
        readonly tools: ReadonlyArray<object>
      }
    }

export type ResponseFormatInput =
  | { readonly type: "text" }
  | { readonly type: "json_object" }
  | {
      readonly type: "json_schema"
      readonly json_schema: {
        readonly name: string
        readonly description?: string | null | undefined
        readonly schema?: object | null | undefined
        readonly strict?: boolean | null | undefined
      }
    }

export interface StreamOptionsInput {
  readonly include_usage?: boolean | null | undefined
  readonly include_obfuscation?: boolean | null | undefined
  readonly routing_events?: boolean | null | undefined
}

export interface WebSearchOptionsInput {
  readonly search_context_size?: string | null | undefined
  readonly user_location?:
    | {
        readonly type?: string | null | undefined
        readonly approximate?:
          | {
              readonly city?: string | null | undefined
              readonly country?: string | null | undefined
              readonly region?: string | null | undefined
              readonly timezone?: string | null | undefined
            }
          | null
          | undefined
      }
    | null
    | undefined
}

export interface PromptCacheOptionsInput {
  readonly mode?: string | null | undefined
  readonly ttl?: string | null | undefined
}

/** Moderation by the vendor. */
export interface ModerationInput {
  readonly model?: string | null | undefined
  readonly policy?:
    | {
        readonly input?: { readonly mode?: string | null | undefined } | null | undefined
        readonly output?: { readonly mode?: string | null | undefined } | null | undefined
      }
    | null
    | undefined
}

export interface GatewayInput {
  /** 1–10 model expressions. */
  readonly models?: ReadonlyArray<string> | null | undefined
  readonly routing?: RoutingInput | null | undefined
  readonly metadata?: MetadataInput | null | undefined
  /** Additional fields of `routing_metadata`. */
  readonly include?: ReadonlyArray<"attempts" | "decision"> | null | undefined
  readonly cache?: CacheInput | null | undefined
}

/** How the router's response cache is used, where the host has one. */
export interface CacheInput {
  /** `refresh`: asks a vendor and replaces what is kept; `only`: a 404 where nothing is kept. Default: the host's. */
  readonly mode?: "on" | "off" | "refresh" | "only" | null | undefined
  /** Oldest answer that is taken, and how long this one is kept, seconds: at most as long as the host says. */
  readonly ttl_s?: number | null | undefined
  /** Answers of another key are others: a version of the caller's own. At most 255 characters. */
  readonly key?: string | null | undefined
  /** With whom answers are shared: never more widely than the host says. */
  readonly scope?: "principal" | "workspace" | "router" | null | undefined
}

/** Numbers without a unit in their name are ratios from 0 to 1. */
export interface RoutingInput {
  readonly optimize?: string | null | undefined
  readonly weights?: WeightsInput | null | undefined
  readonly mode?: "pool" | "fallback" | null | undefined
  readonly providers?: ReadonlyArray<string> | null | undefined
  readonly exclude_providers?: ReadonlyArray<string> | null | undefined
  readonly prefer?: string | null | undefined
  readonly order?: ReadonlyArray<string> | null | undefined
  readonly max_ttft_ms?: number | null | undefined
  readonly min_throughput_tps?: number | null | undefined
  readonly ttft_percentile?: Percentile | null | undefined
  readonly throughput_percentile?: Percentile | null | undefined
  readonly min_success_rate?: number | null | undefined
  /** USD, on (input + output) / 2. */
  readonly max_cost_per_1m?: number | null | undefined
  /** USD, an upper bound of this request's cost. */
  readonly max_cost_usd?: number | null | undefined
  readonly data_policy?: "none" | "no_training" | "zdr" | null | undefined
  readonly quantizations?: ReadonlyArray<string> | null | undefined
  readonly regions?: ReadonlyArray<string> | null | undefined
  readonly tier?: string | null | undefined
  /** Of a dated model name: only that version (default), or another one where no endpoint has it, with a warning. */
  readonly version?: "exact" | "prefer" | null | undefined
  readonly require_parameters?: boolean | null | undefined
  readonly only_byok?: boolean | null | undefined
  readonly only_platform?: boolean | null | undefined
  readonly allow_fallbacks?: boolean | null | undefined
  readonly max_fallback_attempts?: number | null | undefined
  readonly deadline_ms?: number | null | undefined
  readonly connect_timeout_ms?: number | null | undefined
  readonly first_token_timeout_ms?: number | null | undefined
  readonly stall_timeout_ms?: number | null | undefined
  readonly attempt_timeout_ms?: number | null | undefined
  readonly hedge?:
    | {
        readonly after_ms?: number | null | undefined
        readonly after_percentile?: Percentile | null | undefined
        readonly max?: number | null | undefined
      }
    | null
    | undefined
  /** When a first content, or a whole answer, is late, and what that costs. */
  readonly slo?:
    | {
        readonly ttft_ms?: number | null | undefined
        readonly late_usd?: number | null | undefined
      }
    | null
    | undefined
  readonly on_interrupt?: "fail" | "restart" | "continue" | null | undefined
  readonly session?: string | null | undefined
  readonly selection?: "best" | "argmax" | "spread" | null | undefined
  readonly seed?: number | null | undefined
}

/** Each ≥ 0; `throughput` is another name for `tps`. */
export interface WeightsInput {
  readonly cost?: number | null | undefined
  readonly ttft?: number | null | undefined
  readonly tps?: number | null | undefined
  readonly throughput?: number | null | undefined
  readonly reliability?: number | null | undefined
  readonly quality?: number | null | undefined
}

export interface MetadataInput {
  /** At most 100 of at most 50 characters. */
  readonly tags?: ReadonlyArray<string> | null | undefined
  /** At most 255 characters. */
  readonly user_id?: string | null | undefined
  /** At most 255 characters. */
  readonly trace_id?: string | null | undefined
  /** At most 10; keys of 50, values of 200 characters. */
  readonly custom_fields?: { readonly [key: string]: string } | null | undefined
}
