import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import * as RouterError from "@turnout/core/RouterError"
import type { RequestOrArray } from "@turnout/router/RequestArray"
import { answering, isStreamed } from "./call.ts"
import { event, type Encoder } from "./events.ts"
import type { Handler } from "./route.ts"

/** Chunks, and `[DONE]` behind a whole answer. */
export const encoder: Encoder<ChatCompletionChunk> = {
  items: (chunks) => {
    let text = ""
    for (const chunk of chunks) text += event(chunk)
    return text
  },
  done: () => "data: [DONE]\n\n",
  failed: (error) => event(RouterError.toBody(error))
}

export const handler: Handler = {
  answer: answering<ChatCompletionChunk>({
    whole: ({ options, request, router }) => router.chat(request as RequestOrArray, options),
    streamed: {
      asked: isStreamed,
      start: ({ options, request, router }) => router.start(request as RequestOrArray, options),
      encoder: () => encoder
    }
  })
}
