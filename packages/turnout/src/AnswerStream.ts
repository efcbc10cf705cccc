import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import type { Reading, Told } from "@turnout/fetch/Reading"

/**
 * The parts of one answer; iterable once. Leaving the loop ends the upstream request, as does an abort by the
 * call's signal or by `controller`: iteration then rejects with the abort's reason, as the body of a `fetch` does,
 * so that a partial answer never looks complete. Abort or dispose of a stream that is not iterated.
 */
export interface AnswerStream<Part> extends AsyncIterable<Part> {
  /** Id of the registered provider that answers. */
  readonly provider: string
  readonly controller: AbortController
  readonly [Symbol.asyncIterator]: () => AnswerIterator<Part>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

export interface AnswerIterator<Part> extends AsyncIterator<Part, undefined> {
  readonly return: () => Promise<IteratorResult<Part, undefined>>
}

/** The chunks of a chat. */
export type ChatStream = AnswerStream<ChatCompletionChunk>

const finished = { done: true, value: undefined } as const

const none: ReadonlyArray<never> = []

/** Hands parts out one by one: what is at hand with a promise that is resolved, what is not with the one that waits. */
class Iterator<Part> implements AnswerIterator<Part>, Told<Part> {
  private readonly reading: Reading<Part>
  private readonly tell: Tell
  private parts: ReadonlyArray<Part> = none
  private at = 0
  private isOver = false
  /** What broke it, until it is told. */
  private broken: { readonly error: unknown } | undefined = undefined
  /** The last promise that waits. */
  private waiting: Promise<IteratorResult<Part, undefined>> | undefined = undefined
  private resolve: ((result: IteratorResult<Part, undefined>) => void) | undefined = undefined
  private reject: ((error: unknown) => void) | undefined = undefined

  constructor(reading: Reading<Part>, tell: Tell) {
    this.reading = reading
    this.tell = tell
  }

  readonly next = (): Promise<IteratorResult<Part, undefined>> => {
    if (this.waiting !== undefined) return this.waiting.then(this.next, this.next)
    if (this.isOver) return Promise.resolve(finished)
    if (this.at < this.parts.length && !this.reading.closed()) return Promise.resolve(this.following())
    // Of a stream that was closed, what is left is not told.
    this.parts = none
    this.at = 0
    this.reading.pull(this)
    const { broken } = this
    if (broken !== undefined) {
      this.broken = undefined
      return Promise.reject(broken.error)
    }
    if (this.isOver) return Promise.resolve(finished)
    if (this.at < this.parts.length) return Promise.resolve(this.following())
    return (this.waiting = new Promise(this.wait))
  }

  readonly return = async (): Promise<IteratorResult<Part, undefined>> => {
    this.isOver = true
    await this.reading.close()
    return finished
  }

  given(parts: ReadonlyArray<Part> | undefined): void {
    this.parts = parts ?? none
    this.at = 0
    if (parts === undefined) this.isOver = true
    const { resolve } = this
    if (resolve === undefined) return
    this.waiting = this.resolve = this.reject = undefined
    resolve(parts === undefined ? finished : this.following())
  }

  failed(error: unknown): void {
    this.parts = none
    this.at = 0
    this.isOver = true
    const told = this.tell(error)
    const { reject } = this
    if (reject === undefined) this.broken = { error: told }
    else {
      this.waiting = this.resolve = this.reject = undefined
      reject(told)
    }
  }

  private following(): IteratorResult<Part, undefined> {
    return { done: false, value: this.parts[this.at++]! }
  }

  private readonly wait = (
    resolve: (result: IteratorResult<Part, undefined>) => void,
    reject: (error: unknown) => void
  ): void => {
    this.resolve = resolve
    this.reject = reject
  }
}

/** Makes an error fit to be told to whoever asked for the stream. */
type Tell = (error: unknown) => unknown

const asItIs: Tell = (error) => error

export const make = <Part>(reading: Reading<Part>, tell: Tell = asItIs): AnswerStream<Part> => {
  const iterator = new Iterator(reading, tell)
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
      if (taken) throw new TypeError("A stream of an answer can be iterated once.")
      taken = true
      return iterator
    },
    [Symbol.asyncDispose]: () => reading.close()
  }
}
