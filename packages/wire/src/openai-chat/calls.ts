import type { Event } from "@turnout/core/Event"
import type { Json, JsonObject } from "@turnout/core/Json"
import { answerTool, nameFromNative } from "../internal/answer-tool.ts"
import { sourceOf } from "@turnout/core/RawJson"
import * as Extra from "../internal/extra.ts"
import * as Progress from "./progress.ts"
import { at, isObject, object, text } from "../internal/json.ts"

/** One tool call of a choice; `number` is dense and given when its name is known. */
interface Call {
  readonly id: string
  /** The name on the wire. */
  name: string
  number: number
  /** Arguments that are not told yet: they came before the name, or may be a placeholder. */
  held: string
  /** All arguments so far, and whether they are one whole JSON text. */
  words: string
  readonly progress: Progress.Progress
  signature: string | undefined
  /** What else stands beside it. */
  extra: Extra.Extra | undefined
  /** Its arguments are the answer. */
  answers: boolean
}

/** The tool calls of one choice, in the order in which they began. */
export interface Calls {
  readonly list: Array<Call>
  /** The latest call of an index, and of an id: a call is found without a search. */
  byIndex: Map<number, Call> | undefined
  byId: Map<string, Call> | undefined
  started: number
  /** Whether `tool_calls` were among what came. */
  isListed: boolean
  /** Whether the answer came through our own tool. */
  answered: boolean
}

export const make = (): Calls => ({
  list: [],
  byIndex: undefined,
  byId: undefined,
  started: 0,
  isListed: false,
  answered: false
})

const argumentsOf = (value: Json | undefined): string => {
  if (typeof value === "string") return value
  // Arguments as an object are the text that the vendor wrote.
  return value === undefined || value === null ? "" : (sourceOf(value) ?? "")
}

/** What one entry says. */
interface Said {
  readonly index: number | undefined
  readonly id: string
  readonly name: string
  readonly words: string
}

const isBlank = (words: string): boolean => words.trim() === ""

/** A call that is complete is told once more. */
const repeats = (call: Call, words: string): boolean =>
  call.progress.state === "whole" && call.words.length === words.length && call.words === words

/** Whether an entry that bears the index or id of a call begins another one. */
const isAnother = (call: Call, { id, name, words }: Said): boolean => {
  if (name === "") return false
  if (id !== "" && call.id !== "" && id !== call.id) return true
  if (call.name !== "" && name !== call.name) return true
  return call.progress.state === "whole" && !isBlank(words) && !repeats(call, words)
}

/**
 * The call that a delta goes on with. Vendors tell calls apart by index, by id, by both, or by giving each one
 * whole: the index is asked first, then the id, then the name, then whether the arguments are complete.
 */
const continued = (calls: Calls, said: Said): Call | undefined => {
  const { index, id, name, words } = said
  const byIndex = index === undefined ? undefined : calls.byIndex?.get(index)
  const byId = id === "" ? undefined : calls.byId?.get(id)
  if (byIndex !== undefined) {
    if (!isAnother(byIndex, said)) return byIndex
    // A call that is known by its id may be told once more under another index.
    return byId !== undefined && byId.name === name && repeats(byId, words) ? byId : undefined
  }
  // A new index is a new call, unless all that came is a piece or a repetition of what is known by its id.
  if (byId !== undefined && (index === undefined || name === "" || repeats(byId, words))) {
    return isAnother(byId, said) ? undefined : byId
  }
  return index === undefined && id === "" && name === "" ? calls.list.at(-1) : undefined
}

const begin = (calls: Calls, { index, id }: Said): Call => {
  const call: Call = {
    id,
    name: "",
    number: -1,
    held: "",
    words: "",
    progress: Progress.make(),
    signature: undefined,
    extra: undefined,
    answers: false
  }
  calls.list.push(call)
  if (index !== undefined) (calls.byIndex ??= new Map()).set(index, call)
  if (id !== "") (calls.byId ??= new Map()).set(id, call)
  return call
}

