import type { Message, MessageCount } from "@turnout/messages/Message"
import type { MessageEvent } from "@turnout/messages/MessageEvent"
import type { CountRequest, MessageRequest } from "@turnout/messages/MessageRequest"
import type { Plan } from "@turnout/router/Plan"
import type { AnswerStream } from "./AnswerStream.ts"
import type { CallOptions } from "./Calls.ts"
import type { ModelId } from "./ModelId.ts"

export type { CountRequest, MessageRequest } from "@turnout/messages/MessageRequest"
export type { Message, MessageCount } from "@turnout/messages/Message"
export type { MessageEvent } from "@turnout/messages/MessageEvent"

/** A request of the Messages API to a router with accounts at these vendors. */
export interface MessageOf<V extends string> extends MessageRequest {
  readonly model?: ModelId<V> | null | undefined
}

/** The events of a message. */
export type MessageStream = AnswerStream<MessageEvent>

/** Anthropic's Messages API, answered by any model. */
export interface Messages<V extends string = string> {
  /** Resolves with a message or, with `stream: true`, with its events once the first content arrived. */
  readonly create: {
    (
      request: MessageOf<V> & { readonly stream?: false | null | undefined },
      options?: CallOptions
    ): Promise<Message>
    (request: MessageOf<V> & { readonly stream: true }, options?: CallOptions): Promise<MessageStream>
    (request: MessageOf<V>, options?: CallOptions): Promise<Message | MessageStream>
  }
  readonly stream: (request: MessageOf<V>, options?: CallOptions) => Promise<MessageStream>
  /** By the endpoint that would answer, where that counts; else an estimate. */
  readonly countTokens: (request: CountRequest, options?: CallOptions) => Promise<MessageCount>
  /** Decides and prepares request bodies without sending anything, as `router.plan` does for the other two APIs. */
  readonly plan: (request: MessageOf<V>, options?: CallOptions) => Promise<Plan>
}
