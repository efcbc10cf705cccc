import type { EmbeddingsDeclaration } from "@turnout/wire/Vendor"
import * as OpenAiEmbeddings from "@turnout/wire/OpenAiEmbeddings"

/** The SDK's `EmbeddingRequest`; a field that the API does not know is a 422. */
export const embeddings: EmbeddingsDeclaration<unknown> = {
  protocol: OpenAiEmbeddings.make({
    dimensions: "output_dimension",
    user: false,
    unlisted: "drop",
    facts: { batch: 32 }
  }),
  path: "/embeddings",
  models: [{ match: /^mistral-embed/, facts: { dimensions: { usual: 1_024 }, resizes: "no" } }]
}
