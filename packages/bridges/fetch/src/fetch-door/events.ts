import * as RouterError from "@turnout/core/RouterError"
import type { Reading, Told } from "../Reading.ts"

const utf8 = new TextEncoder()

/** Writes one stream as server-sent events of an API. It must not throw. */
export interface Encoder<Item> {
  /** What one network read brought. */
  readonly items: (items: ReadonlyArray<Item>) => string
  /** Behind the last of them. */
  readonly done: () => string
  /** Instead of `done`, behind an answer that broke. */
  readonly failed: (error: RouterError.RouterError) => string
}

/**
 * A reading as server-sent events, one piece per network read and only when it is asked for. A broken answer
 * ends with the error of its API; an aborted one with its reason, as the body of any `fetch`.
 */
export const make = <Item>(reading: Reading<Item>, encoder: Encoder<Item>): ReadableStream<Uint8Array> => {
  let isWaiting = false
  let isCancelled = false
  return new ReadableStream(
    {
      // Without a promise of its own it is called again for every read that waits beside the first.
      pull: (controller) => {
        if (isWaiting) return
        isWaiting = true
        const end = (text: string) => {
          if (text !== "") controller.enqueue(utf8.encode(text))
          controller.close()
        }
        const told: Told<Item> = {
          given: (items) => {
            if (isCancelled) return
            const text = items && encoder.items(items)
            // An API may have no event for what was read: the reader still waits.
            if (text === "") return reading.pull(told)
            isWaiting = false
            if (text === undefined) return end(encoder.done())
            controller.enqueue(utf8.encode(text))
          },
          failed: (error) => {
            isWaiting = false
            if (isCancelled) return
            if (!RouterError.isRouterError(error)) return controller.error(error)
            end(encoder.failed(error))
          }
        }
        reading.pull(told)
      },
      cancel: () => {
        isCancelled = true
        return reading.close()
      }
    },
    { highWaterMark: 0 }
  )
}

/** One event without a name. */
export const event = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`
