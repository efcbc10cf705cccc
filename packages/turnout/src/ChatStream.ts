import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import type { Reading, Told } from "@turnout/fetch/Reading"
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

type Chunks = ReadonlyArray<ChatCompletionChunk>

const none: Chunks = []

/** Hands chunks out one by one: what is at hand with a promise that is resolved, what is not with the one that waits. */
class Iterator implements ChatIterator, Told {
  private readonly reading: Reading
  private readonly caller: Caller.Caller
  private chunks = none
  private at = 0
  private isOver = false
  /** What broke it, until it is told. */
  private broken: { readonly error: unknown } | undefined = undefined
  /** The last promise that waits. */
  private waiting: Promise<Result> | undefined = undefined
  private resolve: ((result: Result) => void) | undefined = undefined
  private reject: ((error: unknown) => void) | undefined = undefined

  constructor(reading: Reading, caller: Caller.Caller) {
    this.reading = reading
    this.caller = caller
  }

  readonly next = (): Promise<Result> => {
    if (this.waiting !== undefined) return this.waiting.then(this.next, this.next)
    if (this.isOver) return Promise.resolve(finished)
    if (this.at < this.chunks.length && !this.reading.closed()) return Promise.resolve(this.following())
    // Of a stream that was closed, what is left is not told.
    this.chunks = none
    this.at = 0
    this.reading.pull(this)
    const { broken } = this
    if (broken !== undefined) {
      this.broken = undefined
      return Promise.reject(broken.error)
    }
    if (this.isOver) return Promise.resolve(finished)
    if (this.at < this.chunks.length) return Promise.resolve(this.following())
    return (this.waiting = new Promise(this.wait))
  }

  readonly return = async (): Promise<Result> => {
    this.isOver = true
    await this.reading.close()
    return finished
  }

  given(chunks: Chunks | undefined): void {
    this.chunks = chunks ?? none
    this.at = 0
    if (chunks === undefined) this.isOver = true
    const { resolve } = this
    if (resolve === undefined) return
    this.waiting = this.resolve = this.reject = undefined
    resolve(chunks === undefined ? finished : this.following())
  }

  failed(error: unknown): void {
    this.chunks = none
    this.at = 0
    this.isOver = true
    const told = Caller.tell(error, this.caller)
    const { reject } = this
    if (reject === undefined) this.broken = { error: told }
    else {
      this.waiting = this.resolve = this.reject = undefined
      reject(told)
    }
  }

  private following(): Result {
    return { done: false, value: this.chunks[this.at++]! }
  }

  private readonly wait = (resolve: (result: Result) => void, reject: (error: unknown) => void): void => {
    this.resolve = resolve
    this.reject = reject
  }
}

/** `caller`: who asked for the stream, which is where an answer that breaks is told to have been asked for. */
export const make = (reading: Reading, caller: Caller.Caller = {}): ChatStream => {
  const iterator = new Iterator(reading, caller)
  let taken = false
  let controller: AbortController | undefined
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
      return iterator
    },
    [Symbol.asyncDispose]: () => reading.close()
  }
}
