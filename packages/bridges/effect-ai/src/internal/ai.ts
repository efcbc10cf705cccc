/* All of Effect's AI module that this package uses. It is marked unstable: what changes there is met here. */
export * as AiError from "effect/ai/AiError"
export * as EmbeddingModel from "effect/ai/EmbeddingModel"
export * as LanguageModel from "effect/ai/LanguageModel"
export * as Model from "effect/ai/Model"
export type * as Prompt from "effect/ai/Prompt"
export type * as Response from "effect/ai/Response"
export * as Telemetry from "effect/ai/Telemetry"
export * as Tool from "effect/ai/Tool"
