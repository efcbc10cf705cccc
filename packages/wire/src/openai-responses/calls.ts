import type { Json, JsonObject } from "@turnout/core/Json"
import { answerTool, nameFromNative } from "../internal/answer-tool.ts"
import * as Extra from "../internal/extra.ts"
import { text } from "../internal/json.ts"
import { sourceOf } from "@turnout/core/RawJson"
import { type Call, type Events, type Item, remainder, type State } from "./state.ts"

/** Keys of a call that are read here or say nothing of their own. */
const known = new Set(["id", "type", "status", "call_id", "name", "arguments", "input"])

const argumentsOf = (value: Json | undefined): string => {
  if (typeof value === "string") return value
  // Arguments as an object are the text that the vendor wrote.
  return value === undefined || value === null ? "" : (sourceOf(value) ?? "")
}

const tell = (state: State, call: Call, words: string, events: Events): void => {
  if (words === "") return
  call.words += words
  if (call.name === "") {
    call.held += words
    return
  }
  if (!call.answers) events.push({ type: "tool_arguments", choice: 0, call: call.number, text: words })
  else {
    state.written += words.length
    events.push({ type: "text", choice: 0, text: words })
  }
}

/** The call's name is known: it is one of the caller's, or the answer through our own tool. */
const begin = (state: State, call: Call, name: string, events: Events): void => {
  call.name = name
  call.answers = name === answerTool
  if (!call.answers) {
    call.number = state.called++
    events.push({
      type: "tool_start",
      choice: 0,
      call: call.number,
      id: call.id,
      name: nameFromNative(name),
      ...(call.kind === "custom" ? { kind: "custom" } : undefined)
    })
  }
  const { held } = call
  call.held = ""
  call.words = call.words.slice(held.length)
  tell(state, call, held, events)
}

const callOf = (state: State, item: Item, kind: Call["kind"]): Call => {
  if (item.call === undefined) {
    item.call = {
      kind,
      id: "",
      name: "",
      number: -1,
      held: "",
      words: "",
      closed: false,
      answers: false
    }
    state.calls.push(item.call)
  }
  return item.call
}

/** The id is the call's own: that of the item says where it stood. */
const identify = (state: State, item: Item, kind: Call["kind"], native: JsonObject, events: Events): Call => {
  const call = callOf(state, item, kind)
  if (call.id === "") call.id = text(native["call_id"]) ?? text(native["id"]) ?? ""
  const name = text(native["name"])
  if (call.name === "" && name !== undefined) begin(state, call, name, events)
  return call
}

export const kindOf = (type: Json | undefined): Call["kind"] | undefined =>
  type === "function_call" ? "function" : type === "custom_tool_call" ? "custom" : undefined

/** A call as it begins. What stands there of arguments is no part of them yet: some servers write `{}`. */
export const open = (
  state: State,
  item: Item,
  kind: Call["kind"],
  native: JsonObject,
  events: Events
): void => {
  identify(state, item, kind, native, events)
}

export const delta = (
  state: State,
  item: Item,
  kind: Call["kind"],
  json: JsonObject,
  events: Events
): void => {
  tell(state, callOf(state, item, kind), text(json["delta"]) ?? "", events)
}

/** Arguments as they are in the end; `native` is an event or the item. */
export const snapshot = (
  state: State,
  item: Item,
  kind: Call["kind"],
  native: JsonObject,
  events: Events
): void => {
  const call =
    native["type"] === undefined || kindOf(native["type"]) === undefined
      ? callOf(state, item, kind)
      : identify(state, item, kind, native, events)
  const words = argumentsOf(kind === "custom" ? native["input"] : native["arguments"])
  tell(state, call, remainder(call, words), events)
}

/** A call that is complete. */
export const close = (
  state: State,
  item: Item,
  kind: Call["kind"],
  native: JsonObject,
  events: Events
): void => {
  snapshot(state, item, kind, native, events)
  const { call } = item
  const extra = Extra.read(undefined, native, known)
  if (call === undefined || call.number < 0 || extra === undefined) return
  events.push({ type: "provider_fields", choice: 0, call: call.number, fields: Extra.fieldsOf(extra) })
}

/** Whether a call was begun whose name never came. */
export const hasNameless = ({ calls }: State): boolean =>
  calls.some(({ held, id, name }) => name === "" && (held !== "" || id !== ""))
