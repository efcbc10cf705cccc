import { NoSuchModelError, type ProviderV4 } from "@ai-sdk/provider"
import type { ChatRouter } from "./ChatRouter.ts"
import { EmbeddingModel, type EmbeddingRouter } from "./EmbeddingModel.ts"
import { LanguageModel } from "./LanguageModel.ts"

export interface Options {
  /** A `TurnoutRouter`, or one that is bound to a principal: `router.with({ principal })`. */
  readonly router: ChatRouter & Partial<EmbeddingRouter>
}

/** The AI SDK's provider. A model's id is a model expression: `gpt-4o:cost`, `claude-sonnet-4-5@anthropic`, `a->b`. */
export interface TurnoutProvider extends ProviderV4 {
  (modelId: string): LanguageModel
  readonly languageModel: (modelId: string) => LanguageModel
  readonly embeddingModel: (modelId: string) => EmbeddingModel
}

export const createTurnout = ({ router }: Options): TurnoutProvider => {
  const languageModel = (modelId: string): LanguageModel => new LanguageModel(modelId, router)
  return Object.assign((modelId: string): LanguageModel => languageModel(modelId), {
    specificationVersion: "v4" as const,
    languageModel,
    embeddingModel: (modelId: string): EmbeddingModel => {
      const { embeddings } = router
      if (embeddings !== undefined) return new EmbeddingModel(modelId, { embeddings })
      throw new NoSuchModelError({ modelId, modelType: "embeddingModel" })
    },
    imageModel: (modelId: string): never => {
      throw new NoSuchModelError({ modelId, modelType: "imageModel" })
    }
  })
}
