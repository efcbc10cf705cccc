import type * as Capabilities from "../Capabilities.ts"
import type { EmbeddingFacts } from "../Embedding.ts"
import type { DataPolicy, Limits, Tier } from "../Endpoint.ts"
import type { Price, Rates } from "../Price.ts"

/** USD per 1M tokens, as vendors print it; `web_search` and `request` in USD per call. */
export type UsdRates = Rates

/** A host's facts of one endpoint; they override the catalog field by field. */
export interface Stated {
  /** Canonical model, if the catalog does not list the id. */
  readonly model?: string
  readonly tier?: Tier
  readonly limits?: Limits
  readonly capabilities?: Capabilities.Override
  /** It gives embeddings, and answers no chat; what is known of its vectors. */
  readonly embeddings?: EmbeddingFacts
  /** One undated price; use `prices` for more. */
  readonly price?: UsdRates
  readonly prices?: ReadonlyArray<Price>
  readonly regions?: ReadonlyArray<string>
  readonly quantization?: string
  readonly data_policy?: DataPolicy
  readonly quality?: number
}
