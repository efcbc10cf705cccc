/** Bytes written and flushed by themselves, or a pause: so many milliseconds, or until a promise is kept. */
export type Piece = string | Uint8Array | { readonly wait: number | Promise<void> }

/** What is answered to one request, byte for byte. */
export interface Answer {
  /** 200 by default. */
  readonly status?: number
  readonly headers?: { readonly [name: string]: string | ReadonlyArray<string> }
  /** A text or bytes have a content-length; pieces are sent chunked unless a header says otherwise. */
  readonly body?: string | Uint8Array | ReadonlyArray<Piece>
  /** What follows the last piece: a proper end (default), a broken connection, or nothing at all. */
  readonly ending?: "end" | "reset" | "hang"
  /** The pieces are all there is on the socket: no status line, no headers but those in them. */
  readonly raw?: boolean
}

/** How an exchange ended: `aborted` when the client hung up before the answer's end. */
export type Outcome = "ended" | "reset" | "aborted"
