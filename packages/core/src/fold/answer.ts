import type { CompletionAnnotation, ServiceTier, TokenLogprob } from "../ChatCompletion.ts"
import type { FinishReason, Start, UsageReport } from "../Event.ts"
import type { JsonObject } from "../Json.ts"
import type { ReasoningDetail } from "../Message.ts"
import type { Envelope } from "./envelope.ts"
import type { Sent, Usage } from "../Usage.ts"
import { completionId } from "./ids.ts"
import type { Blocks } from "./reasoning.ts"

export interface Call {
  /** As the caller sees it: dense, whatever number the event bore. */
  readonly position: number
  readonly number: number
  readonly id: string
  readonly name: string
  readonly custom: boolean
  readonly signature: string | undefined
  arguments: string
  fields: JsonObject | undefined
}

export interface Choice {
  readonly index: number
  content: string | null
  refusal: string | null
  reasoning: string
  blocks: Blocks | undefined
  calls: Array<Call> | undefined
  /** The calls by the number that events bear. */
  byNumber: Map<number, Call> | undefined
  /** What the vendor added to the message, and to the choice. */
  messageFields: JsonObject | undefined
  fields: JsonObject | undefined
  annotations: Array<CompletionAnnotation> | undefined
  logprobs: Array<TokenLogprob> | undefined
  refusalLogprobs: Array<TokenLogprob> | undefined
  finish: FinishReason | undefined
  native: string | null | undefined
  /** Set when the choice ends: what comes later cannot be told to a reader of the stream any more. */
  details: ReadonlyArray<ReasoningDetail> | undefined
  /** Its first chunk, the one with the role, was made. */
  opened: boolean
}

/** What every chunk of a stream repeats. */
export interface Head {
  readonly id: string
  readonly created: number
  readonly model: string
  readonly service_tier: ServiceTier | undefined
  readonly system_fingerprint: string | undefined
}

/** One answer as far as it has come; changed in place. */
export interface Answer {
  readonly envelope: Envelope
  readonly start: { -readonly [key in Exclude<keyof Start, "type">]?: Start[key] }
  head: Head | undefined
  /** The model that serves now, where that is another one than chunks began with. */
  served: string | undefined
  choices: Array<Choice>
  callIds: Set<string> | undefined
  /** All reports so far, as one. */
  report: UsageReport | undefined
  /** What is believed of `settledReport` where so much was written. */
  settled: Usage | undefined
  settledReport: UsageReport | undefined
  settledWritten: number
  ended: boolean
  content: boolean
  stripped: boolean
  /** What was left out because it nests too deep, by the name of its field. */
  left: Set<string> | undefined
  /** UTF-16 units of everything that the model wrote, reasoning and arguments included. */
  written: number
  /** How many of them another endpoint wrote, whose answer this one goes on. */
  earlier: number
  sent: Sent | undefined
}

export const make = (envelope: Envelope): Answer => ({
  envelope,
  start: {},
  head: undefined,
  served: undefined,
  choices: [],
  callIds: undefined,
  report: undefined,
  settled: undefined,
  settledReport: undefined,
  settledWritten: 0,
  ended: false,
  content: false,
  stripped: false,
  left: undefined,
  written: 0,
  earlier: 0,
  sent: envelope.sent
})

/** The first word on each field counts; some vendors send an empty envelope ahead of the real one. */
export const begin = (answer: Answer, event: Start): void => {
  if (answer.head !== undefined) {
    // Some vendors say it in their last chunk only; an envelope of its own is another answer's.
    const mark = event.id === undefined ? event.system_fingerprint : undefined
    if (mark && answer.served === undefined && answer.head.system_fingerprint === undefined) {
      answer.head = { ...answer.head, system_fingerprint: mark }
    }
    if (answer.served !== undefined && event.model) answer.served = event.model
    return
  }
  const { start } = answer
  if (event.id && start.id === undefined) start.id = event.id
  if (event.model && start.model === undefined) start.model = event.model
  if (event.created && start.created === undefined) start.created = event.created
  if (event.service_tier && start.service_tier === undefined) start.service_tier = event.service_tier
  if (event.system_fingerprint && start.system_fingerprint === undefined) {
    start.system_fingerprint = event.system_fingerprint
  }
}

/** Fixed by the first event that is not `start`, so that it cannot change under a reader. */
export const headOf = (answer: Answer): Head => {
  if (answer.head !== undefined) return answer.head
  const { envelope, start } = answer
  const created = start.created
  answer.head = {
    id: envelope.head?.id ?? start.id ?? completionId(envelope.requestId),
    created:
      envelope.head?.created ??
      Math.floor(
        created !== undefined && Number.isFinite(created) && created > 0 ? created : envelope.createdMs / 1000
      ),
    model: start.model ?? envelope.model,
    service_tier: start.service_tier as ServiceTier | undefined,
    system_fingerprint: start.system_fingerprint
  }
  return answer.head
}

export const choiceOf = (answer: Answer, index: number): Choice => {
  for (const choice of answer.choices) if (choice.index === index) return choice
  const choice: Choice = {
    index,
    content: null,
    refusal: null,
    reasoning: "",
    blocks: undefined,
    calls: undefined,
    byNumber: undefined,
    messageFields: undefined,
    fields: undefined,
    annotations: undefined,
    logprobs: undefined,
    refusalLogprobs: undefined,
    finish: undefined,
    native: undefined,
    details: undefined,
    opened: false
  }
  // Most answers have one: an array that grows takes room for seventeen.
  if (answer.choices.length === 0) answer.choices = [choice]
  else answer.choices.push(choice)
  return choice
}

/** The text of an answer with one choice and nothing but text, after reasoning that need not be returned. */
export const textOf = ({ choices }: Answer): string | undefined => {
  const [choice] = choices
  if (choice === undefined || choices.length > 1 || choice.finish !== undefined) return undefined
  const { annotations, blocks, calls, content, refusal } = choice
  if (calls !== undefined || refusal !== null || annotations !== undefined || content === null)
    return undefined
  for (const { data, signature } of blocks?.values() ?? []) {
    if (data !== undefined || signature !== undefined) return undefined
  }
  return content
}

/** Onto a list of its own: what an event holds is never changed. */
export const append = <A>(list: Array<A> | undefined, more: ReadonlyArray<A>): Array<A> => {
  if (list === undefined) return more.slice()
  for (const one of more) list.push(one)
  return list
}
