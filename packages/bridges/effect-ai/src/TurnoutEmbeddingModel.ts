import type { EmbeddingRequest } from "@turnout/core/EmbeddingRequest"
import { Router } from "@turnout/router/Router"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { toAiError } from "./answer/errors.ts"
import { EmbeddingModel, Model } from "./internal/ai.ts"
import { own } from "./request/own.ts"

/** Fields of an embedding request that a call of Effect's embedding model does not say itself. */
export type Settings = Omit<EmbeddingRequest, "input" | "encoding_format">

/** An embedding model that is answered by the router in context. `settings.model` is any model expression. */
export const make = (settings: Settings): Effect.Effect<EmbeddingModel.EmbeddingModel, never, Router> =>
  Effect.flatMap(Router, (router) =>
    EmbeddingModel.make({
      embedMany: ({ inputs }) =>
        router.embeddings({ ...settings, input: inputs, encoding_format: "float" }).pipe(
          Effect.map(({ data, usage }) => ({
            results: data.map(({ embedding }) => embedding),
            usage: { inputTokens: usage.estimated === true ? undefined : usage.prompt_tokens }
          })),
          Effect.mapError(toAiError("embedMany", "TurnoutEmbeddingModel"))
        )
    })
  )

export const layer = (settings: Settings): Layer.Layer<EmbeddingModel.EmbeddingModel, never, Router> =>
  Layer.effect(EmbeddingModel.EmbeddingModel, make(settings))

/** The same with the number of dimensions beside it, as a value that names its provider and model. */
export const model = (
  name: string,
  settings: Omit<Settings, "model" | "dimensions"> & { readonly dimensions: number }
): Model.Model<typeof own, EmbeddingModel.EmbeddingModel | EmbeddingModel.Dimensions, Router> =>
  Model.make(
    own,
    name,
    Layer.merge(
      layer({ ...settings, model: name }),
      Layer.succeed(EmbeddingModel.Dimensions, settings.dimensions)
    )
  )
