import type { Native } from "@turnout/core/Event"
import type { FrameReader, SseFrame } from "./framing/frame.ts"
import * as Sse from "./framing/sse.ts"

export type { FrameReader, SseFrame } from "./framing/frame.ts"

/** Bytes → frames. */
export interface Framing<F> {
  /** The required content type of a streamed answer, such as `text/event-stream`. */
  readonly contentType: string
  readonly reader: () => FrameReader<F>
  /** How much a frame holds, in UTF-16 units. */
  readonly size: (frame: F) => number
  /** The frame of one JSON text that came without framing; absent where there is no such thing. */
  readonly frame?: (json: string) => F
  /** A frame as it came, for a caller who speaks the API; absent where no caller does. */
  readonly verbatim?: (frame: F) => Native
  /** Its frames are JSON texts: a body that begins as one, and is labelled so, is a stream. */
  readonly ofJson?: true
  /** Reads a stream that comes as one JSON array, entry by entry; absent where the family knows no such thing. */
  readonly list?: () => FrameReader<F>
}

export interface SseOptions {
  /** Maximum size of one event in UTF-16 units. Default: 8 Mi. */
  readonly limit?: number
  /** Data is text and no JSON, so that nothing in it is taken for slightly malformed framing. Default: false. */
  readonly plain?: boolean
}

const sizeOf = ({ data }: SseFrame): number => data.length

/** Server-sent events with a custom size limit. */
export const makeSse = (options: SseOptions = {}): Framing<SseFrame> => {
  const limit = options.limit ?? 8 * 1024 * 1024
  return {
    contentType: "text/event-stream",
    reader: () => Sse.reader(limit, options.plain),
    size: sizeOf,
    frame: (data) => ({ data }),
    verbatim: ({ data, event }) =>
      event === undefined ? { type: "native", text: data } : { type: "native", text: data, event }
  }
}

/**
 * Server-sent events. Comments, `id:` and `retry:` lines are skipped, as are events without data. `[DONE]` is a
 * frame like any other; its meaning is the protocol's. Slightly malformed framing is accepted: no blank line
 * between events, JSON or `[DONE]` without `data:`, `data:` twice.
 */
export const sse: Framing<SseFrame> = makeSse()
