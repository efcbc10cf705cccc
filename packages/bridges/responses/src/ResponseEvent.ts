import type { OutputItem, OutputRefusal, OutputText, Response, TextLogprob, UrlCitation } from "./Response.ts"

interface Numbered {
  /** Dense, from 0. */
  readonly sequence_number: number
}

interface OfItem extends Numbered {
  readonly item_id: string
  readonly output_index: number
}

interface OfPart extends OfItem {
  readonly content_index: number
}

interface OfSummary extends OfItem {
  readonly summary_index: number
}

export interface LifecycleEvent<Type extends string> extends Numbered {
  readonly type: Type
  readonly response: Response
}

export interface ItemEvent<Type extends string> extends Numbered {
  readonly type: Type
  readonly output_index: number
  readonly item: OutputItem
}

export interface PartEvent<Type extends string> extends OfPart {
  readonly type: Type
  readonly part: OutputText | OutputRefusal
}

export interface TextDeltaEvent extends OfPart {
  readonly type: "response.output_text.delta"
  readonly delta: string
  readonly logprobs: Array<TextLogprob>
}

export interface TextDoneEvent extends OfPart {
  readonly type: "response.output_text.done"
  readonly text: string
  readonly logprobs: Array<TextLogprob>
}

export interface AnnotationAddedEvent extends OfPart {
  readonly type: "response.output_text.annotation.added"
  readonly annotation_index: number
  readonly annotation: UrlCitation
}

export interface RefusalDeltaEvent extends OfPart {
  readonly type: "response.refusal.delta"
  readonly delta: string
}

export interface RefusalDoneEvent extends OfPart {
  readonly type: "response.refusal.done"
  readonly refusal: string
}

export interface SummaryPartEvent<Type extends string> extends OfSummary {
  readonly type: Type
  readonly part: { readonly type: "summary_text"; readonly text: string }
}

export interface SummaryDeltaEvent extends OfSummary {
  readonly type: "response.reasoning_summary_text.delta"
  readonly delta: string
}

export interface SummaryDoneEvent extends OfSummary {
  readonly type: "response.reasoning_summary_text.done"
  readonly text: string
}

export interface ArgumentsDeltaEvent extends OfItem {
  readonly type: "response.function_call_arguments.delta"
  readonly delta: string
}

export interface ArgumentsDoneEvent extends OfItem {
  readonly type: "response.function_call_arguments.done"
  readonly arguments: string
}

export interface CustomInputDeltaEvent extends OfItem {
  readonly type: "response.custom_tool_call_input.delta"
  readonly delta: string
}

export interface CustomInputDoneEvent extends OfItem {
  readonly type: "response.custom_tool_call_input.done"
  readonly input: string
}

/** What broke an answer that had begun; `response.failed` follows. Both forms that clients know: nested and flat. */
export interface ErrorEvent extends Numbered {
  readonly type: "error"
  readonly code: string | null
  readonly message: string
  readonly param: string | null
  readonly error: {
    readonly type: string
    readonly code: string
    readonly message: string
    readonly param: string | null
  }
}

/**
 * OpenAI's events of a response; assignable to the SDK's type. An endpoint that speaks Responses has its own events handed
 * on, those of its tools too.
 */
export type ResponseEvent =
  | LifecycleEvent<"response.created">
  | LifecycleEvent<"response.in_progress">
  | LifecycleEvent<"response.completed">
  | LifecycleEvent<"response.incomplete">
  | LifecycleEvent<"response.failed">
  | ItemEvent<"response.output_item.added">
  | ItemEvent<"response.output_item.done">
  | PartEvent<"response.content_part.added">
  | PartEvent<"response.content_part.done">
  | TextDeltaEvent
  | TextDoneEvent
  | AnnotationAddedEvent
  | RefusalDeltaEvent
  | RefusalDoneEvent
  | SummaryPartEvent<"response.reasoning_summary_part.added">
  | SummaryPartEvent<"response.reasoning_summary_part.done">
  | SummaryDeltaEvent
  | SummaryDoneEvent
  | ArgumentsDeltaEvent
  | ArgumentsDoneEvent
  | CustomInputDeltaEvent
  | CustomInputDoneEvent
  | ErrorEvent
