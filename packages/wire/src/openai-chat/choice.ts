import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type { JsonObject } from "@turnout/core/Json"
import * as Calls from "./calls.ts"
import type { Dialect } from "./dialect.ts"
import * as Extra from "../internal/extra.ts"
import { malformed, ofFinish } from "./failure.ts"
import { isReason, toReason, weightOf } from "./finish.ts"
import { type Choice, inStream, inWhole, logprobs, make, settle } from "./message.ts"
import { text } from "../internal/json.ts"

export { type Choice, make }

/** Keys of a choice that are read here or say nothing of their own. */
const ofChoice = new Set([
  "index",
  "message",
  "delta",
  "text",
  "logprobs",
  "finish_reason",
  "native_finish_reason",
  "usage",
  "error"
])

/** Takes in one native choice: of a stream, or of a `whole` reply. */
export const read = (
  choice: Choice,
  native: JsonObject,
  whole: boolean,
  dialect: Dialect,
  events: Array<Event>
): Failure | undefined => {
  const failure = (whole ? inWhole : inStream)(choice, native, dialect, events)
  if (failure !== undefined) return failure
  logprobs(choice, native["logprobs"], events)
  choice.extra = Extra.read(choice.extra, native, ofChoice)
  const finish = native["finish_reason"]
  // An empty reason is none, unless nothing else comes; a later one never says less than the one before.
  const before = choice.finish
  if (
    typeof finish === "string" &&
    (before === undefined || weightOf(finish, dialect) > weightOf(before, dialect))
  ) {
    choice.finish = finish
    choice.native = text(native["native_finish_reason"]) ?? choice.native
  } else choice.native ??= text(native["native_finish_reason"])
  if (choice.finish === undefined || choice.finish === "") return undefined
  const reason = toReason(choice.finish, false, dialect)
  return isReason(reason) ? undefined : ofFinish(reason, choice.finish)
}

const hasContent = (choice: Choice): boolean =>
  choice.text !== "" || choice.refused || choice.calls.list.length > 0 || choice.blocks.count > 0

/** What its vendor added to the message and the choice. */
export const additions = ({ extra, index, message }: Choice, events: Array<Event>): void => {
  if (message !== undefined) {
    events.push({ type: "provider_fields", choice: index, fields: Extra.fieldsOf(message) })
  }
  if (extra !== undefined) {
    events.push({ type: "provider_fields", choice: index, on: "choice", fields: Extra.fieldsOf(extra) })
  }
}

/** How an answer ended: as a whole reply, with `[DONE]`, or with its bytes alone. */
export type Terminal = "whole" | "done" | "eof"

/** Whether it is over although no reason says so: a whole reply, or a `[DONE]` that proves that nothing was cut. */
const isOver = (choice: Choice, terminal: Terminal, dialect: Dialect): boolean =>
  terminal === "whole" ||
  (terminal === "done" &&
    ((dialect.doneFinishes && hasContent(choice)) || (choice.finish === "" && choice.calls.started > 0)))

/**
 * What was held back, and the choice's end among `ends`; a failure where there is none. A `terminal` stands in for a reason
 * that the vendor left out.
 */
export const close = (
  choice: Choice,
  terminal: Terminal,
  dialect: Dialect,
  events: Array<Event>,
  ends: Array<Event>
): Failure | "open" | undefined => {
  const { calls, index, finish } = choice
  if (Calls.hasNameless(calls)) return malformed("A tool call of the answer has no name.")
  const called = calls.started > 0
  const reason = finish ? toReason(finish, called, dialect) : called ? "tool_calls" : "stop"
  if (!finish && !isOver(choice, terminal, dialect)) return "open"
  if (!isReason(reason)) return ofFinish(reason, finish ?? "")
  settle(choice, events)
  Calls.close(calls, index, events)
  additions(choice, events)
  // An answer through our own tool was no call.
  const settled = reason === "tool_calls" && !called && calls.answered ? "stop" : reason
  const native = choice.native ?? (finish === undefined && terminal === "done" ? null : finish || undefined)
  ends.push({
    type: "finish",
    choice: index,
    reason: settled,
    ...(native === undefined ? undefined : { native })
  })
  return undefined
}
