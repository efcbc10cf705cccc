import type { Event } from "@turnout/core/Event"
import { type Failure, StreamTruncated } from "@turnout/core/Failure"
import type { Json } from "@turnout/core/Json"
import type { RateLimit } from "@turnout/core/Provider"
import * as Usage from "@turnout/core/Usage"

/** What the fake does next; `events` are those of one network read. */
export type Act =
  | { readonly type: "events"; readonly events: ReadonlyArray<Event> }
  | { readonly type: "sleep"; readonly milliseconds: number }
  | { readonly type: "fail"; readonly failure: Failure }
  | { readonly type: "hang" }

/** One answer, as a value: what happens until the request is accepted, then what is read. */
export interface Answer {
  readonly before: ReadonlyArray<Act>
  readonly acts: ReadonlyArray<Act>
  readonly request_id?: string
  readonly rate_limit?: RateLimit
}

/** What the answer says of itself; `null` usage is a vendor that reports none. */
export interface Details {
  readonly id?: string
  readonly model?: string
  readonly usage?: Partial<Usage.Usage> | null
  readonly tier?: string
  /** The cuts of a streamed text; words by default. */
  readonly pieces?: ReadonlyArray<string>
}

/** These reads, one array each, and nothing else. */
export const reads = (...batches: ReadonlyArray<ReadonlyArray<Event>>): Answer => ({
  before: [],
  acts: batches.map((events) => ({ type: "events", events }))
})

/** Each event in a read of its own. */
export const events = (all: ReadonlyArray<Event>): Answer => reads(...all.map((event) => [event]))

const begin = ({ id, model }: Details): Event => ({
  type: "start",
  ...(id === undefined ? {} : { id }),
  ...(model === undefined ? {} : { model })
})

const close = (
  reason: "stop" | "tool_calls",
  written: number,
  { usage, tier }: Details
): ReadonlyArray<Event> => {
  const buckets = Usage.make(usage ?? { input: 10, output: Math.ceil(written / 4) })
  const report: Event = { type: "usage", usage: buckets, ...(tier === undefined ? {} : { tier }) }
  return [{ type: "finish", choice: 0, reason }, ...(usage === null ? [] : [report]), { type: "end" }]
}

/** A good answer of one text, a word per read. */
export const text = (content: string, details: Details = {}): Answer => {
  const pieces = details.pieces ?? content.match(/\s*\S+\s*|\s+/g) ?? []
  return reads(
    [begin(details)],
    ...pieces.map((text): ReadonlyArray<Event> => [{ type: "text", choice: 0, text }]),
    close("stop", content.length, details)
  )
}

/** A good answer of one tool call; arguments that are a string are the model's text as it stands. */
export const toolCall = (
  name: string,
  input: Json,
  details: Details & { readonly callId?: string } = {}
): Answer => {
  const written = typeof input === "string" ? input : JSON.stringify(input)
  const half = written.length >> 1
  return reads(
    [begin(details)],
    [{ type: "tool_start", choice: 0, call: 0, id: details.callId ?? "call_fake", name }],
    [{ type: "tool_arguments", choice: 0, call: 0, text: written.slice(0, half) }],
    [{ type: "tool_arguments", choice: 0, call: 0, text: written.slice(half) }],
    close("tool_calls", written.length, details)
  )
}

/** The request is refused: nothing is accepted and nothing read. */
export const fail = (failure: Failure): Answer => ({ before: [{ type: "fail", failure }], acts: [] })

/** Accepted, then these reads, then the failure. */
export const broken = (before: ReadonlyArray<Event>, failure: Failure): Answer => {
  const answer = events(before)
  return { ...answer, acts: [...answer.acts, { type: "fail", failure }] }
}

/** Accepted, then these reads, then the connection is gone with no terminal seen. */
export const cut = (before: ReadonlyArray<Event>): Answer =>
  broken(before, new StreamTruncated({ message: "The stream ended without its terminal." }))

/** Never accepted. */
export const hang: Answer = { before: [{ type: "hang" }], acts: [] }

/** Accepted, these reads, and then silence. */
export const stall = (before: ReadonlyArray<Event>): Answer => {
  const answer = events(before)
  return { ...answer, acts: [...answer.acts, { type: "hang" }] }
}

/** Accepted only after a while. */
export const after = (milliseconds: number, answer: Answer): Answer => ({
  ...answer,
  before: [{ type: "sleep", milliseconds }, ...answer.before]
})

/** A while before each read. */
export const paced = (milliseconds: number, answer: Answer): Answer => ({
  ...answer,
  acts: answer.acts.flatMap((act): ReadonlyArray<Act> => [{ type: "sleep", milliseconds }, act])
})

/** A unary answer: one read with everything, or nothing. */
export const unary = (answer: Answer): Answer => {
  const all: Array<Event> = []
  const acts: Array<Act> = []
  for (const act of answer.acts) {
    if (act.type === "events") for (const event of act.events) all.push(event)
    else acts.push(act)
  }
  const failed = acts.some((act) => act.type === "fail")
  return { ...answer, acts: failed ? acts : [...acts, { type: "events", events: all }] }
}
