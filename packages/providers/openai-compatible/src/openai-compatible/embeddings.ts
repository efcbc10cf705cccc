import type { EmbeddingsDeclaration } from "@turnout/wire/Vendor"
import * as OpenAiEmbeddings from "@turnout/wire/OpenAiEmbeddings"
import { costs } from "./costs.ts"

export const embeddings: EmbeddingsDeclaration<unknown> = {
  protocol: OpenAiEmbeddings.make({ costs }),
  path: "/embeddings"
}
