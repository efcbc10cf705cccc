import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type { Json, JsonObject } from "@turnout/core/Json"
import { answerTool, nameFromNative } from "../internal/answer-tool.ts"
import { isObject, object, text } from "../internal/json.ts"
import { compactOf } from "@turnout/core/RawJson"
import * as Anchor from "./anchor.ts"
import { malformed } from "./failure.ts"

/** The parts of one candidate so far. */
export interface Spoken {
  /** All text: what grounds it is told in bytes of it. */
  text: string
  /** Calls of the caller's functions. */
  calls: number
  /** The answer came through our own function. */
  answered: boolean
  /** Reasoning blocks so far; a thought that goes on belongs to the last. */
  blocks: number
  thinking: boolean
  /** Parts for which callers have no word, as they came. */
  readonly natives: Array<Json>
}

export const make = (): Spoken => ({
  text: "",
  calls: 0,
  answered: false,
  blocks: 0,
  thinking: false,
  natives: []
})

const opaque = (
  spoken: Spoken,
  choice: number,
  anchor: Anchor.Anchor,
  data: string,
  events: Array<Event>
): void => {
  spoken.thinking = false
  events.push({
    type: "reasoning_opaque",
    choice,
    block: spoken.blocks++,
    format: Anchor.format,
    data,
    id: Anchor.write(anchor)
  })
}

/** A piece of a thought; its signature closes it. */
const think = (
  spoken: Spoken,
  choice: number,
  words: string,
  signature: string | undefined,
  events: Array<Event>
): void => {
  if (!spoken.thinking) {
    spoken.thinking = true
    spoken.blocks++
  }
  const block = spoken.blocks - 1
  const at = spoken.text.length
  const place = at === 0 ? {} : { id: Anchor.write({ kind: "thought", at }) }
  if (words !== "") {
    events.push({ type: "reasoning", choice, block, text: words, format: Anchor.format, ...place })
  }
  if (signature === undefined) return
  spoken.thinking = false
  events.push({ type: "reasoning_opaque", choice, block, format: Anchor.format, signature, ...place })
}

const say = (
  spoken: Spoken,
  choice: number,
  words: string,
  signature: string | undefined,
  events: Array<Event>
): void => {
  const from = spoken.text.length
  if (words !== "") {
    spoken.thinking = false
    spoken.text += words
    events.push({ type: "text", choice, text: words })
  }
  if (signature !== undefined) {
    opaque(spoken, choice, { kind: "text", from, to: spoken.text.length }, signature, events)
  }
}

/** Calls come whole. */
const call = (
  spoken: Spoken,
  choice: number,
  native: JsonObject,
  signature: string | undefined,
  events: Array<Event>
): Failure | undefined => {
  const name = text(native["name"])
  if (name === undefined) return malformed("name", "A function call of the answer has no name.")
  const args = native["args"]
  const words = isObject(args) ? (compactOf(args) ?? "{}") : (text(args) ?? "{}")
  if (name === answerTool) {
    spoken.answered = true
    say(spoken, choice, words, signature, events)
    return undefined
  }
  spoken.thinking = false
  const at = spoken.calls++
  events.push({
    type: "tool_start",
    choice,
    call: at,
    id: text(native["id"]) ?? "",
    name: nameFromNative(name),
    ...(signature === undefined ? {} : { signature })
  })
  events.push({ type: "tool_arguments", choice, call: at, text: words })
  // Beside the call, where a caller finds it, its origin is told only here.
  if (signature !== undefined) opaque(spoken, choice, { kind: "call", at }, signature, events)
  return undefined
}

/** Beside text: how it came about. */
const beside = new Set(["text", "thought", "thoughtSignature", "partMetadata", "videoMetadata"])

const isNative = (part: JsonObject): boolean => Object.keys(part).some((key) => !beside.has(key))

/** Code that the vendor ran, what it gave, an image: to be sent back as it came, and where it stood. */
const keep = (spoken: Spoken, choice: number, part: JsonObject, events: Array<Event>): void => {
  spoken.natives.push(part)
  const source = compactOf(part)
  if (source !== undefined) opaque(spoken, choice, { kind: "part", at: spoken.text.length }, source, events)
}

export const read = (
  spoken: Spoken,
  choice: number,
  given: Json,
  events: Array<Event>
): Failure | undefined => {
  const part = object(given)
  if (part === undefined) return undefined
  const signature = text(part["thoughtSignature"])
  const native = object(part["functionCall"])
  if (native !== undefined) return call(spoken, choice, native, signature, events)
  if (isNative(part)) {
    keep(spoken, choice, part, events)
    return undefined
  }
  const words = text(part["text"]) ?? ""
  if (part["thought"] === true) think(spoken, choice, words, signature, events)
  else say(spoken, choice, words, signature, events)
  return undefined
}