const tell = (call: Call, choice: number, words: string, events: Array<Event>): void => {
  if (words === "") return
  if (call.answers) events.push({ type: "text", choice, text: words })
  else events.push({ type: "tool_arguments", choice, call: call.number, text: words })
}

/** Some proxies begin every call with the empty arguments of a request that is still to come. */
const placeholder = "{}"

/** Arguments as they come. `{}` alone waits for what follows, unless the call is `whole`. */
const argue = (call: Call, choice: number, words: string, whole: boolean, events: Array<Event>): void => {
  if (call.held === placeholder && isPlaceholder(call) && words.trimStart().startsWith("{")) {
    call.held = ""
    call.words = ""
    Object.assign(call.progress, Progress.make())
  }
  const isFirst = call.words === ""
  call.words += words
  Progress.advance(call.progress, words)
  call.held += words
  const waits = isPlaceholder(call) && call.held === placeholder && (isFirst || words === "")
  if (call.name === "" || (waits && !whole)) return
  tell(call, choice, call.held, events)
  call.held = ""
}

const isPlaceholder = (call: Call): boolean => call.progress.state === "whole" && call.words === placeholder

/** Which keys of an entry are read here; others are kept as they came. */
const known = new Set(["index", "id", "type", "function", "custom", "name", "arguments"])

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
  // Some hosts leave the inner object out.
  const native = object(entry["function"]) ?? custom ?? entry
  const said: Said = {
    index: typeof entry["index"] === "number" ? entry["index"] : undefined,
    id: text(entry["id"]) ?? "",
    name: text(native["name"]) ?? "",
    words: argumentsOf(custom === undefined ? native["arguments"] : custom["input"])
  }
  let call = whole ? undefined : continued(calls, said)
  if (call === undefined) {
    if (said.id === "" && said.name === "" && said.words === "") return
    call = begin(calls, said)
  } else if (repeats(call, said.words)) return
  // Input of a custom tool is free text, which no bracket completes.
  if (custom !== undefined) call.progress.state = "other"
  call.signature = (signaturePath && text(at(entry, signaturePath))) ?? call.signature
  call.extra = Extra.read(call.extra, entry, known, signaturePath?.[0])
  if (call.name === "" && said.name !== "") {
    call.name = said.name
    start(calls, call, custom !== undefined, choice, events)
  }
  argue(call, choice, said.words, whole, events)
}

/** The call's name is known: it is one of the caller's, or the answer through our own tool. */
const start = (calls: Calls, call: Call, isCustom: boolean, choice: number, events: Array<Event>): void => {
  if (call.name === answerTool) {
    call.answers = true
    calls.answered = true
  } else {
    call.number = calls.started++
    events.push({
      type: "tool_start",
      choice,
      call: call.number,
      id: call.id,
      name: nameFromNative(call.name),
      ...(isCustom ? { kind: "custom" } : undefined),
      ...(call.signature === undefined ? undefined : { signature: call.signature })
    })
  }
}

/** No more comes: what was held back is told, and what stood beside the calls. */
export const close = (calls: Calls, choice: number, events: Array<Event>): void => {
  for (const call of calls.list) {
    if (call.name === "") continue
    tell(call, choice, call.held, events)
    call.held = ""
    if (call.number < 0 || call.extra === undefined) continue
    events.push({ type: "provider_fields", choice, call: call.number, fields: Extra.fieldsOf(call.extra) })
  }
}

/** The deprecated single call, which has neither index nor id. */
export const readLegacy = (calls: Calls, entry: JsonObject, choice: number, events: Array<Event>): void =>
  read(calls, { index: -1, function: entry }, choice, false, undefined, events)

/** Whether a call was begun whose name never came. */
export const hasNameless = (calls: Calls): boolean =>
  calls.list.some((call) => call.name === "" && (call.held !== "" || call.id !== ""))

export const entries = (value: Json | undefined): ReadonlyArray<JsonObject> =>
  Array.isArray(value) ? (value as ReadonlyArray<Json>).filter(isObject) : []
