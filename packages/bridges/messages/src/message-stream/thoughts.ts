import type { Reasoning, ReasoningOpaque } from "@turnout/core/Event"
import type { ReasoningOrigin } from "@turnout/core/Message"
import type { ReasoningDetailInput } from "@turnout/core/ChatRequest"
import * as Carrier from "../Carrier.ts"
import type { RedactedThinkingBlock } from "../Message.ts"

/** Reasoning that this API's own models sign: its signatures and data are told as they are. */
export const ownFormat = "anthropic-claude-v1"

/** What a vendor said of one block beside its text. */
export interface Thought {
  kind: "summary" | undefined
  format: string | undefined
  id: string | undefined
  field: string | undefined
  signature: string | undefined
  data: string | undefined
}

export interface Origin {
  readonly format?: string
  readonly provider: string
  readonly model: string
}

export const make = (): Thought => ({
  kind: undefined,
  format: undefined,
  id: undefined,
  field: undefined,
  signature: undefined,
  data: undefined
})

export const read = (thought: Thought, event: Reasoning | ReasoningOpaque): void => {
  if (event.format !== undefined) thought.format = event.format
  if (event.id !== undefined) thought.id = event.id
  if (event.type === "reasoning") {
    if (event.kind !== undefined) thought.kind = event.kind
    if (event.field !== undefined) thought.field = event.field
    return
  }
  if (event.signature !== undefined) thought.signature = event.signature
  if (event.data !== undefined) thought.data = event.data
}

const formatOf = ({ format }: Thought, origin: Origin): string => format ?? origin.format ?? "unknown"

const originOf = (thought: Thought, origin: Origin): ReasoningOrigin => ({
  format: formatOf(thought, origin),
  provider: origin.provider,
  model: origin.model,
  ...(thought.field === undefined ? {} : { field: thought.field })
})

const details = (thought: Thought, origin: Origin, hasText: boolean): ReadonlyArray<ReasoningDetailInput> => {
  const { data, id, kind, signature } = thought
  const base = {
    ...(id === undefined ? {} : { id }),
    format: formatOf(thought, origin),
    index: 0,
    origin: originOf(thought, origin)
  }
  const list: Array<ReasoningDetailInput> = []
  if (hasText && kind === "summary") list.push({ type: "reasoning.summary", ...base })
  else if (hasText || signature !== undefined) {
    list.push({ type: "reasoning.text", ...(signature === undefined ? {} : { signature }), ...base })
  }
  if (data !== undefined) list.push({ type: "reasoning.encrypted", data, ...base })
  return list
}

/** The signature of a block with text. */
export const signatureOf = (thought: Thought, origin: Origin): string =>
  thought.data === undefined && formatOf(thought, origin) === ownFormat
    ? (thought.signature ?? "")
    : Carrier.encode({ details: details(thought, origin, true) })

/** A block without text. */
export const redacted = (thought: Thought, origin: Origin): RedactedThinkingBlock => ({
  type: "redacted_thinking",
  data:
    thought.data !== undefined && thought.signature === undefined && formatOf(thought, origin) === ownFormat
      ? thought.data
      : Carrier.encode({ details: details(thought, origin, false) })
})

/** What a vendor signed a call with, ahead of the call. */
export const signedCall = (id: string, signature: string): RedactedThinkingBlock => ({
  type: "redacted_thinking",
  data: Carrier.encode({ details: [], calls: { [id]: signature } })
})
