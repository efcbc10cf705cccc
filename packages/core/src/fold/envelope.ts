import type { Sent } from "../Usage.ts"

/** What a fold needs to know before the answer. */
export interface Envelope {
  /** Generated ids are derived from it, so that they are reproducible. */
  readonly requestId: string
  readonly createdMs: number
  /** For a stream that starts over: the id and time that its chunks already have. */
  readonly head?: { readonly id: string; readonly created: number } | undefined
  /** The model id that was sent, for an answer without one. */
  readonly model: string
  /** Tool-call ids in the request's messages, which must not be reused. */
  readonly historyCallIds: ReadonlySet<string>
  /** Set for `tool_choice: none`: tool calls are removed, and their choice ends with `stop`. */
  readonly stripToolCalls?: boolean
  /** What a vendor's counts are held against. Absent: they are taken as they are. */
  readonly sent?: Sent
  /** The origin of reasoning; `format` is used if the events name none. */
  readonly origin: { readonly format?: string; readonly provider: string; readonly model: string }
}
