import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import type { Reading } from "@turnout/fetch/Reading"
import * as Caller from "./internal/Caller.ts"

/**
 * The chunks of one answer; iterable once. Leaving the loop ends the upstream request, as does an abort by the
 * call's signal or by `controller`: iteration then rejects with the abort's reason, as the body of a `fetch` does,
 * so that a partial answer never looks complete. Abort or dispose of a stream that is not iterated.
 */
export interface ChatStream extends AsyncIterable<ChatCompletionChunk> {
  /** Id of the registered provider that answers. */
  readonly provider: string
  readonly controller: AbortController
  readonly [Symbol.asyncIterator]: () => ChatIterator
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

export interface ChatIterator extends AsyncIterator<ChatCompletionChunk, undefined> {
  readonly return: () => Promise<IteratorResult<ChatCompletionChunk, undefined>>
}

type Result = IteratorResult<ChatCompletionChunk, undefined>

const finished: Result = { done: true, value: undefined }

/** `caller`: who asked for the stream, which is where an answer that breaks is told to have been asked for. */
export const make = (reading: Reading, caller: Caller.Caller = {}): ChatStream => {
  let chunks: ReadonlyArray<ChatCompletionChunk> = []
  let at = 0
  let over = false
  let taken = false
  let controller: AbortController | undefined
  let waiting: Promise<unknown> | undefined

  const fill = (): Promise<Result> => {
    const filling = reading.read().then(
      (more) => {
        waiting = undefined
        over = more === undefined
        if (more === undefined) return finished
        chunks = more
        at = 1
        return { done: false as const, value: more[0]! }
      },
      (error: unknown) => {
        waiting = undefined
        over = true
        throw Caller.tell(error, caller)
      }
    )
    waiting = filling
    return filling
  }

  const next = (): Promise<Result> => {
    if (waiting !== undefined) return waiting.then(next, next)
    if (over) return Promise.resolve(finished)
    if (at < chunks.length && !reading.closed()) {
      return Promise.resolve({ done: false, value: chunks[at++]! })
    }
    return fill()
  }

  const leave = async (): Promise<Result> => {
    over = true
    await reading.close()
    return finished
  }

  return {
    provider: reading.provider,
    get controller() {
      if (controller === undefined) {
        const own = new AbortController()
        own.signal.addEventListener("abort", () => void reading.close({ error: own.signal.reason }))
        controller = own
      }
      return controller
    },
    [Symbol.asyncIterator]: () => {
      if (taken) throw new TypeError("A stream of chunks can be iterated once.")
      taken = true
      return { next, return: leave }
    },
    [Symbol.asyncDispose]: () => reading.close()
  }
}
