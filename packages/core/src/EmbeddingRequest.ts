import type { MetadataInput, RoutingInput } from "./ChatRequest.ts"
import type { EncodingFormat, InputType } from "./Embedding.ts"

/**
 * OpenAI's embedding request with `gateway` and `extensions`. Null is the same as absent, for every optional field.
 */
export interface EmbeddingRequest {
  /** A model expression. Exactly one of this and `gateway.models`. */
  readonly model?: string | null | undefined
  /** One text or several, or one or several as arrays of the model's own tokens. None of them is empty. */
  readonly input:
    | string
    | ReadonlyArray<string>
    | ReadonlyArray<number>
    | ReadonlyArray<ReadonlyArray<number>>
  /** Numbers of a vector, at least 1. An endpoint that cannot give so many is no candidate. */
  readonly dimensions?: number | null | undefined
  /** Default: `float`. Both are given whatever the vendor sends. */
  readonly encoding_format?: EncodingFormat | null | undefined
  readonly user?: string | null | undefined
  readonly gateway?: EmbeddingGatewayInput | null | undefined
  /** Native fields, by provider id, alias or vendor. */
  readonly extensions?: { readonly [provider: string]: object } | null | undefined
  /** False: an endpoint that would drop an optional parameter is no candidate. Default: true. */
  readonly drop_params?: boolean | null | undefined
  readonly region?: string | null | undefined
  readonly use_custom_keys?: boolean | null | undefined
  readonly tags?: string | ReadonlyArray<string> | null | undefined
  readonly signature?: string | null | undefined
  readonly log_query_body?: boolean | null | undefined
  readonly log_response_body?: boolean | null | undefined
}

export interface EmbeddingGatewayInput {
  /** 1–10 model expressions. They name one model, unless `routing.spaces` is `any`. */
  readonly models?: ReadonlyArray<string> | null | undefined
  readonly routing?: EmbeddingRoutingInput | null | undefined
  readonly metadata?: MetadataInput | null | undefined
  /** Additional fields of `routing_metadata`. */
  readonly include?: ReadonlyArray<"attempts" | "decision"> | null | undefined
  /** What the vectors are for. Endpoints that do not tell inputs apart are asked without it, with a warning. */
  readonly input_type?: InputType | null | undefined
}

export interface EmbeddingRoutingInput extends RoutingInput {
  /**
   * `one` (default): vectors come from one model, since those of two cannot be compared. `any`: whatever model answers;
   * the answer still comes from one of them whole.
   */
  readonly spaces?: "one" | "any" | null | undefined
}
