import type { Event, FinishReason } from "@turnout/core/Event"
import { type Failure, StreamTruncated } from "@turnout/core/Failure"
import type { Json, JsonObject } from "@turnout/core/Json"
import * as Native from "@turnout/wire/NativeAnswer"
import { array, count, isObject, object, text } from "@turnout/wire/NativeAnswer"
import type { EventFrame } from "./events.ts"
import * as Blocks from "./blocks.ts"
import * as Failures from "./failure.ts"
import * as Usage from "./usage.ts"

type Answer = Blocks.Answer

export type { Answer } from "./blocks.ts"
export { start } from "./blocks.ts"

const none: ReadonlyArray<Event> = []

const reasons: ReadonlyMap<string, FinishReason> = new Map<string, FinishReason>([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["guardrail_intervened", "content_filter"],
  ["content_filtered", "content_filter"]
])

const reasonOf = ({ calls, stop }: Answer): FinishReason => {
  if (stop === undefined || stop === "tool_use") return calls > 0 ? "tool_calls" : "stop"
  return reasons.get(stop) ?? "stop"
}

/** What is told when the answer is over. */
const finish = (answer: Answer, events: Array<Event>): void => {
  for (const index of answer.open.keys()) Blocks.close(answer, index, events)
  if (answer.extra !== undefined) {
    events.push({ type: "provider_fields", choice: 0, fields: Native.fieldsOf(answer.extra) })
  }
  const native = answer.stop
  events.push(
    { type: "finish", choice: 0, reason: reasonOf(answer), ...(native === undefined ? {} : { native }) },
    { type: "end" }
  )
  answer.ended = true
}

/** Keys of an answer that are read here. */
const known = new Set(["output", "stopReason", "usage", "serviceTier", "p"])

const metadata = (answer: Answer, json: JsonObject, events: Array<Event>): void => {
  const tier = text(object(json["serviceTier"])?.["type"])
  const report = Usage.toReport(json["usage"], tier)
  if (report !== undefined) events.push(report)
  answer.extra = Native.readExtra(answer.extra, json, known)
}

const delta = (answer: Answer, json: JsonObject, events: Array<Event>): Failure | undefined => {
  const index = count(json["contentBlockIndex"]) ?? 0
  const change = object(json["delta"]) ?? {}
  Blocks.say(text(change["text"]), events)
  const call = object(change["toolUse"])
  if (call !== undefined) {
    const block = answer.open.get(index)
    if (block === undefined || block.kind === "reasoning") {
      return Failures.malformed("arguments", "Arguments came for a call that had not begun.")
    }
    Blocks.argue(block, text(call["input"]), events)
  }
  const thought = object(change["reasoningContent"])
  if (thought !== undefined) Blocks.reason(answer, index, thought, events)
  Blocks.cite(change["citation"], events)
  return undefined
}

const read = (answer: Answer, type: string, json: JsonObject, events: Array<Event>): Failure | undefined => {
  switch (type) {
    case "messageStart":
      Blocks.begin(answer, events)
      return undefined
    case "contentBlockStart": {
      Blocks.begin(answer, events)
      const call = object(object(json["start"])?.["toolUse"])
      return call === undefined
        ? undefined
        : Blocks.openCall(answer, count(json["contentBlockIndex"]) ?? 0, call, events)
    }
    case "contentBlockDelta":
      Blocks.begin(answer, events)
      return delta(answer, json, events)
    case "contentBlockStop":
      Blocks.close(answer, count(json["contentBlockIndex"]) ?? 0, events)
      return undefined
    case "messageStop":
      Blocks.begin(answer, events)
      answer.stop = text(json["stopReason"])
      answer.extra = Native.readExtra(answer.extra, json, known)
      return undefined
    case "metadata":
      metadata(answer, json, events)
      if (answer.stop !== undefined) finish(answer, events)
      return undefined
    default:
      return undefined
  }
}

export const step = (
  answer: Answer,
  frame: EventFrame
): readonly [Answer, ReadonlyArray<Event>] | Failure => {
  if (answer.ended) return [answer, none]
  if (frame.kind !== "event") return Failures.ofFrame(frame)
  const json = Native.parseExact(frame.data)
  if (!isObject(json)) return Failures.malformed("json", "A frame of the stream is not a JSON object.")
  const events: Array<Event> = []
  return read(answer, frame.type, json, events) ?? [answer, events]
}

/** The last message holds the usage. */
export const end = (answer: Answer): ReadonlyArray<Event> | Failure => {
  if (answer.ended) return none
  return new StreamTruncated({
    message: "The stream ended before the answer did.",
    rule: "stream:metadata"
  })
}

const block = (answer: Answer, given: Json, index: number, events: Array<Event>): Failure | undefined => {
  if (!isObject(given)) return undefined
  Blocks.say(text(given["text"]), events)
  const cited = object(given["citationsContent"])
  for (const part of array(cited?.["content"])) Blocks.say(text(object(part)?.["text"]), events)
  for (const each of array(cited?.["citations"])) Blocks.cite(each, events)
  const thought = object(given["reasoningContent"])
  if (thought !== undefined) Blocks.reason(answer, index, thought, events)
  const call = object(given["toolUse"])
  if (call !== undefined) {
    const failure = Blocks.openCall(answer, index, call, events)
    if (failure !== undefined) return failure
    const opened = answer.open.get(index)
    const input = call["input"]
    if (opened !== undefined && opened.kind !== "reasoning") {
      const words = typeof input === "string" ? input : isObject(input) ? Native.compactOf(input) : undefined
      Blocks.argue(opened, words, events)
    }
  }
  Blocks.close(answer, index, events)
  return undefined
}

/** A whole reply. */
export const whole = (json: unknown): ReadonlyArray<Event> | Failure => {
  if (!isObject(json)) return Failures.malformed("whole", "The answer is not a JSON object.")
  const message = object(object(json["output"])?.["message"])
  if (message === undefined) {
    return text(json["message"]) === undefined && text(json["Message"]) === undefined
      ? Failures.malformed("whole", "The answer has no message.")
      : Failures.ofFrame({ kind: "error", type: text(json["__type"]) ?? "", data: JSON.stringify(json) })
  }
  const answer = Blocks.start()
  const events: Array<Event> = []
  Blocks.begin(answer, events)
  answer.stop = text(json["stopReason"])
  for (const [index, each] of array(message["content"]).entries()) {
    const failure = block(answer, each, index, events)
    if (failure !== undefined) return failure
  }
  metadata(answer, json, events)
  finish(answer, events)
  return events
}
