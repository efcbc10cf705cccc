/** The chat of version 0, whose answers name the endpoint: `model` is `model@provider` in every part. */
import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import type { RequestOrArray } from "@turnout/router/RequestArray"
import * as Effect from "effect/Effect"
import { answering, isStreamed } from "./call.ts"
import * as Chat from "./chat.ts"
import type { Handler } from "./route.ts"

export const handler: Handler = {
  answer: answering<ChatCompletionChunk>({
    whole: ({ options, request, router }) =>
      Effect.map(router.chat(request as RequestOrArray, options), (completion) => {
        const { model_canonical, provider } = completion.routing_metadata
        return { ...completion, model: `${model_canonical}@${provider}` }
      }),
    streamed: {
      asked: isStreamed,
      start: ({ options, request, router }) => router.start(request as RequestOrArray, options),
      encoder: (_, started) => {
        const model = `${started.model}@${started.provider}`
        return {
          ...Chat.encoder,
          items: (chunks) => Chat.encoder.items(chunks.map((chunk) => ({ ...chunk, model })))
        }
      }
    }
  })
}
