import type { Event, FinishReason } from "@turnout/core/Event"
import { type Failure, StreamTruncated } from "@turnout/core/Failure"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { SseFrame } from "@turnout/wire/Framing"
import * as Native from "@turnout/wire/NativeAnswer"
import { array, count, isObject, object, text } from "@turnout/wire/NativeAnswer"
import * as Failures from "./failure.ts"
import * as Parts from "./parts.ts"
import * as Usage from "./usage.ts"
import { plan } from "./words.ts"

type Answer = Parts.Answer

export type { Answer } from "./parts.ts"
export { start } from "./parts.ts"

const none: ReadonlyArray<Event> = []

const reasons: ReadonlyMap<string, FinishReason> = new Map<string, FinishReason>([
  ["COMPLETE", "stop"],
  ["STOP_SEQUENCE", "stop"],
  ["MAX_TOKENS", "length"],
  ["TOOL_CALL", "tool_calls"]
])

/** Reasons to end that are no answer. */
const failures = new Set(["ERROR", "ERROR_TOXIC", "ERROR_LIMIT", "TIMEOUT"])

const conclude = (
  answer: Answer,
  native: string | undefined,
  usage: Json | undefined,
  events: Array<Event>
): void => {
  Parts.closeCalls(answer, events)
  const report = Usage.toReport(usage)
  if (report !== undefined) events.push(report)
  if (answer.citations.length > 0 || answer.extra !== undefined) {
    const cited: JsonObject = answer.citations.length === 0 ? {} : { citations: answer.citations }
    const fields = answer.extra === undefined ? cited : { ...Native.fieldsOf(answer.extra), ...cited }
    events.push({ type: "provider_fields", choice: 0, fields })
  }
  const told = native === undefined ? undefined : reasons.get(native)
  const called = answer.count > 0
  // An answer through our own tool is text, and ends as such.
  const reason = told === "tool_calls" && !called ? "stop" : (told ?? (called ? "tool_calls" : "stop"))
  events.push(
    { type: "finish", choice: 0, reason, ...(native === undefined ? {} : { native }) },
    { type: "end" }
  )
  answer.ended = true
}

const ofMessage = new Set(["role", "content", "tool_calls", "tool_plan", "citations"])
const ofAnswer = new Set(["id", "finish_reason", "message", "usage", "logprobs"])

const messageOf = (json: JsonObject): JsonObject =>
  object(object(json["delta"])?.["message"]) ?? object(json["message"]) ?? {}

const read = (answer: Answer, json: JsonObject, type: string, events: Array<Event>): Failure | undefined => {
  const index = count(json["index"]) ?? 0
  const message = messageOf(json)
  switch (type) {
    case "message-start":
      Parts.begin(answer, json["id"], events)
      return undefined
    case "content-start":
    case "content-delta":
      Parts.begin(answer, undefined, events)
      if (isObject(message["content"])) Parts.part(answer, message["content"], index, events)
      Parts.logprobs(isObject(json["logprobs"]) ? [json["logprobs"]] : json["logprobs"], events)
      return undefined
    case "tool-plan-delta":
      Parts.begin(answer, undefined, events)
      Parts.think(answer, plan, text(message["tool_plan"]), events)
      return undefined
    case "tool-call-start":
      Parts.begin(answer, undefined, events)
      return Parts.openCall(answer, index, object(message["tool_calls"]) ?? {}, events)
    case "tool-call-delta": {
      const call = answer.calls.get(index)
      if (call === undefined) {
        return Failures.malformed("arguments", "Arguments came for a call that had not begun.")
      }
      Parts.argue(
        answer,
        call,
        text(object(object(message["tool_calls"])?.["function"])?.["arguments"]),
        events
      )
      return undefined
    }
    case "citation-start":
      Parts.cite(answer, message["citations"], events)
      return undefined
    case "message-end": {
      const delta = object(json["delta"]) ?? {}
      const native = text(delta["finish_reason"])
      if (native !== undefined && failures.has(native)) return Failures.ofFinish(native, text(delta["error"]))
      Parts.begin(answer, json["id"], events)
      conclude(answer, native, delta["usage"], events)
      return undefined
    }
    default:
      return undefined
  }
}

export const step = (answer: Answer, frame: SseFrame): readonly [Answer, ReadonlyArray<Event>] | Failure => {
  const { data } = frame
  if (answer.ended || data === "" || data === "[DONE]") return [answer, none]
  const json = Native.parseExact(data)
  if (!isObject(json)) return Failures.malformed("json", "A frame of the stream is not a JSON object.")
  const type = text(json["type"]) ?? frame.event
  if (type === undefined || type === "error") {
    return Native.isError(json, false) || text(json["message"]) !== undefined
      ? Failures.ofFrame(json)
      : [answer, none]
  }
  const events: Array<Event> = []
  return read(answer, json, type, events) ?? [answer, events]
}

export const end = (answer: Answer): ReadonlyArray<Event> | Failure =>
  answer.ended
    ? none
    : new StreamTruncated({ message: "The stream ended before the answer did.", rule: "stream:message-end" })

/** A whole reply. */
export const whole = (json: unknown): ReadonlyArray<Event> | Failure => {
  if (!isObject(json)) return Failures.malformed("whole", "The answer is not a JSON object.")
  const message = object(json["message"])
  const native = text(json["finish_reason"])
  if (message === undefined) {
    return Native.isError(json, false) || text(json["message"]) !== undefined
      ? Failures.ofFrame(json)
      : Failures.malformed("whole", "The answer has no message.")
  }
  if (native !== undefined && failures.has(native)) return Failures.ofFinish(native, undefined)
  const answer = Parts.start()
  const events: Array<Event> = []
  Parts.begin(answer, json["id"], events)
  Parts.think(answer, plan, text(message["tool_plan"]), events)
  const { content } = message
  if (typeof content === "string") Parts.say(answer, text(content), events)
  for (const [index, each] of array(content).entries()) {
    if (isObject(each)) Parts.part(answer, each, index, events)
  }
  for (const [index, each] of array(message["tool_calls"]).entries()) {
    const failure = Parts.openCall(answer, index, object(each) ?? {}, events)
    if (failure !== undefined) return failure
  }
  for (const each of array(message["citations"])) Parts.cite(answer, each, events)
  Parts.logprobs(json["logprobs"], events)
  answer.extra = Native.readExtra(Native.readExtra(undefined, message, ofMessage), json, ofAnswer)
  conclude(answer, native, json["usage"], events)
  return events
}
