import type { Event } from "@turnout/core/Event"
import { type Failure, type FailureClass, MalformedResponse, StreamTruncated } from "@turnout/core/Failure"
import type { Json, JsonObject } from "@turnout/core/Json"
import * as Usage from "@turnout/core/Usage"
import type { SseFrame } from "@turnout/wire/Framing"
import * as Native from "@turnout/wire/NativeAnswer"
import { count, isObject, object, text } from "@turnout/wire/NativeAnswer"
import * as Status from "@turnout/wire/Status"

/** An answer that is being read; mutated by its own steps only. */
export interface Answer {
  started: boolean
  /** The vendor has said that all of it is there. */
  done: boolean
  ended: boolean
}

export const start = (): Answer => ({ started: false, done: false, ended: false })

const none: ReadonlyArray<Event> = []

const malformed = (rule: string, message: string): Failure =>
  new MalformedResponse({ message, rule: `frame:${rule}` })

/** How a prediction may end without an answer. */
const codes: Status.Codes = new Map<string, FailureClass>([
  ["failed", "ServerError"],
  ["canceled", "ServerError"],
  ["aborted", "ServerError"]
])

const failed = (message: string | undefined, code = "failed"): Failure =>
  Status.toFailure({ headers: {}, code, message, now: 0 }, codes)

/** A status other than 2xx: `{ title, detail, status }`. */
export const ofResponse = (
  status: number,
  headers: { readonly [name: string]: string },
  body: string,
  now: number
): Failure => {
  const json = object(Native.parse(body)) ?? {}
  const said = Native.readError(json)
  return Status.toFailure({
    status,
    headers,
    message: text(json["detail"]) ?? said.message ?? text(json["title"]),
    param: said.param,
    body,
    now
  })
}

const begin = (answer: Answer, json: JsonObject, events: Array<Event>): void => {
  if (answer.started) return
  answer.started = true
  const id = text(json["id"])
  const model = text(json["model"])
  const milliseconds = Date.parse(text(json["created_at"]) ?? "")
  events.push({
    type: "start",
    ...(id === undefined ? {} : { id }),
    ...(model === undefined ? {} : { model }),
    ...(milliseconds > 0 ? { created: Math.floor(milliseconds / 1000) } : {})
  })
}

const usage = (json: JsonObject, events: Array<Event>): void => {
  const metrics = object(json["metrics"])
  const input = count(metrics?.["input_token_count"]) ?? count(metrics?.["token_input_count"])
  const output = count(metrics?.["output_token_count"]) ?? count(metrics?.["token_output_count"])
  if (input === undefined && output === undefined) return
  const isAssumed = input === undefined || output === undefined
  const counted = Usage.make({ input, output, ...(isAssumed ? { assumed: true } : {}) })
  events.push({ type: "usage", usage: counted })
}

const finish = (answer: Answer, json: JsonObject, events: Array<Event>): void => {
  usage(json, events)
  const { metrics } = json
  if (isObject(metrics)) events.push({ type: "provider_fields", choice: 0, fields: { metrics } })
  const native = text(json["status"])
  events.push(
    { type: "finish", choice: 0, reason: "stop", ...(native === undefined ? {} : { native }) },
    { type: "end" }
  )
  answer.ended = true
}

/** What a prediction came to; undefined where it is an answer, or not over. */
const failureOf = (json: JsonObject): Failure | undefined => {
  const status = text(json["status"])
  const error = text(json["error"])
  if (status === "failed" || status === "canceled" || status === "aborted") return failed(error, status)
  return error === undefined ? undefined : failed(error)
}

const read = (answer: Answer, frame: SseFrame, events: Array<Event>): Failure | undefined => {
  const { data, event } = frame
  switch (event) {
    case "output":
      begin(answer, {}, events)
      if (data !== "") events.push({ type: "text", choice: 0, text: data })
      return undefined
    case "error": {
      const said = object(Native.parse(data))
      return failed(text(said?.["detail"]) ?? text(data))
    }
    case "done": {
      const reason = text(object(Native.parse(data))?.["reason"])
      if (reason !== undefined) return failed(undefined, reason === "canceled" ? "canceled" : "failed")
      answer.done = true
      return undefined
    }
    case "prediction": {
      const json = object(Native.parse(data))
      if (json === undefined) return undefined
      const failure = failureOf(json)
      if (failure !== undefined) return failure
      begin(answer, json, events)
      if (answer.done) finish(answer, json, events)
      return undefined
    }
    default:
      if (event !== undefined || data === "") return undefined
      return malformed("event", "A frame of the stream has no event.")
  }
}

export const step = (answer: Answer, frame: SseFrame): readonly [Answer, ReadonlyArray<Event>] | Failure => {
  if (answer.ended) return [answer, none]
  const events: Array<Event> = []
  return read(answer, frame, events) ?? [answer, events]
}

/** Behind `done` stands the prediction, as far as it could be had. */
export const end = (answer: Answer): ReadonlyArray<Event> | Failure => {
  return answer.ended
    ? none
    : new StreamTruncated({ message: "The stream ended before the answer did.", rule: "stream:done" })
}

/** The pieces of a text, or the text. */
const textOf = (output: Json | undefined): string | undefined => {
  if (typeof output === "string") return output
  if (!Array.isArray(output)) return undefined
  return (output as ReadonlyArray<Json>).map((piece) => (typeof piece === "string" ? piece : "")).join("")
}

/** A prediction that is over. */
export const whole = (json: unknown): ReadonlyArray<Event> | Failure => {
  if (!isObject(json)) return malformed("whole", "The answer is not a JSON object.")
  const failure = failureOf(json)
  if (failure !== undefined) return failure
  if (text(json["detail"]) !== undefined && json["output"] === undefined) {
    return failed(text(json["detail"]))
  }
  const words = textOf(json["output"])
  if (text(json["status"]) !== "succeeded" || words === undefined) {
    return malformed("whole", "The answer is no prediction that has an output of text.")
  }
  const answer = start()
  const events: Array<Event> = []
  begin(answer, json, events)
  if (words !== "") events.push({ type: "text", choice: 0, text: words })
  finish(answer, json, events)
  return events
}
