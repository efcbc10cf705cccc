import type { EmbeddingsDeclaration } from "@turnout/wire/Vendor"
import * as OpenAiEmbeddings from "@turnout/wire/OpenAiEmbeddings"

/** The API takes dimensions, and `normalize`, `prompt_template` and `return_logits` as extensions. */
export const embeddings: EmbeddingsDeclaration<unknown> = {
  protocol: OpenAiEmbeddings.make({ user: false, facts: { batch: 8 } }),
  path: "/embeddings"
}
