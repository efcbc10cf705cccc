import type { EmbeddingRequest } from "@turnout/core/EmbeddingRequest"
import { answering } from "./call.ts"
import type { Handler } from "./route.ts"

export const handler: Handler = {
  answer: answering<never>({
    whole: ({ options, request, router }) => router.embeddings(request as EmbeddingRequest, options)
  })
}
