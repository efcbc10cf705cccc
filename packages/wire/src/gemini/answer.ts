import type { Event } from "@turnout/core/Event"
import { type Failure, StreamTruncated } from "@turnout/core/Failure"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { SseFrame } from "../Framing.ts"
import * as ErrorBody from "../internal/error-body.ts"
import * as Extra from "../internal/extra.ts"
import { array, isObject, object, parseExact, text } from "../internal/json.ts"
import * as Failures from "./failure.ts"
import { isReason, toReason, weightOf } from "./finish.ts"
import * as Grounding from "./grounding.ts"
import * as Logprobs from "./logprobs.ts"
import * as Parts from "./parts.ts"
import * as Usage from "./usage.ts"

/** One candidate of an answer. */
interface Candidate {
  readonly index: number
  readonly spoken: Parts.Spoken
  finish: string | undefined
  extra: Extra.Extra | undefined
}

/** An answer that is being read; mutated by its own steps only. */
export interface Answer {
  readonly candidates: Map<number, Candidate>
  started: boolean
  ended: boolean
  /** Whether anything at all was said in the family's language. */
  spoke: boolean
  tally: Usage.Tally | undefined
  /** What the vendor adds to the answer as a whole. */
  extra: Extra.Extra | undefined
}

export const start = (): Answer => ({
  candidates: new Map(),
  started: false,
  ended: false,
  spoke: false,
  tally: undefined,
  extra: undefined
})

const none: ReadonlyArray<Event> = []

/** Upper bound of candidate indices; one beyond it is invalid. */
const mostCandidates = 128

/** Keys of an answer that are read here or say nothing of their own. */
const ofAnswer = new Set([
  "candidates",
  "usageMetadata",
  "modelVersion",
  "responseId",
  "createTime",
  "error",
  "sdkHttpResponse"
])

/** Keys of a candidate that are read here or say nothing of their own. */
const ofCandidate = new Set(["content", "finishReason", "index", "logprobsResult", "tokenCount"])

const secondsOf = (time: Json | undefined): number | undefined => {
  const milliseconds = typeof time === "string" ? Date.parse(time) : NaN
  return milliseconds > 0 ? Math.floor(milliseconds / 1000) : undefined
}

/** Every chunk repeats it. */
const envelope = (answer: Answer, json: JsonObject, events: Array<Event>): void => {
  if (answer.started) return
  const id = text(json["responseId"])
  const model = text(json["modelVersion"])
  const created = secondsOf(json["createTime"])
  answer.started = true
  events.push({
    type: "start",
    ...(id === undefined ? {} : { id }),
    ...(model === undefined ? {} : { model }),
    ...(created === undefined ? {} : { created })
  })
}

const candidateOf = (answer: Answer, native: JsonObject, position: number): Candidate | undefined => {
  const given = native["index"]
  const index = typeof given === "number" && Number.isInteger(given) && given >= 0 ? given : position
  if (index >= mostCandidates) return undefined
  let candidate = answer.candidates.get(index)
  if (candidate === undefined) {
    candidate = { index, spoken: Parts.make(), finish: undefined, extra: undefined }
    answer.candidates.set(index, candidate)
  }
  return candidate
}

const candidate = (
  answer: Answer,
  native: JsonObject,
  position: number,
  events: Array<Event>
): Failure | undefined => {
  const found = candidateOf(answer, native, position)
  if (found === undefined) {
    return Failures.malformed("index", "A candidate of the answer has an index out of bounds.")
  }
  for (const part of array(object(native["content"])?.["parts"])) {
    const failure = Parts.read(found.spoken, found.index, part, events)
    if (failure !== undefined) return failure
  }
  Logprobs.read(native["logprobsResult"], found.index, events)
  found.extra = Extra.read(found.extra, native, ofCandidate)
  const finish = text(native["finishReason"])
  if (finish === undefined || finish === "FINISH_REASON_UNSPECIFIED") return undefined
  // A later reason never says less than the one before.
  if (found.finish === undefined || weightOf(finish) > weightOf(found.finish)) found.finish = finish
  const reason = toReason(found.finish, false)
  return isReason(reason) ? undefined : Failures.ofFinish(reason, found.finish, text(native["finishMessage"]))
}

