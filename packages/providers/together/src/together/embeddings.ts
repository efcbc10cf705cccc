import type { EmbeddingsDeclaration } from "@turnout/wire/Vendor"
import * as OpenAiEmbeddings from "@turnout/wire/OpenAiEmbeddings"

/** The SDK's `EmbeddingCreateParams`: a model and inputs. What they come to is not counted. */
export const embeddings: EmbeddingsDeclaration<unknown> = {
  protocol: OpenAiEmbeddings.make({ user: false, unlisted: "drop", facts: { resizes: "no" } }),
  path: "/embeddings"
}
