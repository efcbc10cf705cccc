import type { ChatCompletion } from "@turnout/core/ChatCompletion"
import type { Base64EmbeddingResponse, CreateEmbeddingResponse } from "@turnout/core/CreateEmbeddingResponse"
import type { Plan } from "@turnout/router/Plan"
import type { Keyring } from "@turnout/router/Keyring"
import type { Principal } from "@turnout/router/Principal"
import type * as AnswerStream from "./AnswerStream.ts"
import type { AskedOf, EmbeddingAskedOf, ResponseOf } from "./ModelId.ts"

export interface CallOptions {
  /** Aborts the upstream request; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | null | undefined
  /** The principal whose limits and budgets apply. It is set by the host, never taken from the request. */
  readonly principal?: Principal | null | undefined
  /** The caller's own keys, by the id of a provider: tried before the host's, and billed to no workspace. */
  readonly keys?: Keyring | null | undefined
  /**
   * The same request of the same principal with the same key gets the same answer, for 24 hours; another request with it is
   * refused (409). Errors are not kept.
   */
  readonly idempotency_key?: string | undefined
}

export type UnaryRequest<V extends string = string> = AskedOf<V> & {
  readonly stream?: false | null | undefined
}
export type StreamedRequest<V extends string = string> = AskedOf<V> & { readonly stream: true }

/**
 * Resolves with a completion or, with `stream: true`, with a stream once its first content arrived. Of an array of
 * requests, which must agree in `stream`, the next is tried if the one before it failed.
 */
export interface Create<V extends string = string> {
  (request: UnaryRequest<V> | ReadonlyArray<UnaryRequest<V>>, options?: CallOptions): Promise<ChatCompletion>
  (
    request: StreamedRequest<V> | ReadonlyArray<StreamedRequest<V>>,
    options?: CallOptions
  ): Promise<AnswerStream.ChatStream>
  (
    request: AskedOf<V> | ReadonlyArray<AskedOf<V>>,
    options?: CallOptions
  ): Promise<ChatCompletion | AnswerStream.ChatStream>
}

/**
 * Resolves with a vector per input, in order: of one model, at one endpoint, however many upstream requests that takes.
 * `encoding_format: "base64"` gives them as text.
 */
export interface CreateEmbedding<V extends string = string> {
  (
    request: EmbeddingAskedOf<V> & { readonly encoding_format: "base64" },
    options?: CallOptions
  ): Promise<Base64EmbeddingResponse>
  (request: EmbeddingAskedOf<V>, options?: CallOptions): Promise<CreateEmbeddingResponse>
}

/** Plans one request of chat or of Responses, or each request of an array that can be tried, in order. */
export interface Planning<V extends string = string> {
  (request: AskedOf<V> | ResponseOf<V>, options?: CallOptions): Promise<Plan>
  (requests: ReadonlyArray<AskedOf<V>>, options?: CallOptions): Promise<ReadonlyArray<Plan>>
}

/** How a router is closed. */
export interface CloseOptions {
  /** Milliseconds that running calls and open streams have to end. Default: 0. */
  readonly drain_ms?: number | undefined
}