/** One chunk, or a whole reply: they are the same. */
const read = (answer: Answer, json: JsonObject, events: Array<Event>): Failure | undefined => {
  const candidates = array(json["candidates"])
  if (ErrorBody.isError(json, candidates.length > 0)) return Failures.ofFrame(json)
  const usage = object(json["usageMetadata"])
  const feedback = object(json["promptFeedback"])
  if (candidates.length === 0 && text(feedback?.["blockReason"]) !== undefined) {
    if (answer.candidates.size === 0) return Failures.blocked(feedback!)
  }
  answer.spoke ||= usage !== undefined || candidates.length > 0 || json["responseId"] !== undefined
  if (!answer.spoke) return undefined
  envelope(answer, json, events)
  for (const [position, native] of candidates.entries()) {
    if (!isObject(native))
      return Failures.malformed("candidate", "A candidate of the answer is not an object.")
    const failure = candidate(answer, native, position, events)
    if (failure !== undefined) return failure
  }
  answer.extra = Extra.read(answer.extra, json, ofAnswer)
  if (usage === undefined) return undefined
  const tally = Usage.merge(answer.tally, usage)
  if (tally === undefined) return undefined
  answer.tally = tally
  events.push(Usage.toReport(tally))
  return undefined
}

/** What is told of a candidate when no more of it comes. */
const close = (
  { extra, finish, index, spoken }: Candidate,
  events: Array<Event>,
  ends: Array<Event>
): void => {
  Grounding.annotate(extra?.get("groundingMetadata"), spoken.text, index, events)
  if (spoken.natives.length > 0) {
    events.push({ type: "provider_fields", choice: index, fields: { parts: spoken.natives } })
  }
  if (extra !== undefined) {
    events.push({ type: "provider_fields", choice: index, on: "choice", fields: Extra.fieldsOf(extra) })
  }
  const reason = toReason(finish ?? "STOP", spoken.calls > 0)
  if (!isReason(reason)) return
  ends.push({
    type: "finish",
    choice: index,
    reason,
    ...(finish === undefined ? {} : { native: finish })
  })
}

/** The family has no terminal of its own: it is over when every candidate has a reason to be, and no more bytes come. */
const finish = (answer: Answer, isWhole: boolean, events: Array<Event>): Failure | undefined => {
  const candidates = [...answer.candidates.values()].sort((one, other) => one.index - other.index)
  if (candidates.length === 0) {
    return isWhole || !answer.spoke
      ? Failures.malformed("whole", "The answer has no candidates.")
      : truncated("The stream ended before any candidate.")
  }
  if (!isWhole && candidates.some((each) => each.finish === undefined)) {
    return truncated("The stream ended before its finish reason.")
  }
  if (answer.extra !== undefined) {
    const [first] = candidates
    events.push({ type: "provider_fields", choice: first!.index, fields: Extra.fieldsOf(answer.extra) })
  }
  // All that any candidate says comes ahead of the first end.
  const ends: Array<Event> = []
  for (const each of candidates) close(each, events, ends)
  for (const each of ends) events.push(each)
  events.push({ type: "end" })
  answer.ended = true
  return undefined
}

const truncated = (message: string): Failure => new StreamTruncated({ message, rule: "stream:finish" })

export const step = (answer: Answer, frame: SseFrame): readonly [Answer, ReadonlyArray<Event>] | Failure => {
  const { data } = frame
  if (answer.ended || data === "" || data === "[DONE]") return [answer, none]
  const json = parseExact(data)
  if (!isObject(json)) return Failures.malformed("json", "A frame of the stream is not a JSON object.")
  const events: Array<Event> = []
  return read(answer, json, events) ?? [answer, events]
}

export const end = (answer: Answer): ReadonlyArray<Event> | Failure => {
  if (answer.ended) return none
  const events: Array<Event> = []
  return finish(answer, false, events) ?? events
}

/** A whole reply. */
export const whole = (json: unknown): ReadonlyArray<Event> | Failure => {
  if (!isObject(json)) return Failures.malformed("whole", "The answer is not a JSON object.")
  const answer = start()
  const events: Array<Event> = []
  return read(answer, json, events) ?? finish(answer, true, events) ?? events
}
