import type { EmbeddingsDeclaration } from "@turnout/wire/Vendor"
import * as OpenAiEmbeddings from "@turnout/wire/OpenAiEmbeddings"

/** It refuses `encoding_format: "base64"`. */
export const embeddings: EmbeddingsDeclaration<unknown> = {
  protocol: OpenAiEmbeddings.make({
    format: "float",
    costs: [{ at: ["estimated_cost"], usd: 1, estimate: true }],
    facts: { batch: 1_024 }
  }),
  path: "/embeddings"
}
