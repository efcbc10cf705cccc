import { models, protocol } from "@turnout/openai/Embeddings"
import type { EmbeddingsDeclaration } from "@turnout/wire/Vendor"

/** OpenAI's, by the name of a deployment; Cohere's models stand behind the same API. */
export const embeddings: EmbeddingsDeclaration<{ readonly apiVersion?: string | undefined }> = {
  protocol,
  path: ({ provider_model_id: id }, _, { apiVersion }) =>
    apiVersion === undefined ? "/embeddings" : `/deployments/${encodeURIComponent(id)}/embeddings`,
  models: [...models, { match: /cohere|embed-v/i, facts: { batch: 96, tokens: "no" } }]
}
