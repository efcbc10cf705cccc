import type { Failure } from "@turnout/core/Failure"

/** Cuts one answer's bytes into frames. A new reader per answer; it keeps what a cut left over. */
export interface FrameReader<F> {
  /** Appends the frames that `bytes` completed to `frames`; a failure where a bound was passed. */
  readonly push: (bytes: Uint8Array, frames: Array<F>) => Failure | undefined
  /** The bytes ended: a last frame without its blank line is a frame all the same. */
  readonly finish: (frames: Array<F>) => Failure | undefined
}

/** One server-sent event. */
export interface SseFrame {
  /** The `event:` line, absent where there was none. */
  readonly event?: string
  /** The `data:` lines, joined with a line feed. */
  readonly data: string
}
