import type { Sent } from "../Usage.ts"

/** What a fold knows ahead of the answer. */
export interface Envelope {
  /** Made ids are derived from it, so that the same request makes the same ones. */
  readonly requestId: string
  readonly createdMs: number
  /** Of a stream that starts over: what its chunks bear already, whatever the vendor says. */
  readonly head?: { readonly id: string; readonly created: number }
  /** The id sent, for an answer that names none. */
  readonly model: string
  /** Tool-call ids that stand in the request's messages: a vendor's call may not take one again. */
  readonly historyCallIds: ReadonlySet<string>
  /** `tool_choice: none`: a call that comes all the same is left out, and its choice ends in `stop`. */
  readonly stripToolCalls?: boolean
  /** What a vendor's counts are held against. Absent: they are taken as they are. */
  readonly sent?: Sent
  /** Where reasoning came from; `format` where the events name none. */
  readonly origin: { readonly format?: string; readonly provider: string; readonly model: string }
}
