import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type { Json, JsonObject } from "@turnout/core/Json"
import * as Calls from "./calls.ts"
import type { Dialect } from "./dialect.ts"
import * as Extra from "../internal/extra.ts"
import { malformed } from "./failure.ts"
import { toReason } from "./finish.ts"
import * as Reasoning from "./reasoning.ts"
import * as Think from "./think.ts"
import { array, isObject, object, text } from "../internal/json.ts"

/** One choice of an answer that is being read. */
export interface Choice {
  readonly index: number
  readonly calls: Calls.Calls
  readonly blocks: Reasoning.Blocks
  /** Its text so far: a `message` beside deltas repeats it. */
  text: string
  refused: boolean
  annotated: boolean
  /** A delta was among what came: a `message` in the same stream is a snapshot. */
  deltas: boolean
  /** What the vendor adds to the message, and to the choice. */
  message: Extra.Extra | undefined
  extra: Extra.Extra | undefined
  /** The native word for its end, once there was one; it may still be followed by content. */
  finish: string | undefined
  native: string | undefined
  /** Of a vendor whose content may open with reasoning between tags. */
  readonly think: Think.Think | undefined
}

export const make = (index: number, dialect: Dialect): Choice => ({
  index,
  calls: Calls.make(),
  blocks: Reasoning.make(dialect.cumulativeReasoning),
  think: dialect.thinkTags ? Think.make() : undefined,
  text: "",
  refused: false,
  annotated: false,
  deltas: false,
  message: undefined,
  extra: undefined,
  finish: undefined,
  native: undefined
})

/** Keys of a message that are read here or say nothing of their own. */
const ofMessage = new Set([
  "role",
  "content",
  "refusal",
  "name",
  "tool_calls",
  "function_call",
  "annotations",
  "reasoning",
  "reasoning_content",
  "reasoning_details"
])
const say = (choice: Choice, words: string, events: Array<Event>): void => {
  choice.text += words
  const { think } = choice
  tell(choice, think === undefined ? { text: words } : Think.read(think, words), events)
}

const tell = (choice: Choice, { text: words, thought }: Think.Told, events: Array<Event>): void => {
  if (thought !== undefined) Reasoning.readText(choice.blocks, thought, choice.index, events)
  if (words !== undefined) events.push({ type: "text", choice: choice.index, text: words })
}

/** What was held back because more of a tag might have come. */
export const settle = (choice: Choice, events: Array<Event>): void => {
  if (choice.think !== undefined) tell(choice, Think.end(choice.think), events)
}

const content = (choice: Choice, value: Json | undefined, events: Array<Event>): Failure | undefined => {
  if (typeof value === "string") {
    if (value !== "") say(choice, value, events)
    return undefined
  }
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value)) return malformed("The content of an answer is neither text nor a list of parts.")
  for (const part of value as ReadonlyArray<Json>) {
    if (typeof part === "string") content(choice, part, events)
    if (!isObject(part)) continue
    if (Reasoning.isPart(part)) Reasoning.readPart(choice.blocks, part, choice.index, events)
    else if (part["type"] === "refusal") refusal(choice, part["refusal"], events)
    else content(choice, text(part["text"]), events)
  }
  return undefined
}

const refusal = (choice: Choice, value: Json | undefined, events: Array<Event>): void => {
  const words = text(value)
  if (words === undefined) return
  choice.refused = true
  events.push({ type: "refusal", choice: choice.index, text: words })
}

const annotations = (choice: Choice, value: Json | undefined, events: Array<Event>): void => {
  for (const annotation of array(value)) {
    if (!isObject(annotation)) continue
    choice.annotated = true
    events.push({ type: "annotation", choice: choice.index, annotation })
  }
}

export const logprobs = (choice: Choice, value: Json | undefined, events: Array<Event>): void => {
  const given = object(value)
  if (given === undefined) return
  const tokens = array(given["content"])
  const refused = array(given["refusal"])
  if (tokens.length + refused.length === 0) return
  events.push({
    type: "logprobs",
    choice: choice.index,
    ...(tokens.length === 0 ? undefined : { content: tokens }),
    ...(refused.length === 0 ? undefined : { refusal: refused })
  })
}

