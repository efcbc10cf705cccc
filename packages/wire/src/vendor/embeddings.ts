import type { ModelFacts, Protocol } from "../Embeddings.ts"
import type { Path } from "./apis.ts"

/** How a vendor gives embeddings: the part of its declaration that is loaded with the first request for some. */
export interface EmbeddingsDeclaration<O> {
  readonly protocol: Protocol | ((options: O) => Protocol)
  /** The path after the base URL. */
  readonly path: Path<O>
  readonly models?: ReadonlyArray<ModelFacts>
}
