import type { Response } from "@turnout/responses/Response"
import type { ResponseEvent } from "@turnout/responses/ResponseEvent"
import type { AnswerStream } from "./AnswerStream.ts"
import type { CallOptions } from "./Calls.ts"
import type { ResponseOf } from "./ModelId.ts"

/** OpenAI's Responses, answered by any model. */
export interface Responses<V extends string = string> {
  /** Resolves with a response or, with `stream: true`, with its events once its first content arrived. */
  readonly create: {
    (
      request: ResponseOf<V> & { readonly stream?: false | null | undefined },
      options?: CallOptions
    ): Promise<Response>
    (
      request: ResponseOf<V> & { readonly stream: true },
      options?: CallOptions
    ): Promise<AnswerStream<ResponseEvent>>
    (request: ResponseOf<V>, options?: CallOptions): Promise<Response | AnswerStream<ResponseEvent>>
  }
  /** The events, whatever `stream` says. */
  readonly stream: (request: ResponseOf<V>, options?: CallOptions) => Promise<AnswerStream<ResponseEvent>>
}
