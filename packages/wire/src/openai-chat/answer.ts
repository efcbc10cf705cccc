import type { Event, Start } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { SseFrame } from "../Framing.ts"
import * as Choice from "./choice.ts"
import type { Dialect } from "./dialect.ts"
import { drained } from "../internal/drained.ts"
import * as Extra from "../internal/extra.ts"
import { inside, malformed, ofJson, truncated } from "./failure.ts"
import { array, count, isObject, object, parseExact, text } from "../internal/json.ts"
import * as Report from "./report.ts"

/** An answer that is being read; mutated by its own steps only. */
export interface Answer {
  choices: Array<Choice.Choice>
  started: boolean
  ended: boolean
  /** Whether anything at all was said in the family's language. */
  spoke: boolean
  /** All that was reported of usage so far, and whether some of it is not told yet. */
  readonly usage: Report.Report
  tier: string | undefined
  /** The fingerprint was told: some say it in the last chunk only. */
  marked: boolean
  /** What the vendor adds to the answer as a whole. */
  extra: Extra.Extra | undefined
  /** What the frame says that is being read. */
  readonly gathered: Array<Event>
}

/** Keys of an answer that are read here or say nothing of their own. */
const known = new Set([
  "id",
  "object",
  "created",
  "model",
  "choices",
  "usage",
  "service_tier",
  "system_fingerprint",
  "error",
  "base_resp",
  "x_groq",
  "obfuscation"
])

export const start = (): Answer => ({
  choices: [],
  started: false,
  ended: false,
  spoke: false,
  usage: Report.start(),
  tier: undefined,
  marked: false,
  extra: undefined,
  gathered: []
})

const none: ReadonlyArray<Event> = []

/** Upper bound of choice indices; one beyond it is invalid. */
const mostChoices = 128

/** The envelope, from the first chunk that has one: some open with an empty one. */
const envelope = (answer: Answer, json: JsonObject, events: Array<Event>): void => {
  const tier = text(json["service_tier"])
  if (tier !== undefined) answer.tier = tier
  const id = text(json["id"])
  const fingerprint = answer.marked ? undefined : text(json["system_fingerprint"])
  if (answer.started) {
    if (fingerprint === undefined) return
    answer.marked = true
    events.push({ type: "start", system_fingerprint: fingerprint })
    return
  }
  if (id === undefined && array(json["choices"]).length === 0) return
  answer.started = true
  const model = text(json["model"])
  const created = count(json["created"])
  answer.marked = fingerprint !== undefined
  const event: { -readonly [field in keyof Start]: Start[field] } = { type: "start" }
  if (id !== undefined) event.id = id
  if (model !== undefined) event.model = model
  if (created !== undefined && created !== 0) event.created = created
  if (fingerprint !== undefined) event.system_fingerprint = fingerprint
  if (tier !== undefined) event.service_tier = tier
  events.push(event)
}

const choiceOf = (
  answer: Answer,
  native: JsonObject,
  position: number,
  dialect: Dialect
): Choice.Choice | undefined => {
  const given = native["index"]
  const index = typeof given === "number" && Number.isInteger(given) && given >= 0 ? given : position
  if (index >= mostChoices) return undefined
  for (const choice of answer.choices) if (choice.index === index) return choice
  const choice = Choice.make(index, dialect)
  // Most answers have one: an array that grows takes room for seventeen.
  if (answer.choices.length === 0) answer.choices = [choice]
  else answer.choices.push(choice)
  return choice
}

/** Wherever it stands; one choice's is the answer's. */
const usage = (answer: Answer, json: JsonObject, dialect: Dialect): void => {
  const given =
    object(json["usage"]) ??
    object(object(json["x_groq"])?.["usage"]) ??
    object(object(array(json["choices"])[0])?.["usage"])
  if (given !== undefined) Report.read(answer.usage, given, dialect)
}

const report = (answer: Answer, dialect: Dialect, events: Array<Event>): void => {
  const event = Report.tell(answer.usage, answer.tier, dialect)
  if (event !== undefined) events.push(event)
}

