import type { EmbeddingModelV4, EmbeddingModelV4CallOptions, EmbeddingModelV4Result } from "@ai-sdk/provider"
import type { CreateEmbeddingResponse } from "@turnout/core/CreateEmbeddingResponse"
import type { EmbeddingRequest } from "@turnout/core/EmbeddingRequest"
import { toError } from "./answer/errors.ts"
import { routed } from "./answer/metadata.ts"
import { toWarning } from "./answer/warnings.ts"
import type { CallOptions } from "./ChatRouter.ts"
import { headersNoted, Notes } from "./request/notes.ts"
import { optionsOf, own } from "./request/own.ts"
import { embeddingFields, toFields } from "./request/routing.ts"

/** What is needed of a router to answer embedding requests: `TurnoutRouter` has it. */
export interface EmbeddingRouter {
  readonly embeddings: {
    readonly create: (request: EmbeddingRequest, options?: CallOptions) => Promise<CreateEmbeddingResponse>
  }
}

/** One model expression as an embedding model of the AI SDK. */
export class EmbeddingModel implements EmbeddingModelV4 {
  readonly specificationVersion = "v4"
  readonly provider = own
  readonly modelId: string
  /** The router splits what a vendor does not take at once, so that all vectors come from one model. */
  readonly maxEmbeddingsPerCall = Infinity
  readonly supportsParallelCalls = true
  private readonly router: EmbeddingRouter

  constructor(modelId: string, router: EmbeddingRouter) {
    this.modelId = modelId
    this.router = router
  }

  async doEmbed(options: EmbeddingModelV4CallOptions): Promise<EmbeddingModelV4Result> {
    const { abortSignal: signal, dimensions, headers, providerOptions, values } = options
    const notes = new Notes()
    headersNoted(headers, notes)
    const request: EmbeddingRequest = {
      input: values,
      encoding_format: "float",
      ...(dimensions === undefined ? {} : { dimensions }),
      ...toFields(this.modelId, optionsOf(providerOptions), embeddingFields, notes)
    }
    try {
      const { data, routing_metadata, usage } = await this.router.embeddings.create(request, { signal })
      return {
        embeddings: data.map(({ embedding }) => embedding),
        // What the vendor did not count is not told as if it had.
        ...(usage.estimated === true ? {} : { usage: { tokens: usage.prompt_tokens } }),
        ...routed(routing_metadata),
        warnings: [...notes.warnings, ...routing_metadata.warnings.map(toWarning)]
      }
    } catch (error) {
      throw toError(error, request)
    }
  }
}
