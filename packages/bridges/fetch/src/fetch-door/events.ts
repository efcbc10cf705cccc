import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import * as RouterError from "@turnout/core/RouterError"
import type { Reading } from "../Reading.ts"

const encoder = new TextEncoder()
const done = encoder.encode("data: [DONE]\n\n")

/**
 * A reading as server-sent events, one piece per network read and only when it is asked for. A broken answer
 * ends with an `error` event and no `[DONE]`; an aborted one with its reason, as the body of any `fetch`.
 */
export const make = (reading: Reading): ReadableStream<Uint8Array> => {
  let isWaiting = false
  let isCancelled = false
  return new ReadableStream(
    {
      // Without a promise of its own it is called again for every read that waits beside the first.
      pull: (controller) => {
        if (isWaiting) return
        isWaiting = true
        reading.pull({
          given: (chunks) => {
            isWaiting = false
            if (isCancelled) return
            if (chunks !== undefined) return controller.enqueue(encode(chunks))
            controller.enqueue(done)
            controller.close()
          },
          failed: (error) => {
            isWaiting = false
            if (isCancelled) return
            if (!RouterError.isRouterError(error)) return controller.error(error)
            controller.enqueue(encoder.encode(event(RouterError.toBody(error))))
            controller.close()
          }
        })
      },
      cancel: () => {
        isCancelled = true
        return reading.close()
      }
    },
    { highWaterMark: 0 }
  )
}

const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`

const encode = (chunks: ReadonlyArray<ChatCompletionChunk>): Uint8Array => {
  let text = ""
  for (const chunk of chunks) text += event(chunk)
  return encoder.encode(text)
}
