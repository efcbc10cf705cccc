import * as Read from "@turnout/core/Read"
import type { TransportError, TransportResponse } from "@turnout/wire/Transport"
import * as Cause from "effect/Cause"
import type { Dispatcher } from "undici"

/** Bytes that wait for a slow reader before the socket is told to stop. */
const highWater = 64 * 1024

/**
 * A body that is pulled. What undici tells within one network read is handed on together, in a microtask behind it: undici
 * calls once per HTTP chunk, and a reader that ran inside its parser would be told once per chunk.
 */
export class Body {
  private readonly controller: Dispatcher.DispatchController
  private reader: Read.Reader<Uint8Array, TransportError> | undefined
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
    if (this.scheduled || this.reader === undefined) return
    this.scheduled = true
    queueMicrotask(this.flush)
  }

  /** Tells the waiting reader. */
  private readonly flush = (): void => {
    this.scheduled = false
    const { reader } = this
    if (reader === undefined) return
    this.reader = undefined
    this.ask(reader)
  }

  private ask(reader: Read.Reader<Uint8Array, TransportError>): void {
    const { chunks } = this
    if (chunks.length > 0) {
      let bytes: Uint8Array
      if (chunks.length === 1) bytes = chunks.pop()!
      else {
        bytes = Buffer.concat(chunks, this.waiting)
        this.chunks = []
      }
      this.waiting = 0
      // May push at once.
      if (this.controller.paused) this.controller.resume()
      reader.given(bytes)
    } else if (this.ended) reader.given(undefined)
    else if (this.error !== undefined) reader.failed(Cause.fail(this.error))
    else this.reader = reader
  }

  readonly read: TransportResponse["read"] = Read.make((reader) => this.ask(reader))
}
