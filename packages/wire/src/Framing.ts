import type { Failure } from "@turnout/core/Failure"
import * as Sse from "./framing/sse.ts"

/** Cuts one answer's bytes into frames. A new reader per answer; it keeps what a cut left over. */
export interface FrameReader<F> {
  /** Appends the frames that `bytes` completed to `frames`; a failure where a bound was passed. */
  readonly push: (bytes: Uint8Array, frames: Array<F>) => Failure | undefined
  /** The bytes ended: a last frame without its blank line is a frame all the same. */
  readonly finish: (frames: Array<F>) => Failure | undefined
}

/** Bytes → frames. */
export interface Framing<F> {
  /** The content type that a streamed answer must have, `text/event-stream` for one. */
  readonly contentType: string
  readonly reader: () => FrameReader<F>
}

/** One server-sent event. */
export interface SseFrame {
  /** The `event:` line, absent where there was none. */
  readonly event?: string
  /** The `data:` lines, joined with a line feed. */
  readonly data: string
}

export interface SseOptions {
  /** The most that one event may hold before it is complete, in UTF-16 units; 8 Mi by default. */
  readonly limit?: number
}

/** Server-sent events with a bound of one's own. */
export const makeSse = (options: SseOptions = {}): Framing<SseFrame> => {
  const limit = options.limit ?? 8 * 1024 * 1024
  return { contentType: "text/event-stream", reader: () => Sse.reader(limit) }
}

/**
 * Server-sent events. Comments, `id:` and `retry:` lines are passed over, and an event without data is none.
 * `[DONE]` is a frame like any other: what it means is the protocol's to say.
 */
export const sse: Framing<SseFrame> = makeSse()
