import type { ChatCompletion, CompletionUsage, PartialCompletion } from "@turnout/core/ChatCompletion"
import type { Base64EmbeddingResponse, CreateEmbeddingResponse } from "@turnout/core/CreateEmbeddingResponse"
import type { Decision } from "@turnout/core/Decision"
import type { FinishReason } from "@turnout/core/Event"
import type { Embedding } from "@turnout/core/Embedding"
import type { Metadata } from "@turnout/core/Gateway"
import type { Confidence } from "@turnout/core/Price"
import type { Request } from "@turnout/core/Request"
import type { RouterError } from "@turnout/core/RouterError"
import type { AttemptRecord, RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type * as Context from "effect/Context"
import type { Principal } from "./Principal.ts"

/**
 * The record of one call, written exactly once whatever its outcome. Plain JSON. Request and response bodies are
 * included only if the host asks for them and the caller permits it (`log_query_body`, `log_response_body`); keys never
 * are.
 */
export interface Receipt {
  readonly outcome: "answered" | "failed" | "interrupted"
  /** Absent if the request could not be parsed. */
  readonly id?: string
  readonly stream: boolean
  /** Clock reading at the start of the call. */
  readonly started_at: number
  readonly duration_ms: number
  /** What the call asked for, without its words. Absent if the request could not be parsed. */
  readonly asked?: Asked
  /** The answer's envelope, without its words. */
  readonly answer?: Told
  /** Routing metadata of the answer. */
  readonly routing?: Omit<RoutingMetadata, "attempts" | "decision">
  /** Sum over all attempts. With confidence `unknown` it is a lower bound. */
  readonly cost: { readonly usd: number; readonly confidence: Confidence }
  readonly usage?: CompletionUsage
  /**
   * What the call was expected to cost where it was answered, and at the dearest endpoint that could have answered. Included
   * only if the host asks for it, of an answer whose prices are known.
   */
  readonly estimates?: { readonly answering_usd: number; readonly dearest_usd: number }
  readonly attempts: ReadonlyArray<AttemptRecord>
  /**
   * The table behind the choice; of an array of requests, that of the last which was decided. Included only if the host asks
   * for it, of a call that was decided.
   */
  readonly decision?: Decision
  readonly error?: Pick<RouterError, "type" | "code" | "status" | "message" | "param">
  /** The caller's `metadata`, for the host's own records. */
  readonly metadata: Metadata
  readonly signature?: string
  readonly principal: Principal
  /** Where the call is copied to (`RouterOptions.shadow`), and the id of the copy, which has a receipt of its own. */
  readonly shadow?: { readonly id: string; readonly to: string }
  /** It is such a copy: the id of the call that it copies. Its answer was discarded, and the host pays for it. */
  readonly shadow_of?: string
  readonly request?: Request
  readonly response?: ChatCompletion | PartialCompletion
  /** The answer to an embedding request, likewise. */
  readonly embeddings?: CreateEmbeddingResponse | Base64EmbeddingResponse
}

/** Parameters of a request that hold none of its words. */
export interface Asked extends Pick<
  Request,
  | "temperature"
  | "top_p"
  | "top_k"
  | "presence_penalty"
  | "frequency_penalty"
  | "max_completion_tokens"
  | "seed"
  | "n"
  | "reasoning_effort"
> {
  /** Model expressions, as asked: one, or the items of `gateway.models`. */
  readonly models: ReadonlyArray<string>
  /** Default: text. */
  readonly response_format?: "json_object" | "json_schema"
  /** It asked for vectors: of how many inputs, and in which form. */
  readonly embedding?: Pick<Embedding, "dimensions" | "encoding_format" | "input_type"> & {
    readonly inputs: number
  }
}

export interface Told {
  readonly id: string
  /** Of each choice, in order. */
  readonly finish_reasons: ReadonlyArray<FinishReason>
}

/**
 * Receives receipts. It is called synchronously on the request path and must return quickly. It is not waited for: what
 * it throws or rejects with fails no call, and is logged the first time. `opened`: what `Observation.opened` returned.
 */
export type Observe = (receipt: Receipt, opened?: unknown) => void

/** What the host observes. Several observe one router by `Observers.all`. */
export interface Observation {
  /** Called with the receipt of every call. */
  readonly receipt: Observe
  /** Whether receipts include request and response, where the caller permits it. Default: false. */
  readonly bodies?: boolean | undefined
  /** Whether receipts include `estimates`. Default: false. */
  readonly estimates?: boolean | undefined
  /** Whether receipts include `decision`, which is computed for each call then. Default: false. */
  readonly decisions?: boolean | undefined
  /**
   * Called when a call begins, with the context of its fiber; its receipt is told with what this returned, such as the span
   * that was active. Held as long as the call.
   */
  readonly opened?: ((context: Context.Context<never>) => unknown) | undefined
}
