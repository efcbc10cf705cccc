import type { Event } from "@turnout/core/Event"
import { type Failure, MalformedResponse, StreamTruncated } from "@turnout/core/Failure"
import type { Json, JsonObject } from "@turnout/core/Json"
import * as Usage from "@turnout/core/Usage"
import type { SseFrame } from "@turnout/wire/Framing"
import * as Native from "@turnout/wire/NativeAnswer"
import { array, count, isObject, object, text } from "@turnout/wire/NativeAnswer"
import * as Status from "@turnout/wire/Status"
import { format } from "./words.ts"

/** An answer that is being read; mutated by its own steps only. */
export interface Answer {
  started: boolean
  ended: boolean
  /** Whether what came last was thought, so that a new block begins where it was not. */
  thinking: boolean
  thoughts: number
  calls: number
  extra: Native.Extra | undefined
}

export const start = (): Answer => ({
  started: false,
  ended: false,
  thinking: false,
  thoughts: 0,
  calls: 0,
  extra: undefined
})

const none: ReadonlyArray<Event> = []

const malformed = (rule: string, message: string): Failure =>
  new MalformedResponse({ message, rule: `frame:${rule}` })

/** An error is a text, of a status other than 2xx or in a line of its own. */
export const failureOf = (
  json: Json | undefined,
  told: {
    readonly status?: number
    readonly headers: { readonly [name: string]: string }
    readonly now: number
  }
): Failure => {
  const said = Native.readError(json ?? {})
  return Status.toFailure({
    ...told,
    code: said.code,
    type: said.type,
    message: said.message,
    param: said.param,
    body: json
  })
}

const begin = (answer: Answer, json: JsonObject, events: Array<Event>): void => {
  if (answer.started) return
  answer.started = true
  const model = text(json["model"])
  const milliseconds = Date.parse(text(json["created_at"]) ?? "")
  events.push({
    type: "start",
    ...(model === undefined ? {} : { model }),
    ...(milliseconds > 0 ? { created: Math.floor(milliseconds / 1000) } : {})
  })
}

/** A call comes whole, and without an id. */
const call = (answer: Answer, given: Json, events: Array<Event>): Failure | undefined => {
  const inner = object(object(given)?.["function"])
  const name = text(inner?.["name"])
  if (inner === undefined || name === undefined) {
    return malformed("name", "A tool call of the answer has no name.")
  }
  const index = answer.calls++
  const id = text(object(given)?.["id"]) ?? ""
  events.push({ type: "tool_start", choice: 0, call: index, id, name: Native.nameFromNative(name) })
  const { arguments: input } = inner
  const words = typeof input === "string" ? input : isObject(input) ? Native.compactOf(input) : "{}"
  if (words !== undefined) events.push({ type: "tool_arguments", choice: 0, call: index, text: words })
  return undefined
}

const message = (answer: Answer, said: JsonObject, events: Array<Event>): Failure | undefined => {
  const thought = text(said["thinking"])
  if (thought !== undefined) {
    if (!answer.thinking) answer.thoughts++
    answer.thinking = true
    events.push({ type: "reasoning", choice: 0, block: answer.thoughts - 1, text: thought, format })
  }
  const words = text(said["content"])
  if (words !== undefined) {
    answer.thinking = false
    events.push({ type: "text", choice: 0, text: words })
  }
  for (const each of array(said["tool_calls"])) {
    answer.thinking = false
    const failure = call(answer, each, events)
    if (failure !== undefined) return failure
  }
  return undefined
}

const entry = (given: Json): Array<JsonObject> => {
  const each = object(given)
  const token = each?.["token"]
  const logprob = each?.["logprob"]
  if (each === undefined || typeof token !== "string" || typeof logprob !== "number") return []
  return [{ token, logprob, bytes: array(each["bytes"]).length > 0 ? array(each["bytes"]) : null }]
}

const logprobs = (given: Json | undefined, events: Array<Event>): void => {
  const content = array(given).flatMap((each) =>
    entry(each).map((one) => ({
      ...one,
      top_logprobs: array(object(each)?.["top_logprobs"]).flatMap(entry)
    }))
  )
  if (content.length > 0) events.push({ type: "logprobs", choice: 0, content })
}

const usage = (json: JsonObject, events: Array<Event>): void => {
  const input = count(json["prompt_eval_count"])
  const output = count(json["eval_count"])
  if (input === undefined && output === undefined) return
  const isAssumed = input === undefined || output === undefined
  const counted = Usage.make({ input, output, ...(isAssumed ? { assumed: true } : {}) })
  events.push({ type: "usage", usage: counted })
}

/** Keys that are read here, or say nothing of their own. */
const known = new Set([
  "model",
  "created_at",
  "message",
  "done",
  "done_reason",
  "prompt_eval_count",
  "eval_count",
  "logprobs",
  "error"
])

const finish = (answer: Answer, json: JsonObject, events: Array<Event>): void => {
  usage(json, events)
  answer.extra = Native.readExtra(answer.extra, json, known)
  if (answer.extra !== undefined) {
    events.push({ type: "provider_fields", choice: 0, fields: Native.fieldsOf(answer.extra) })
  }
  const native = text(json["done_reason"])
  const reason = native === "length" ? "length" : answer.calls > 0 ? "tool_calls" : "stop"
  events.push(
    { type: "finish", choice: 0, reason, ...(native === undefined ? {} : { native }) },
    { type: "end" }
  )
  answer.ended = true
}

const read = (answer: Answer, json: JsonObject, events: Array<Event>): Failure | undefined => {
  const said = object(json["message"])
  if (Native.isError(json, said !== undefined)) return failureOf(json, { headers: {}, now: 0 })
  if (said === undefined && json["done"] !== true) return undefined
  begin(answer, json, events)
  const failure = said === undefined ? undefined : message(answer, said, events)
  if (failure !== undefined) return failure
  logprobs(json["logprobs"], events)
  if (json["done"] === true) finish(answer, json, events)
  return undefined
}

export const step = (
  answer: Answer,
  { data }: SseFrame
): readonly [Answer, ReadonlyArray<Event>] | Failure => {
  if (answer.ended || data.trim() === "") return [answer, none]
  const json = Native.parseExact(data)
  if (!isObject(json)) return malformed("json", "A line of the stream is not a JSON object.")
  const events: Array<Event> = []
  return read(answer, json, events) ?? [answer, events]
}

export const end = (answer: Answer): ReadonlyArray<Event> | Failure =>
  answer.ended
    ? none
    : new StreamTruncated({ message: "The stream ended before the answer did.", rule: "stream:done" })

/** A whole reply, or the only line of a stream. */
export const whole = (json: unknown): ReadonlyArray<Event> | Failure => {
  if (!isObject(json)) return malformed("whole", "The answer is not a JSON object.")
  const answer = start()
  const events: Array<Event> = []
  const failure = read(answer, json, events)
  if (failure !== undefined) return failure
  if (object(json["message"]) === undefined) return malformed("whole", "The answer has no message.")
  if (!answer.ended) finish(answer, json, events)
  return events
}
