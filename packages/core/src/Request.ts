import type { Embedding } from "./Embedding.ts"
import type { Json, JsonObject } from "./Json.ts"
import type { Message } from "./Message.ts"
import type { Source } from "./Source.ts"
import type { Tool, ToolChoice } from "./Tool.ts"

/** The levels of `reasoning_effort`; `off` has become `none`. */
export type ReasoningEffort = "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | "max"

export type ResponseFormat =
  | { readonly type: "text" }
  | { readonly type: "json_object" }
  | {
      readonly type: "json_schema"
      readonly json_schema: {
        readonly name: string
        readonly description?: string
        readonly schema?: JsonObject
        readonly strict?: boolean
      }
    }

/**
 * What normalize leaves of a chat request and fit bends: one spelling for each idea, absent means absent, no
 * nulls but for the content of an assistant's turn, nothing that is the router's or the host's. Immutable: every attempt derives its own.
 */
export interface Request {
  readonly messages: ReadonlyArray<Message>
  /** It asks for vectors of these inputs, and not for an answer to messages: there are none then. */
  readonly embedding?: Embedding
  readonly stream: boolean
  readonly temperature?: number
  readonly top_p?: number
  readonly top_k?: number
  readonly min_p?: number
  readonly top_a?: number
  readonly repetition_penalty?: number
  readonly presence_penalty?: number
  readonly frequency_penalty?: number
  readonly logit_bias?: { readonly [token: string]: number }
  readonly seed?: number
  readonly n?: number
  /** `max_tokens` is folded in: the protocol decides which name the endpoint takes. */
  readonly max_completion_tokens?: number
  /** The caller's name for a parameter that has two, for servers of which it is unknown which one they accept. */
  readonly spelled?: { readonly max_completion_tokens?: "max_tokens" | "max_completion_tokens" }
  readonly stop?: ReadonlyArray<string>
  readonly logprobs?: boolean
  readonly top_logprobs?: number
  readonly tools?: ReadonlyArray<Tool>
  readonly tool_choice?: ToolChoice
  readonly parallel_tool_calls?: boolean
  readonly response_format?: ResponseFormat
  readonly reasoning_effort?: ReasoningEffort
  readonly verbosity?: "low" | "medium" | "high"
  readonly web_search_options?: JsonObject
  readonly prompt_cache_key?: string
  readonly prompt_cache_options?: JsonObject
  readonly prompt_cache_retention?: string
  readonly safety_identifier?: string
  readonly moderation?: JsonObject
  readonly user?: string
  /** Other than text; a constraint, never sent by a protocol that has no home for it. */
  readonly modalities?: ReadonlyArray<string>
  /** Keys of `stream_options` other than `include_usage`, which is always requested. */
  readonly stream_options?: JsonObject
  /** Top-level fields that the contract does not know, as they came. */
  readonly unknown?: { readonly [key: string]: Json }
  /** Native fields per provider id, alias or vendor, cleaned of what extensions cannot carry. */
  readonly extensions?: { readonly [provider: string]: JsonObject }
  /** What the caller wrote, if that was another API's request. Fit takes it out: no protocol meets it here. */
  readonly source?: Source
}

/** Whether the model is asked to reason: an effort above none. An absent effort is the endpoint's own default. */
export const reasons = (request: Request): boolean =>
  request.reasoning_effort !== undefined && request.reasoning_effort !== "none"