const calls = (
  choice: Choice,
  said: JsonObject,
  whole: boolean,
  dialect: Dialect,
  events: Array<Event>
): void => {
  for (const entry of Calls.entries(said["tool_calls"])) {
    choice.calls.isListed = true
    Calls.read(choice.calls, entry, choice.index, whole, dialect.callSignature, events)
  }
  const legacy = object(said["function_call"])
  // The older field beside the newer one says the same once more.
  if (legacy !== undefined && !choice.calls.isListed)
    Calls.readLegacy(choice.calls, legacy, choice.index, events)
}

/** A delta, or a message that says it all. */
const take = (
  choice: Choice,
  said: JsonObject,
  whole: boolean,
  dialect: Dialect,
  events: Array<Event>
): Failure | undefined => {
  Reasoning.read(choice.blocks, said, choice.index, events)
  const failure = content(choice, said["content"], events)
  if (failure !== undefined) return failure
  refusal(choice, said["refusal"], events)
  calls(choice, said, whole, dialect, events)
  annotations(choice, said["annotations"], events)
  return undefined
}

/** The text of any content, for a comparison. */
const plain = (value: Json | undefined): string => {
  if (typeof value === "string") return value
  let words = ""
  for (const part of array(value)) {
    if (typeof part === "string") words += part
    else if (isObject(part) && !Reasoning.isPart(part)) words += text(part["text"]) ?? ""
  }
  return words
}

/** A `message` in a stream: it tells what was said, whole. Of that, what deltas did not say is said by it. */
const snapshot = (
  choice: Choice,
  message: JsonObject,
  dialect: Dialect,
  events: Array<Event>
): Failure | undefined => {
  const { blocks, text: before } = choice
  if (blocks.count === 0) Reasoning.read(blocks, message, choice.index, events)
  if (before === "") {
    const failure = content(choice, message["content"], events)
    if (failure !== undefined) return failure
  } else {
    const words = plain(message["content"])
    if (words.length >= before.length && words.startsWith(before)) {
      if (words.length > before.length) say(choice, words.slice(before.length), events)
      // Some hosts have no other word for a delta.
    } else if (!choice.deltas && words !== "") say(choice, words, events)
  }
  if (!choice.refused) refusal(choice, message["refusal"], events)
  if (!choice.deltas || choice.calls.list.length === 0) {
    calls(choice, message, choice.deltas, dialect, events)
  }
  if (!choice.annotated) annotations(choice, message["annotations"], events)
  return undefined
}

/** What one choice of a chunk says. */
export const inStream = (
  choice: Choice,
  native: JsonObject,
  dialect: Dialect,
  events: Array<Event>
): Failure | undefined => {
  const delta = object(native["delta"])
  const message = object(native["message"])
  if (delta !== undefined) {
    choice.deltas = true
    const failure = take(choice, delta, false, dialect, events)
    if (failure !== undefined) return failure
    choice.message = Extra.read(choice.message, delta, ofMessage, undefined, true)
  }
  if (message === undefined) return undefined
  choice.message = Extra.read(choice.message, message, ofMessage)
  return snapshot(choice, message, dialect, events)
}

/** The `message` of a whole reply; where it says nothing, the delta that some hosts put beside it. */
export const inWhole = (
  choice: Choice,
  native: JsonObject,
  dialect: Dialect,
  events: Array<Event>
): Failure | undefined => {
  const before = events.length
  for (const said of [object(native["message"]), object(native["delta"])]) {
    if (said === undefined || events.length > before) continue
    const failure = take(choice, said, true, dialect, events)
    if (failure !== undefined) return failure
    choice.message = Extra.read(choice.message, said, ofMessage)
  }
  if (isObject(native["message"]) || isObject(native["delta"])) return undefined
  if (typeof native["text"] === "string") return content(choice, native["text"], events)
  // A filter may leave nothing but its verdict.
  const finish = text(native["finish_reason"])
  return finish !== undefined && toReason(finish, false, dialect) === "content_filter"
    ? undefined
    : malformed("A choice of the answer has no message.")
}