/** One chunk, or a whole reply: they differ in nothing but the name of the message. */
const read = (
  answer: Answer,
  json: JsonObject,
  whole: boolean,
  dialect: Dialect,
  events: Array<Event>
): Failure | undefined => {
  const error = inside(json)
  if (error !== undefined) return ofJson(dialect, error)
  envelope(answer, json, events)
  const choices = array(json["choices"])
  for (let position = 0; position < choices.length; position++) {
    const native = choices[position]
    if (!isObject(native)) return malformed("A choice of the answer is not an object.")
    const choice = choiceOf(answer, native, position, dialect)
    if (choice === undefined) return malformed("A choice of the answer has an index out of bounds.")
    const failure = Choice.read(choice, native, whole, dialect, events)
    if (failure !== undefined) return failure
  }
  usage(answer, json, dialect)
  answer.extra = Extra.read(answer.extra, json, known)
  return undefined
}

/** Those of an answer as a whole stand on its first choice. */
const additions = ({ choices, extra }: Answer, events: Array<Event>): void => {
  if (extra === undefined || choices.length === 0) return
  const choice = choices.reduce((least, other) => (other.index < least.index ? other : least)).index
  events.push({ type: "provider_fields", choice, fields: Extra.fieldsOf(extra) })
}

/** What the vendor added to an answer that has no end. */
export const held = (answer: Answer): ReadonlyArray<Event> => {
  const events: Array<Event> = []
  additions(answer, events)
  for (const choice of answer.choices) Choice.additions(choice, events)
  return events
}

/** The terminal: every choice has its end, then usage, then `end`. */
const finish = (
  answer: Answer,
  terminal: Choice.Terminal,
  dialect: Dialect,
  events: Array<Event>
): Failure | undefined => {
  if (answer.choices.length === 0) {
    return terminal === "whole" || !answer.spoke
      ? malformed("The answer has no choices.")
      : truncated("The stream ended before any choice.")
  }
  additions(answer, events)
  // All that any choice says comes ahead of the first end.
  const ends = answer.choices.length === 1 ? events : []
  for (const choice of answer.choices.sort((left, right) => left.index - right.index)) {
    const failure = Choice.close(choice, terminal, dialect, events, ends)
    if (failure === "open") return truncated("The stream ended before its finish reason.")
    if (failure !== undefined) return failure
  }
  if (ends !== events) for (const end of ends) events.push(end)
  report(answer, dialect, events)
  events.push({ type: "end" })
  answer.ended = true
  return undefined
}

/** No choice has ended yet. */
const isOpen = ({ choices }: Answer): boolean => {
  for (const { finish } of choices) if (finish !== undefined) return false
  return true
}

const data = (
  answer: Answer,
  frame: SseFrame,
  dialect: Dialect,
  events: Array<Event>
): Failure | undefined => {
  const json: Json | undefined = parseExact(frame.data)
  if (frame.event === "error") return ofJson(dialect, json ?? frame.data)
  if (!isObject(json)) {
    // Pings under a name of their own may hold anything; so may null, which says nothing.
    if (json === null || (json === undefined && frame.event !== undefined && frame.event !== "message"))
      return undefined
    return malformed("A frame of the stream is not a JSON object.")
  }
  answer.spoke = true
  const failure = read(answer, json, false, dialect, events)
  // A running count is told as it grows; the last one waits for the end.
  if (failure === undefined && answer.started && isOpen(answer)) report(answer, dialect, events)
  return failure
}

export const step = (
  answer: Answer,
  frame: SseFrame,
  dialect: Dialect
): readonly [Answer, ReadonlyArray<Event>] | Failure => {
  if (answer.ended || frame.data === "") return [answer, none]
  const events = answer.gathered
  const failure =
    frame.data.trim() === "[DONE]"
      ? finish(answer, "done", dialect, events)
      : data(answer, frame, dialect, events)
  return failure ?? [answer, drained(events)]
}

export const end = (answer: Answer, dialect: Dialect): ReadonlyArray<Event> | Failure => {
  if (answer.ended) return none
  if (answer.spoke && dialect.terminal === "done") return truncated("The stream ended before [DONE].")
  if (answer.spoke && dialect.terminal === "usage" && Object.keys(answer.usage.counts).length === 0) {
    return truncated("The stream ended before its usage and [DONE].")
  }
  const events: Array<Event> = []
  return finish(answer, "eof", dialect, events) ?? events
}

export const whole = (json: unknown, dialect: Dialect): ReadonlyArray<Event> | Failure => {
  if (!isObject(json)) return malformed("The answer is not a JSON object.")
  const answer = start()
  const events: Array<Event> = []
  return read(answer, json, true, dialect, events) ?? finish(answer, "whole", dialect, events) ?? events
}
