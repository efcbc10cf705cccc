import type { Reason } from "@turnout/state/StoreError"

/** What the worker is told when it starts. */
export interface Opening {
  readonly file: string
  readonly synchronous: "normal" | "full"
  readonly blob_bytes: number
  readonly keep_ms: number | undefined
  /** Milliseconds that the worker's clock is ahead of the machine's. */
  readonly ahead: number
}

export interface Request {
  readonly id: number
  /** `counters.reserve` and so on. */
  readonly name: string
  readonly given: ReadonlyArray<unknown>
}

export type Asked =
  | { readonly type: "requests"; readonly requests: ReadonlyArray<Request> }
  /** For tests: lets time pass. */
  | { readonly type: "pass"; readonly ms: number }
  | { readonly type: "close" }

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly reason: Reason; readonly message: string }

/** `open`: the file is ours and up to date. `refused`: nothing was written to it. */
export type Told =
  | { readonly type: "open" }
  | { readonly type: "refused"; readonly message: string }
  | { readonly type: "replies"; readonly replies: ReadonlyArray<Reply> }
