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
  /** Written into a silence. Default: a comment. */
  readonly ping?: () => string
}

const comment = (): string => ": ping\n\n"

/** One piece per network read, and only when it is asked for. */
class Events<Item> implements UnderlyingDefaultSource<Uint8Array>, Told<Item> {
  private readonly reading: Reading<Item>
  private readonly encoder: Encoder<Item>
  private readonly heartbeat_ms: number | undefined
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined = undefined
  private timer: ReturnType<typeof setTimeout> | undefined = undefined
  private isWaiting = false
  private isOver = false

  constructor(reading: Reading<Item>, encoder: Encoder<Item>, heartbeat_ms: number | undefined) {
    this.reading = reading
    this.encoder = encoder
    this.heartbeat_ms = heartbeat_ms
  }

  /** Without a promise of its own it is called again for every read that waits beside the first. */
  pull(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.controller = controller
    if (!this.isWaiting) {
      this.isWaiting = true
      this.reading.pull(this)
    }
    if (this.heartbeat_ms !== undefined && this.isWaiting) {
      this.timer ??= setTimeout(this.beat, this.heartbeat_ms)
    }
  }

  cancel(): Promise<void> {
    this.stop()
    return this.reading.close()
  }

  given(items: ReadonlyArray<Item> | undefined): void {
    if (this.isOver) return
    const text = items === undefined ? this.encoder.done() : this.encoder.items(items)
    if (items === undefined) return this.end(text)
    // An API may have no event for what was read: the reader still waits.
    if (text === "") return this.reading.pull(this)
    this.rest()
    this.controller?.enqueue(utf8.encode(text))
  }

  failed(error: unknown): void {
    if (this.isOver) return
    if (RouterError.isRouterError(error)) return this.end(this.encoder.failed(error))
    this.stop()
    this.controller?.error(error)
  }

  /** The comment is what the waiting read gets; the next one waits on. */
  private readonly beat = (): void => {
    this.timer = undefined
    const { ping = comment } = this.encoder
    this.controller?.enqueue(utf8.encode(ping()))
  }

  private end(text: string): void {
    this.stop()
    if (text !== "") this.controller?.enqueue(utf8.encode(text))
    this.controller?.close()
  }

  /** Nothing is waited for until somebody reads on. */
  private rest(): void {
    this.isWaiting = false
    clearTimeout(this.timer)
    this.timer = undefined
  }

  private stop(): void {
    this.rest()
    this.isOver = true
  }
}

/**
 * A reading as server-sent events. A broken answer ends with the error of its API; an aborted one with its reason, as the
 * body of any `fetch`.
 */
export const make = <Item>(
  reading: Reading<Item>,
  encoder: Encoder<Item>,
  heartbeat_ms?: number
): ReadableStream<Uint8Array> =>
  new ReadableStream(new Events(reading, encoder, heartbeat_ms), { highWaterMark: 0 })

/** One event without a name. */
export const event = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`
