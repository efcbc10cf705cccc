import { assert } from "@effect/vitest"
import type { EmbeddingRequest } from "@turnout/core/EmbeddingRequest"
import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import * as Fit from "@turnout/core/Fit"
import * as NormalizeEmbedding from "@turnout/core/NormalizeEmbedding"
import { Transport, type TransportRequest } from "@turnout/wire/Transport"
import type { BaseOptions } from "@turnout/wire/Vendor"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Cuts from "../Cuts.ts"
import type { Sent, Subject } from "./subject.ts"

export interface Asked {
  readonly events: ReadonlyArray<Event>
  readonly failure?: Failure
}

const normalized = (request: EmbeddingRequest) => {
  const result = NormalizeEmbedding.normalize({ model: "m", ...request })
  return Result.isFailure(result) ? assert.fail(result.failure.message) : result.success.request
}

/** An account without a network, and what reached it. */
export const account = <O extends BaseOptions>(
  { needs, vendor }: Subject<O>,
  model: string,
  respond: (
    request: TransportRequest,
    index: number
  ) => { readonly sent: Sent; readonly pieces?: Cuts.Pieces }
) =>
  Effect.gen(function* () {
    const requests: Array<TransportRequest> = []
    let running = 0
    let most = 0
    const transport = Transport.of({
      send: (request) =>
        Effect.gen(function* () {
          const { pieces, sent } = respond(request, requests.length)
          requests.push(request)
          yield* Effect.acquireRelease(
            Effect.sync(() => (most = Math.max(most, ++running))),
            () => Effect.sync(() => void running--)
          )
          yield* Effect.yieldNow
          const left = (pieces ?? [Cuts.bytesOf(JSON.stringify(sent.body))]).values()
          return {
            status: sent.status ?? 200,
            headers: { "content-type": "application/json", ...sent.headers },
            read: Effect.sync(() => left.next().value)
          }
        })
    })
    const options = { ...needs, apiKey: "sk-env", models: { [model]: { embeddings: {} } } }
    const provider = yield* Effect.orDie(
      Effect.provideService(vendor.make(options as never), Transport, transport)
    )
    const embedder = yield* provider.embedder ?? Effect.die("it gives no embeddings")
    const listed = provider.endpoints([]).find(({ provider_model_id: id }) => id === model)
    const endpoint = embedder.endpoint(listed ?? provider.passthrough(model))
    if (endpoint === undefined) return assert.fail("the model gives no embeddings")
    const prepare = (request: EmbeddingRequest) => {
      const fitted = Fit.fit(normalized(request), endpoint, provider)
      const prepared = embedder.prepare(fitted, endpoint)
      return { prepared, ledger: [...fitted.ledger, ...prepared.ledger] }
    }
    const ask = (request: EmbeddingRequest): Effect.Effect<Asked> =>
      Effect.gen(function* () {
        const events: Array<Event> = []
        const { prepared } = prepare(request)
        const run = embedder.run(prepared, endpoint, provider.credentials[0]!, {
          connect_timeout_ms: 1_000,
          now: 0
        })
        const read = Effect.gen(function* () {
          const reply = yield* run
          for (;;) {
            const read = yield* reply.read
            if (read === undefined) return
            events.push(...read)
            if (read.some(({ type }) => type === "end")) return
          }
        })
        return yield* Effect.match(Effect.scoped(read), {
          onFailure: (failure): Asked => ({ events, failure }),
          onSuccess: (): Asked => ({ events })
        })
      })
    return { ask, prepare, requests, most: () => most, running: () => running }
  })

export const vectorsOf = ({ events }: Asked): ReadonlyArray<ReadonlyArray<number>> =>
  events.flatMap((event) => (event.type === "embeddings" ? event.vectors.map((each) => [...each]) : []))

export const tokensOf = ({ events }: Asked): number | null => {
  const usage = events.findLast((event) => event.type === "usage")
  return usage?.type === "usage" ? (usage.usage.input ?? 0) : null
}
