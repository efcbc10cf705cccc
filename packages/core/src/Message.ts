import type { Json, JsonObject } from "./Json.ts"

/**
 * Messages as they stand after normalize: OpenAI's shapes, nulls gone, one spelling.
 * Fields that the contract does not name stay on the object (`StructWithRest`); a protocol that does not
 * speak OpenAI's format drops them with a ledger entry.
 */
export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage

export interface SystemMessage {
  readonly role: "system" | "developer"
  readonly content: string | ReadonlyArray<TextPart>
  readonly name?: string
}

export interface UserMessage {
  readonly role: "user"
  readonly content: string | ReadonlyArray<UserPart>
  readonly name?: string
}

export interface AssistantMessage {
  readonly role: "assistant"
  /** Null or `""` only beside calls, as the caller gave it: some servers want the key, though it holds nothing. */
  readonly content?: string | ReadonlyArray<TextPart | RefusalPart> | null
  readonly refusal?: string
  readonly name?: string
  readonly tool_calls?: ReadonlyArray<ToolCall>
  /** Plain text, for readers; what goes back to a vendor is `reasoning_details`. */
  readonly reasoning_content?: string
  readonly reasoning_details?: ReadonlyArray<ReasoningDetail>
  readonly audio?: { readonly id: string }
  readonly provider_fields?: ProviderFields
}

/** What vendors said beside what there are words for, by catalog id of the provider. */
export interface ProviderFields {
  readonly [vendor: string]: JsonObject
}

export interface ToolMessage {
  readonly role: "tool"
  readonly tool_call_id: string
  readonly content: string | ReadonlyArray<TextPart | ImagePart>
}

export type UserPart = TextPart | ImagePart | AudioPart | FilePart

/** Where a cached prefix of the prompt ends, in the words of two vendors. */
interface Breakpoints {
  readonly cache_control?: CacheControl
  readonly prompt_cache_breakpoint?: { readonly mode?: string; readonly ttl?: string }
}

export interface TextPart extends Breakpoints {
  readonly type: "text"
  readonly text: string
}

export interface ImagePart extends Breakpoints {
  readonly type: "image_url"
  /** `url` is http, https or a `data:` URI. */
  readonly image_url: { readonly url: string; readonly detail?: "auto" | "low" | "high" | "original" }
}

export interface AudioPart extends Breakpoints {
  readonly type: "input_audio"
  readonly input_audio: { readonly data: string; readonly format: string }
}

export interface FilePart extends Breakpoints {
  readonly type: "file"
  readonly file: { readonly file_data?: string; readonly file_id?: string; readonly filename?: string }
}

export interface RefusalPart {
  readonly type: "refusal"
  readonly refusal: string
}

export interface CacheControl {
  readonly type: "ephemeral"
  readonly ttl?: "5m" | "1h"
}

export type ToolCall = FunctionCall | CustomCall

export interface FunctionCall {
  readonly id: string
  readonly type: "function"
  /** `arguments` is the text the model wrote: usually JSON, never repaired. */
  readonly function: { readonly name: string; readonly arguments: string }
  /** A vendor's opaque signature on this call, to be sent back as it came. */
  readonly signature?: string
  readonly provider_fields?: ProviderFields
}

export interface CustomCall {
  readonly id: string
  readonly type: "custom"
  readonly custom: { readonly name: string; readonly input: string }
  readonly provider_fields?: ProviderFields
}

/** Where reasoning came from; it goes back only where `format` and `model` agree. */
export interface ReasoningOrigin {
  readonly format: string
  /** Catalog id of the provider. */
  readonly provider: string
  /** Canonical model id. */
  readonly model: string
  /** The vendor's field, where neither `format` nor the family tells it. */
  readonly field?: string
}

interface DetailBase {
  readonly id?: string
  readonly index?: number
  readonly format?: string
  readonly origin?: ReasoningOrigin
}

/** OpenRouter's public shape, which alone carries text, signature and encrypted payload together. */
export type ReasoningDetail =
  | (DetailBase & { readonly type: "reasoning.text"; readonly text: string; readonly signature?: string })
  | (DetailBase & { readonly type: "reasoning.summary"; readonly summary: string })
  | (DetailBase & { readonly type: "reasoning.encrypted"; readonly data: string })

/** The parts of any content, a string being one text part. */
export const partsOf = <P extends { readonly type: string }>(
  content: string | ReadonlyArray<P> | null | undefined
): ReadonlyArray<P | TextPart> =>
  content === undefined || content === null
    ? []
    : typeof content === "string"
      ? [{ type: "text", text: content }]
      : content

/** The text of any content, parts joined without a separator; parts that are not text are left out. */
export const textOf = (
  content: string | ReadonlyArray<{ readonly type: string }> | null | undefined
): string => {
  if (content === undefined || content === null) return ""
  if (typeof content === "string") return content
  let text = ""
  for (const part of content) if (part.type === "text") text += (part as TextPart).text
  return text
}

/** Keys of a message or part that the contract does not name, for protocols that must account for them. */
export type OpenFields = { readonly [key: string]: Json | undefined }
