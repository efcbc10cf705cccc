import type { Event } from "@turnout/core/Event"
import type { Json, JsonObject } from "@turnout/core/Json"
import { answerTool, nameFromNative } from "../internal/answer-tool.ts"
import { at, isObject, object, text } from "./read.ts"

/** One tool call of a choice; `number` is dense and given when its name is known. */
interface Call {
  readonly index: number | undefined
  readonly id: string
  name: string
  number: number
  /** Arguments that came before the name. */
  held: string
  signature: string | undefined
  /** Its arguments are the answer. */
  answers: boolean
}

/** The tool calls of one choice, in the order in which they began. */
export interface Calls {
  readonly list: Array<Call>
  started: number
  /** Whether the answer came through our own tool. */
  answered: boolean
}

export const make = (): Calls => ({ list: [], started: 0, answered: false })

const argumentsOf = (value: Json | undefined): string => {
  if (typeof value === "string") return value
  // Arguments as an object are the text that they would be.
  return value === undefined || value === null ? "" : JSON.stringify(value)
}

const latest = (calls: Calls, is: (call: Call) => boolean): Call | undefined => {
  for (let index = calls.list.length - 1; index >= 0; index--) {
    const call = calls.list[index]!
    if (is(call)) return call
  }
  return undefined
}

/**
 * The call that a delta goes on with. Vendors tell calls apart by index, by id, by both, or by giving each one
 * whole; a known index under a new id with a name is a new call.
 */
const continued = (calls: Calls, index: number | undefined, id: string, name: string): Call | undefined => {
  if (index !== undefined) {
    const call = latest(calls, (other) => other.index === index)
    const isNew = call !== undefined && id !== "" && call.id !== "" && call.id !== id && name !== ""
    return isNew ? undefined : call
  }
  if (id !== "") return latest(calls, (other) => other.id === id)
  return name === "" ? calls.list.at(-1) : undefined
}

/** What one entry of `tool_calls` says. `whole`: it is no delta but a call of its own. */
export const read = (
  calls: Calls,
  entry: JsonObject,
  choice: number,
  whole: boolean,
  signaturePath: ReadonlyArray<string> | undefined,
  events: Array<Event>
): void => {
  const custom = object(entry["custom"])
  const said = object(entry["function"]) ?? custom ?? {}
  const index = typeof entry["index"] === "number" ? entry["index"] : undefined
  const id = text(entry["id"]) ?? ""
  const name = text(said["name"]) ?? ""
  const words = argumentsOf(custom === undefined ? said["arguments"] : custom["input"])
  let call = whole ? undefined : continued(calls, index, id, name)
  if (call === undefined) {
    if (id === "" && name === "" && words === "") return
    call = { index, id, name: "", number: -1, held: "", signature: undefined, answers: false }
    calls.list.push(call)
  }
  const signature = signaturePath && text(at(entry, signaturePath))
  if (call.answers) {
    if (words !== "") events.push({ type: "text", choice, text: words })
    return
  }
  if (call.number >= 0) {
    if (words !== "") events.push({ type: "tool_arguments", choice, call: call.number, text: words })
    return
  }
  call.held += words
  call.signature = signature ?? call.signature
  if (name === "") return
  call.name = nameFromNative(name)
  if (name === answerTool) {
    call.answers = true
    calls.answered = true
    if (call.held !== "") events.push({ type: "text", choice, text: call.held })
    call.held = ""
    return
  }
  call.number = calls.started++
  events.push({
    type: "tool_start",
    choice,
    call: call.number,
    id: call.id,
    name: call.name,
    ...(custom === undefined ? undefined : { kind: "custom" }),
    ...(call.signature === undefined ? undefined : { signature: call.signature })
  })
  if (call.held !== "") events.push({ type: "tool_arguments", choice, call: call.number, text: call.held })
  call.held = ""
}

/** The deprecated single call, which has neither index nor id. */
export const readLegacy = (calls: Calls, entry: JsonObject, choice: number, events: Array<Event>): void =>
  read(calls, { index: -1, function: entry }, choice, false, undefined, events)

/** Whether a call was begun whose name never came. */
export const hasNameless = (calls: Calls): boolean =>
  calls.list.some((call) => call.number < 0 && !call.answers && (call.held !== "" || call.id !== ""))

export const entries = (value: Json | undefined): ReadonlyArray<JsonObject> =>
  Array.isArray(value) ? (value as ReadonlyArray<Json>).filter(isObject) : []
