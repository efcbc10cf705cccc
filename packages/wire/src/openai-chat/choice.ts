import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type { Json, JsonObject } from "@turnout/core/Json"
import * as Calls from "./calls.ts"
import type { Dialect } from "./dialect.ts"
import { malformed, ofFinish } from "./failure.ts"
import { isReason, toReason } from "./finish.ts"
import * as Reasoning from "./reasoning.ts"
import { array, isObject, object, text } from "./read.ts"

/** One choice of an answer that is being read. */
export interface Choice {
  readonly index: number
  readonly calls: Calls.Calls
  readonly blocks: Reasoning.Blocks
  /** The native word for its end, once there was one; it may still be followed by content. */
  finish: string | undefined
  native: string | undefined
}

export const make = (index: number): Choice => ({
  index,
  calls: Calls.make(),
  blocks: Reasoning.make(),
  finish: undefined,
  native: undefined
})

const content = (choice: Choice, value: Json | undefined, events: Array<Event>): Failure | undefined => {
  if (typeof value === "string") {
    if (value !== "") events.push({ type: "text", choice: choice.index, text: value })
    return undefined
  }
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value)) return malformed("The content of an answer is neither text nor a list of parts.")
  for (const part of value as ReadonlyArray<Json>) {
    if (!isObject(part)) continue
    if (part["type"] === "thinking") Reasoning.readPart(choice.blocks, part, choice.index, events)
    else if (part["type"] === "refusal") refusal(choice, part["refusal"], events)
    else content(choice, text(part["text"]), events)
  }
  return undefined
}

const refusal = (choice: Choice, value: Json | undefined, events: Array<Event>): void => {
  const words = text(value)
  if (words !== undefined) events.push({ type: "refusal", choice: choice.index, text: words })
}

const logprobs = (choice: Choice, value: Json | undefined, events: Array<Event>): void => {
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

/** Takes in one native choice: a delta of a stream, or the `whole` message of a unary reply. */
export const read = (
  choice: Choice,
  native: JsonObject,
  whole: boolean,
  dialect: Dialect,
  events: Array<Event>
): Failure | undefined => {
  const said = object(native["delta"]) ?? object(native["message"])
  if (said !== undefined) {
    Reasoning.read(choice.blocks, said, choice.index, events)
    const failure = content(choice, said["content"], events)
    if (failure !== undefined) return failure
    refusal(choice, said["refusal"], events)
    logprobs(choice, native["logprobs"], events)
    for (const entry of Calls.entries(said["tool_calls"])) {
      Calls.read(choice.calls, entry, choice.index, whole, dialect.callSignature, events)
    }
    const legacy = object(said["function_call"])
    if (legacy !== undefined) Calls.readLegacy(choice.calls, legacy, choice.index, events)
    for (const annotation of array(said["annotations"])) {
      if (isObject(annotation)) events.push({ type: "annotation", choice: choice.index, annotation })
    }
  } else if (whole) return malformed("A choice of the answer has no message.")
  const finish = native["finish_reason"]
  // An empty reason is none, unless nothing else comes.
  if (typeof finish === "string" && (finish !== "" || choice.finish === undefined)) choice.finish = finish
  choice.native = text(native["native_finish_reason"]) ?? choice.native
  if (choice.finish === undefined || choice.finish === "") return undefined
  const reason = toReason(choice.finish, false, dialect)
  return isReason(reason) ? undefined : ofFinish(reason, choice.finish)
}

/**
 * The choice's end, which comes after its last content; undefined where it has none. A `terminal` (a whole
 * reply, `[DONE]`) proves that nothing was cut, and stands in for a reason that the vendor left empty.
 */
export const close = (
  choice: Choice,
  terminal: "whole" | "done" | "eof",
  dialect: Dialect
): Event | Failure | undefined => {
  if (Calls.hasNameless(choice.calls)) return malformed("A tool call of the answer has no name.")
  const called = choice.calls.started > 0
  const { finish } = choice
  if (finish === undefined || finish === "") {
    const isOver = terminal === "whole" || (terminal === "done" && finish === "" && called)
    return isOver
      ? { type: "finish", choice: choice.index, reason: called ? "tool_calls" : "stop" }
      : undefined
  }
  const reason = toReason(finish, called, dialect)
  if (!isReason(reason)) return ofFinish(reason, finish)
  // An answer through our own tool was no call.
  const settled = reason === "tool_calls" && !called && choice.calls.answered ? "stop" : reason
  return { type: "finish", choice: choice.index, reason: settled, native: choice.native ?? finish }
}
