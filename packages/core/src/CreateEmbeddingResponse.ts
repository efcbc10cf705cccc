import type { RoutingMetadata } from "./RoutingMetadata.ts"

/** OpenAI's answer to an embedding request with routing metadata. `E`: how a vector is written. */
export interface CreateEmbeddingResponse<E extends Array<number> | string = Array<number>> {
  readonly object: "list"
  /** The model that the vendor reports, else the id that was sent. */
  readonly model: string
  /** One per input, in its order. */
  readonly data: Array<EmbeddingVector<E>>
  readonly usage: EmbeddingUsage
  readonly routing_metadata: RoutingMetadata
}

export interface EmbeddingVector<E extends Array<number> | string = Array<number>> {
  readonly object: "embedding"
  readonly index: number
  readonly embedding: E
}

export interface EmbeddingUsage {
  readonly prompt_tokens: number
  readonly total_tokens: number
  /** USD; absent if it is unknown. */
  readonly cost?: number
  /** The vendor counted nothing: the tokens are our estimate, and the cost is assumed. */
  readonly estimated?: true
}

/** A vector as text (`encoding_format: "base64"`). */
export type Base64EmbeddingResponse = CreateEmbeddingResponse<string>
