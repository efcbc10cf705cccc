import type { ModelIds } from "@turnout/catalog/ModelIds"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { EmbeddingRequest } from "@turnout/core/EmbeddingRequest"
import type { ResponseRequest } from "@turnout/responses/ResponseRequest"

/** Names of the models that the catalog knows of these vendors: `"gpt-5" satisfies KnownModelId<"openai">`. */
export type KnownModelId<V extends string> = ModelIds[Extract<V, keyof ModelIds>]

/** A model as a caller names it: those that are known are completed, and every other one is taken. */
export type ModelId<V extends string> = KnownModelId<V> | (string & {})

/** A request to a router with accounts at these vendors. */
export interface AskedOf<V extends string> extends ChatRequest {
  /** A canonical id, an alias, `model@provider`; exactly one of this and `gateway.models`. */
  readonly model?: ModelId<V> | null | undefined
}

/** A Responses request to a router with accounts at these vendors. */
export interface ResponseOf<V extends string> extends ResponseRequest {
  /** A canonical id, an alias, `model@provider`; exactly one of this and `gateway.models`. */
  readonly model?: ModelId<V> | null | undefined
}

/** Likewise, for vectors. */
export interface EmbeddingAskedOf<V extends string> extends EmbeddingRequest {
  /** A canonical id, an alias, `model@provider`; exactly one of this and `gateway.models`. */
  readonly model?: ModelId<V> | null | undefined
}
