export * as TurnoutEmbeddingModel from "./TurnoutEmbeddingModel.ts"
export * as TurnoutLanguageModel from "./TurnoutLanguageModel.ts"
