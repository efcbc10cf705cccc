import type { EmbeddingsDeclaration } from "@turnout/wire/Vendor"
import * as OpenAiEmbeddings from "@turnout/wire/OpenAiEmbeddings"

/** Its models tell a question from a passage, and refuse a request that does not say which it is. */
export const embeddings: EmbeddingsDeclaration<unknown> = {
  protocol: OpenAiEmbeddings.make({
    input: {
      field: "input_type",
      words: { query: "query", code_query: "query", document: "passage" },
      demanded: "passage"
    }
  }),
  path: "/embeddings"
}
