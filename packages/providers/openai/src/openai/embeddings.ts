import type { ModelFacts } from "@turnout/wire/Embeddings"
import type { EmbeddingsDeclaration } from "@turnout/wire/Vendor"
import * as OpenAiEmbeddings from "@turnout/wire/OpenAiEmbeddings"

/** The API reference: of a request at most 2,048 inputs and 300,000 tokens; sizes since the third generation. */
export const protocol = OpenAiEmbeddings.make({
  base64: true,
  facts: { batch: 2_048, batch_tokens: 300_000, tokens: "yes" }
})

/** What is known of OpenAI's models by their ids, for other hosts that serve the same. */
export const models: ReadonlyArray<ModelFacts> = [
  {
    match: /^text-embedding-ada-002/,
    facts: { dimensions: { usual: 1_536 }, resizes: "no" }
  }
]

export const embeddings: EmbeddingsDeclaration<unknown> = { protocol, path: "/embeddings", models }
