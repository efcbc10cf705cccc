import type { ChatCompletion, CompletionUsage } from "@turnout/core/ChatCompletion"
import type { Base64EmbeddingResponse, CreateEmbeddingResponse } from "@turnout/core/CreateEmbeddingResponse"
import type { RouterError } from "@turnout/core/RouterError"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type { Told } from "../Receipt.ts"

/** The outcome of a call. */
export type CallOutcome =
  | {
      readonly outcome: "answered"
      readonly metadata: RoutingMetadata
      readonly usage: CompletionUsage | undefined
      readonly told: () => Told
      /** Computed only if it may be stored. */
      readonly response: () => ChatCompletion | CreateEmbeddingResponse | Base64EmbeddingResponse
    }
  | { readonly outcome: "failed"; readonly error: RouterError }
  | { readonly outcome: "interrupted" }
