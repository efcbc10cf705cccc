import type { Event } from "@turnout/core/Event"
import type { Json } from "@turnout/core/Json"
import type * as Extra from "../internal/extra.ts"
import * as Report from "../openai-chat/report.ts"

/** A text that grows by deltas and is told once more when it is whole. */
export interface Part {
  words: string
  /** A snapshot of it was read: what repeats it says nothing. */
  closed: boolean
}

/** A text or refusal of a message. */
export interface Content extends Part {
  /** UTF-16 units of the answer's text before it. */
  readonly from: number
  annotations: number
  /** Its logprobs were told. */
  measured: boolean
}

/** A summary or an open text of a reasoning item. */
export interface Thought extends Part {
  readonly block: number
}

export interface Call extends Part {
  readonly kind: "function" | "custom"
  id: string
  name: string
  number: number
  /** Arguments that came before the name. */
  held: string
  /** Its arguments are the answer. */
  answers: boolean
}

/** An output item that has begun. */
export interface Item {
  readonly contents: Map<number, Content>
  readonly summaries: Map<number, Thought>
  readonly thoughts: Map<number, Thought>
  call: Call | undefined
  id: string | undefined
  /** Its snapshot was read. */
  done: boolean
}

/** One streamed answer so far; mutated by its own steps only. */
export interface State {
  started: boolean
  ended: boolean
  /** By the vendor's `output_index`, which holds where ids change from event to event. */
  readonly items: Map<number, Item>
  readonly byId: Map<string, Item>
  newest: Item | undefined
  /** Calls and answers through our own tool, in the order in which they began. */
  readonly calls: Array<Call>
  called: number
  blocks: number
  /** UTF-16 units of text so far. */
  written: number
  /** Annotations that the contract has no form for, as they came. */
  readonly annotations: Array<Json>
  /** What the vendor adds to the message. */
  extra: Extra.Extra | undefined
  /** Items of the vendor's own tools, by their type. */
  readonly served: Map<string, number>
  readonly usage: Report.Report
  tier: string | undefined
}

export const start = (): State => ({
  started: false,
  ended: false,
  items: new Map(),
  byId: new Map(),
  newest: undefined,
  calls: [],
  called: 0,
  blocks: 0,
  written: 0,
  annotations: [],
  extra: undefined,
  served: new Map(),
  usage: Report.start(),
  tier: undefined
})

export const makeItem = (): Item => ({
  contents: new Map(),
  summaries: new Map(),
  thoughts: new Map(),
  call: undefined,
  id: undefined,
  done: false
})

/** What a snapshot says that the deltas did not; it is compared once, whatever else repeats it. */
export const remainder = (part: Part, words: string): string => {
  if (part.closed || words === "") return ""
  part.closed = true
  return words.length > part.words.length && words.startsWith(part.words)
    ? words.slice(part.words.length)
    : ""
}

export type Events = Array<Event>
