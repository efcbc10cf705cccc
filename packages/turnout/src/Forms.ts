import type { Form } from "@turnout/core/Form"
import type { AnswerStream } from "./AnswerStream.ts"
import type { CallOptions } from "./Calls.ts"

/** Answers to requests of other APIs: doors are built on it. */
export interface Forms {
  /** The whole answer, in the API's form. */
  readonly answerAs: <Part, Whole>(form: Form<Part, Whole>, options?: CallOptions) => Promise<Whole>
  /** The same, streamed: resolves once the first content arrived. */
  readonly startAs: <Part, Whole>(
    form: Form<Part, Whole>,
    options?: CallOptions
  ) => Promise<AnswerStream<Part>>
}
