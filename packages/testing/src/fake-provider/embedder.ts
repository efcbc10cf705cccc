import type { Embedding, Vector } from "@turnout/core/Embedding"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { Event, UsageReport } from "@turnout/core/Event"
import { type Failure, isFailure } from "@turnout/core/Failure"
import type { Json } from "@turnout/core/Json"
import type { Embedder } from "@turnout/core/Provider"
import * as Effect from "effect/Effect"

/** One embedding request that reached the fake. */
export interface Asked {
  readonly endpoint: Endpoint
  readonly embedding: Embedding
  readonly credential: string
}

/** What a fake answers an embedding request with, at once: vectors, with or without what they came to, or a failure. */
export type Vectors = (
  asked: Asked
) => { readonly vectors: ReadonlyArray<Vector>; readonly usage?: UsageReport["usage"] } | Failure

/** Vectors without a network. Endpoints are those whose models are stated with `embeddings`. */
export const make = (vectors: Vectors): Embedder => ({
  endpoint: (endpoint) => {
    const { capabilities, embeddings, limits } = endpoint.facts
    if (embeddings === undefined) return undefined
    return {
      ...endpoint,
      facts: {
        ...endpoint.facts,
        limits: { ...limits, output: 0 },
        capabilities: { ...capabilities, features: {} }
      }
    }
  },
  prepare: ({ request }, endpoint) => ({
    body: { model: endpoint.provider_model_id, ...request.embedding } as unknown as Json,
    ledger: [],
    stream: false
  }),
  run: ({ body }, endpoint, credential) =>
    Effect.suspend(() => {
      const answer = vectors({ endpoint, embedding: body as unknown as Embedding, credential: credential.id })
      if (isFailure(answer)) return Effect.fail(answer)
      const events: ReadonlyArray<Event> = [
        { type: "start", model: endpoint.provider_model_id },
        { type: "embeddings", index: 0, vectors: answer.vectors },
        ...(answer.usage === undefined ? [] : [{ type: "usage" as const, usage: answer.usage }]),
        { type: "end" }
      ]
      return Effect.succeed({ read: Effect.succeed(events) })
    })
})
