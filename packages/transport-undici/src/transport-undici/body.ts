import type { TransportError } from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import type { Dispatcher } from "undici"

type Read = Effect.Effect<Uint8Array | undefined, TransportError>

/** Bytes that wait for a slow reader before the socket is told to stop. */
const highWater = 64 * 1024

/**
 * A body that is pulled. What undici tells within one network read is handed on together, in a microtask behind it: undici
 * calls once per HTTP chunk, and a reader that ran inside its parser would be resumed once per chunk.
 */
export class Body {
  private readonly controller: Dispatcher.DispatchController
  private onChunk: ((read: Read) => void) | undefined
  private chunks: Array<Uint8Array> = []
  private waiting = 0
  private scheduled = false
  private ended = false
  private error: TransportError | undefined

  constructor(controller: Dispatcher.DispatchController) {
    this.controller = controller
  }

  push(chunk: Uint8Array): void {
    this.chunks.push(chunk)
    this.waiting += chunk.length
    if (this.waiting > highWater) this.controller.pause()
    this.schedule()
  }

  end(): void {
    this.ended = true
    this.schedule()
  }

  /** Bytes that came before are still given. */
  fail(error: TransportError): void {
    this.error = error
    this.schedule()
  }

  private schedule(): void {
    if (this.scheduled || this.onChunk === undefined) return
    this.scheduled = true
    queueMicrotask(this.flush)
  }

  /** Resumes the waiting reader. */
  private readonly flush = (): void => {
    this.scheduled = false
    const { onChunk } = this
    if (onChunk === undefined) return
    this.onChunk = undefined
    onChunk(this.next() ?? this.read)
  }

  /** What can be had without waiting. */
  private next(): Read | undefined {
    const { chunks } = this
    if (chunks.length > 0) {
      const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, this.waiting)
      this.chunks = []
      this.waiting = 0
      // May push at once.
      if (this.controller.paused) this.controller.resume()
      return Effect.succeed(bytes)
    }
    if (this.ended) return Effect.undefined
    return this.error === undefined ? undefined : Effect.fail(this.error)
  }

  private readonly forget = Effect.sync(() => {
    this.onChunk = undefined
  })

  private readonly wait: Read = Effect.callback((resume) => {
    this.onChunk = resume
    return this.forget
  })

  readonly read: Read = Effect.suspend(() => this.next() ?? this.wait)
}
