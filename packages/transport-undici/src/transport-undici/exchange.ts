import { because } from "@turnout/core/Failure"
import {
  codeOf,
  errorOf,
  fromCause,
  type TransportError,
  type TransportResponse
} from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import type { Dispatcher } from "undici"

type Headers = TransportResponse["headers"]
type Resume<A> = (effect: Effect.Effect<A, TransportError>) => void

/** Bytes that wait for a slow reader before the socket is told to stop. */
const highWater = 64 * 1024

const givenUp = new Error("The request was aborted.")

/** Repeated headers come as arrays; nearly no answer has one, so the record is copied only then. */
const joined = (headers: {
  readonly [name: string]: string | ReadonlyArray<string> | undefined
}): Headers => {
  for (const name in headers) {
    if (typeof headers[name] === "string") continue
    const record: { [name: string]: string } = {}
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) record[name] = typeof value === "string" ? value : value.join(", ")
    }
    return record
  }
  return headers as Headers
}

/**
 * One request and its answer, as undici's handler. What undici tells within one network read is handed on
 * together, in a microtask behind it: undici calls once per HTTP chunk, and a reader that ran inside its
 * parser would be resumed once per chunk.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly response: Effect.Effect<TransportResponse, TransportError>
  private readonly url: string
  private readonly isStale: ((cause: unknown) => boolean) | undefined
  private controller: Dispatcher.DispatchController | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private answer: TransportResponse | undefined
  private onAnswer: Resume<TransportResponse> | undefined
  private onChunk: Resume<Uint8Array | undefined> | undefined
  private chunks: Array<Uint8Array> = []
  private waiting = 0
  private scheduled = false
  private ended = false
  private error: TransportError | undefined

  constructor(
    url: string,
    start: (exchange: Exchange) => void,
    connectTimeout: number | undefined,
    /** Where the connections are ours; else the error's own words are asked. */
    isStale: ((cause: unknown) => boolean) | undefined
  ) {
    this.url = url
    this.isStale = isStale
    this.response = Effect.callback((resume) => {
      this.onAnswer = resume
      try {
        start(this)
      } catch (cause) {
        // Without a code it is no word of undici's: the dispatcher threw it.
        this.fail(
          codeOf(cause) === undefined ? because(errorOf("invalid", url), cause) : fromCause(cause, url)
        )
      }
      // With a free connection undici has begun by now, and no timer is needed.
      if (connectTimeout !== undefined && this.controller === undefined && this.error === undefined) {
        this.timer = setTimeout(() => this.fail(errorOf("connect_timeout", url)), connectTimeout)
      }
      return this.close
    })
  }

  /** Gives up what has not ended; the socket of a finished answer stays in the pool. */
  readonly close = Effect.sync(() => {
    if (!this.ended && this.error === undefined) this.fail(errorOf("aborted", this.url))
  })

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    clearTimeout(this.timer)
    if (this.error !== undefined) controller.abort(givenUp)
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: { readonly [name: string]: string | Array<string> | undefined }
  ): void {
    if (status < 200) return
    this.answer = { status, headers: joined(headers), read: this.read }
    this.schedule()
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.chunks.push(chunk)
    this.waiting += chunk.length
    if (this.waiting > highWater) controller.pause()
    if (this.onChunk !== undefined) this.schedule()
  }

  onResponseEnd(): void {
    this.ended = true
    if (this.onChunk !== undefined) this.schedule()
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, cause: Error): void {
    if (this.error !== undefined) return
    const connected = this.controller !== undefined
    const unanswered = connected && this.answer === undefined
    this.fail(
      unanswered && this.isStale?.(cause) === true
        ? errorOf("stale", this.url, codeOf(cause))
        : fromCause(cause, this.url, connected, unanswered && this.isStale === undefined)
    )
  }

  private fail(error: TransportError): void {
    this.error = error
    clearTimeout(this.timer)
    if (this.controller?.aborted === false) this.controller.abort(givenUp)
    this.schedule()
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    queueMicrotask(this.flush)
  }

  /** Resumes the waiting reader. */
  private readonly flush = (): void => {
    this.scheduled = false
    const { onAnswer, onChunk } = this
    if (onAnswer !== undefined) {
      this.onAnswer = undefined
      onAnswer(this.answer === undefined ? Effect.fail(this.error!) : Effect.succeed(this.answer))
    } else if (onChunk !== undefined) {
      this.onChunk = undefined
      onChunk(this.next() ?? this.read)
    }
  }

  /** What can be had without waiting. Bytes that came before an error are still given. */
  private next(): Effect.Effect<Uint8Array | undefined, TransportError> | undefined {
    const { chunks } = this
    if (chunks.length > 0) {
      const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, this.waiting)
      this.chunks = []
      this.waiting = 0
      // May call onResponseData at once.
      if (this.controller!.paused) this.controller!.resume()
      return Effect.succeed(bytes)
    }
    if (this.ended) return Effect.undefined
    return this.error === undefined ? undefined : Effect.fail(this.error)
  }

  private readonly forget = Effect.sync(() => {
    this.onChunk = undefined
  })

  private readonly wait = Effect.callback<Uint8Array | undefined, TransportError>((resume) => {
    this.onChunk = resume
    return this.forget
  })

  private readonly read = Effect.suspend(() => this.next() ?? this.wait)
}
