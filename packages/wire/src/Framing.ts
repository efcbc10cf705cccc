import type { FrameReader, SseFrame } from "./framing/frame.ts"
import * as Sse from "./framing/sse.ts"

export type { FrameReader, SseFrame } from "./framing/frame.ts"

/** Bytes → frames. */
export interface Framing<F> {
  /** The content type that a streamed answer must have, `text/event-stream` for one. */
  readonly contentType: string
  readonly reader: () => FrameReader<F>
  /** How much a frame holds, in UTF-16 units. */
  readonly size: (frame: F) => number
  /** The frame of one JSON text that came without framing; absent where there is no such thing. */
  readonly frame?: (json: string) => F
}

export interface SseOptions {
  /** The most that one event may hold before it is complete, in UTF-16 units; 8 Mi by default. */
  readonly limit?: number
}

const sizeOf = ({ data }: SseFrame): number => data.length

/** Server-sent events with a bound of one's own. */
export const makeSse = (options: SseOptions = {}): Framing<SseFrame> => {
  const limit = options.limit ?? 8 * 1024 * 1024
  return {
    contentType: "text/event-stream",
    reader: () => Sse.reader(limit),
    size: sizeOf,
    frame: (data) => ({ data })
  }
}

/**
 * Server-sent events. Comments, `id:` and `retry:` lines are passed over, and an event without data is none.
 * `[DONE]` is a frame like any other: what it means is the protocol's to say. Events that hosts frame a little wrong
 * are read too: no blank line between them, JSON or `[DONE]` without `data:`, `data:` twice.
 */
export const sse: Framing<SseFrame> = makeSse()
