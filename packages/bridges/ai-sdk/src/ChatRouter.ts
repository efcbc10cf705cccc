import type { Form } from "@turnout/core/Form"

export interface CallOptions {
  readonly signal?: AbortSignal | null | undefined
}

/** What is needed of a router to answer chats: `TurnoutRouter` has it. */
export interface ChatRouter {
  readonly answerAs: <Part, Whole>(form: Form<Part, Whole>, options?: CallOptions) => Promise<Whole>
  readonly startAs: <Part, Whole>(
    form: Form<Part, Whole>,
    options?: CallOptions
  ) => Promise<AsyncIterable<Part>>
}
